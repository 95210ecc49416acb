"""One pass of the scheduler: what is due, in batches, each case in its own savepoint; a poisoned one is set aside.

People go first: a batch ends when somebody waits to write, and after it the lock is free for a while.

A case that is set aside comes back with the next step on it, or when a pass that tries it again goes well.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from duecourse.casework.commands.danger_watch import climb_dangers
from duecourse.casework.context.administrators import administrators
from duecourse.casework.context.services import Services, write
from duecourse.logs.log import Log
from engine.errors import NotFound, StaleRevision, Unavailable
from engine.identity import NO_CASE, CaseId, CaseReference, SchoolId
from engine.ports.records import SET_ASIDE, Notice, Organisation, Viewer
from engine.ports.store import Reading, Writing
from engine.ports.sweeps import SetAside
from engine.record.case import Case
from engine.record.snapshot import prepare
from engine.record.values import SCHEDULER
from engine.steps import alerts
from engine.steps.transition import World

log = Log("duecourse.sweep")
EVERY = timedelta(seconds=15)
"""How often a pass should come."""

SILENT = 3 * EVERY
"""After so long without a pass that went well, something is wrong."""

BATCH, LONGEST, SHORTEST = 50, 0.025, 0.025
"""So many cases, or so many seconds of the write lock, at once; and for how long at least it is given up afterwards.

SQLite asks for a lock every 25 milliseconds in its first third of a second: in so long a rest another process gets it.
"""

READ = 2000
"""How many due cases are listed at once."""

TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a pass did: deadlines fired, alerts raised and superseded, cases set aside, notices queued, dangers that
    nobody had opened told to others."""

    now: datetime
    fired: int
    alerts: int
    superseded: int
    set_aside: int
    outbox: int
    climbed: int = 0


def no_rest(_: float) -> bool:
    """Go on at once, where nobody else is at work."""
    return False


def sweep(services: Services, now: datetime, *, retry: bool = False, rest: Callable[[float], bool] = no_rest) -> Swept:
    """Raise every alert whose time has come, each exactly once, however often and wherever this runs.

    Between two batches the write lock is given up for at least as long as it was held: `rest` waits for so many
    seconds, and says whether the pass should end early. `retry` tries the cases that were set aside as well.

    Raises Unavailable where the database is away; then the next pass takes up what this one left.
    """
    counts: Counter[str] = Counter()
    prepare()
    with services.store.reading() as reading:
        organisation = reading.organisation()
    passing = Pass(
        replace(services, kept_sights=services.kept_sights.in_passing()), organisation, now, services.clock.monotonic()
    )
    ended, last = False, NO_CASE
    while not ended and (due := _due(services, organisation, now, last, retry=retry)):
        last, waiting = due[-1], deque(due)
        while not ended and waiting:
            done, held = passing.batch(waiting)
            counts += done
            ended = rest(max(held, SHORTEST))
    if not ended:
        with services.store.writing(gives_way=True) as writing:
            writing.note_sweep(organisation.id, now)
    return Swept(
        now=now,
        fired=counts["fired"],
        alerts=counts["raised"],
        superseded=counts["superseded"],
        set_aside=counts["set aside"],
        outbox=counts["outbox"],
        climbed=0 if ended else climb_dangers(services, now, rest),
    )


def _due(
    services: Services, organisation: Organisation, now: datetime, after: CaseId, *, retry: bool
) -> Sequence[CaseId]:
    with services.store.reading() as reading:
        due = reading.due_cases(organisation.id, now, READ, after, aside=retry)
        for case in reading.one_of_each(organisation.id, due):
            _try_out(services, reading, organisation, now, case)
    return due


def _try_out(services: Services, reading: Reading, organisation: Organisation, now: datetime, case: CaseId) -> None:
    """Work a case out and write nothing: what is built once (its policy, who is at its school, its calendar) takes
    longer than many cases, and nobody waits for the lock yet. What goes wrong is told where the case has its turn."""
    try:
        found = reading.case_by_id(Viewer(organisation.id, SCHEDULER), case)
        world = services.world_of(reading, organisation, found, now)
        alerts.sweep(services.policy_of(reading, found), found, world)
    except Unavailable:
        raise
    except Exception:
        return


@dataclass
class Pass:
    """One pass over what is due; `noted` is when it was last noted that the sweep lives."""

    services: Services
    organisation: Organisation
    now: datetime
    noted: float

    def batch(self, waiting: deque[CaseId]) -> tuple[Counter[str], float]:
        """Sweep the next few cases in one transaction. Gives what was done, and for how many seconds.

        It ends after the present case where somebody waits to write, or when it has held the lock for long enough.
        """
        counts: Counter[str] = Counter()
        clock = self.services.clock
        with self.services.store.writing(gives_way=True) as writing:
            begun = clock.monotonic()
            batch = Batch(services=self.services, writing=writing, organisation=self.organisation, now=self.now)
            free = set(writing.claim(self.organisation.id, list(islice(waiting, BATCH)), self.now))
            for _ in range(min(BATCH, len(waiting))):
                case = waiting.popleft()
                if case in free:
                    counts += _sweep_one(batch, case)
                if self.services.store.is_awaited or clock.monotonic() - begun >= LONGEST:
                    break
            self._note(writing)
        return counts, clock.monotonic() - begun

    def _note(self, writing: Writing) -> None:
        """In a pass that takes long, note now and then that the sweep lives."""
        seconds = self.services.clock.monotonic() - self.noted
        if seconds >= EVERY.total_seconds():
            self.noted += seconds
            writing.note_sweep(self.organisation.id, self.services.clock.now())


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A few cases in one transaction: each school of theirs is looked at once."""

    services: Services
    writing: Writing
    organisation: Organisation
    now: datetime
    worlds: dict[tuple[SchoolId, ...], World] = field(default_factory=dict)

    def world(self, case: Case) -> World:
        """Give everything that a step in a case needs."""
        schools = (case.school, *case.shared)
        if schools not in self.worlds:
            self.worlds[schools] = self.services.world_of(self.writing, self.organisation, case, self.now)
        return self.worlds[schools]


def _sweep_one(batch: Batch, case: CaseId) -> Counter[str]:
    """Sweep one case; what goes wrong in it is undone, counted, and touches no other."""
    services, writing, organisation = batch.services, batch.writing, batch.organisation
    counts: Counter[str] = Counter()
    try:
        with writing.savepoint():
            before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), case)
            world = batch.world(before)
            policy = services.policy_of(writing, before)
            step = alerts.sweep(policy, before, world)
            if step is None:
                writing.forget_failures(organisation.id, case)
            else:
                written = write(writing, services, policy, before, step)
                new = [alert for key, alert in written.case.alerts.items() if key not in before.alerts]
                counts["raised"] += sum(1 for alert in new if alert.status == "raised")
                counts["superseded"] += sum(1 for alert in new if alert.status == "superseded")
                counts["fired"] += len({(alert.on, alert.deadline, alert.round) for alert in new})
                counts["outbox"] += sum(len(tell.people) for tell in written.tells)
    except StaleRevision:
        log.note("case-changed", "A case changed while it was swept; the next pass takes it.")
    except Unavailable as away:
        # not the case's failure: nothing is counted, and where the database is away altogether this pass fails as well
        log.warning("case-untaken", "The database did not take a case; the next pass does.", why=away)
    except Exception:
        reference = services.ids.identifier()
        log.fault("case-unswept", "A case could not be swept.", reference=reference)
        tries = writing.note_failure(organisation.id, case, reference, TRIES)
        counts["set aside"] += tries >= TRIES
        if tries == TRIES:
            counts["outbox"] += writing.queue(_alarm(batch, case, reference))
    return counts


def _alarm(batch: Batch, case: CaseId, log_reference: str) -> Iterator[Notice]:
    """Tell each administrator that a case was set aside: its reference and where the log says why, nothing else."""
    organisation, writing = batch.organisation.id, batch.writing
    aside = writing.set_aside(organisation)[case]
    for person in administrators(writing.people(organisation), batch.now):
        yield Notice(
            id=batch.services.ids.identifier(),
            organisation=organisation,
            case=case,
            reference=aside.reference,
            recipient=person,
            kind=SET_ASIDE,
            dedupe=f"{case} set aside {log_reference}",
            body={"log": log_reference},
            created_at=batch.now,
        )


def put_back(services: Services, references: Collection[CaseReference] = ()) -> tuple[CaseReference, ...]:
    """Put cases that were set aside back among the others; all of them where none is named. Gives their references.

    Raises:
        NotFound: one of those named is not set aside; then none is swept again.
    """
    with services.store.writing() as writing:
        organisation = writing.organisation().id
        found = {each.reference: case for case, each in writing.set_aside(organisation).items()}
        wrong = [reference for reference in references if reference not in found]
        if wrong:
            raise NotFound(f"{', '.join(wrong)}: not set aside. Those that are: {', '.join(found) or 'none'}.")
        chosen = tuple(references) or tuple(found)
        for reference in chosen:
            writing.forget_failures(organisation, found[reference])
    return chosen


def set_aside(services: Services) -> Collection[SetAside]:
    """List the cases that no pass takes any more."""
    with services.store.reading() as reading:
        return reading.set_aside(reading.organisation().id).values()
