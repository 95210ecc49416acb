"""One pass of the scheduler: what is due, in batches, each case in its own savepoint; a poisoned one is set aside.

A case that is set aside comes back with the next step on it, or when a pass that tries it again goes well.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from duecourse.casework.context.administrators import administrators
from duecourse.casework.context.services import Services, write
from engine.errors import NotFound, StaleRevision, Unavailable
from engine.identity import NO_CASE, CaseId, CaseReference
from engine.ports.records import Notice, Organisation, Viewer
from engine.ports.store import Writing
from engine.record.values import SCHEDULER
from engine.steps import alerts

log = logging.getLogger("duecourse.sweep")
EVERY = timedelta(seconds=15)
"""How often a pass should come."""

SILENT = 3 * EVERY
"""After so long without a pass that went well, something is wrong."""

BATCH = 50
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a pass did: deadlines fired, alerts raised and superseded, cases set aside, notices queued."""

    now: datetime
    fired: int
    alerts: int
    superseded: int
    set_aside: int
    outbox: int


def sweep(services: Services, now: datetime, *, retry: bool = False) -> Swept:
    """Raise every alert whose time has come, each exactly once, however often and wherever this runs.

    `retry` tries the cases that were set aside as well. Raises Unavailable where the database is away; then the next
    pass takes up what this one left.
    """
    counts: Counter[str] = Counter()
    with services.store.reading() as reading:
        organisation = reading.organisation()
    last = NO_CASE
    while True:
        with services.store.writing() as writing:
            due = writing.due_cases(organisation.id, now, BATCH, last, aside=retry)
            for last in due:
                counts += _sweep_one(services, writing, organisation, last, now)
            if not due:
                writing.note_sweep(organisation.id, now)
                break
    return Swept(
        now=now,
        fired=counts["fired"],
        alerts=counts["raised"],
        superseded=counts["superseded"],
        set_aside=counts["set aside"],
        outbox=counts["outbox"],
    )


def _sweep_one(
    services: Services, writing: Writing, organisation: Organisation, case: CaseId, now: datetime
) -> Counter[str]:
    """Sweep one case; what goes wrong in it is undone, counted, and touches no other."""
    counts: Counter[str] = Counter()
    try:
        with writing.savepoint():
            before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), case)
            world = services.world(writing, organisation, before.school, now)
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
        log.info("A case changed while it was swept; the next pass takes it.", extra={"action": "sweep"})
    except Unavailable as away:
        # not the case's failure: nothing is counted, and where the database is away altogether this pass fails as well
        log.warning("The database did not take a case; the next pass does. %s", away, extra={"action": "sweep"})
    except Exception:
        reference = services.ids.identifier()
        log.exception("A case could not be swept.", extra={"action": "sweep", "reference": reference})
        tries = writing.note_failure(organisation.id, case, reference, TRIES)
        counts["set aside"] += tries >= TRIES
        if tries == TRIES:
            counts["outbox"] += writing.queue(_alarm(services, writing, organisation, case, reference, now))
    return counts


def _alarm(
    services: Services, writing: Writing, organisation: Organisation, case: CaseId, log_reference: str, now: datetime
) -> Iterator[Notice]:
    """Tell each administrator that a case was set aside: its reference and where the log says why, nothing else."""
    aside = writing.set_aside(organisation.id)[case]
    for person in administrators(writing.people(organisation.id), now):
        yield Notice(
            id=services.ids.identifier(),
            organisation=organisation.id,
            case=case,
            reference=aside.reference,
            recipient=person,
            kind="set aside",
            dedupe=f"{case} set aside {log_reference}",
            body={"log": log_reference},
            created_at=now,
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
