"""Rows of sight kept true where no step writes them, and roles that follow people's posts.

Everything here is done a few cases at a time, each batch in a transaction of its own, and noted as it goes: a process
that is stopped in the middle goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.commands.sweep import LONGEST, SHORTEST, no_rest
from duecourse.casework.context.handovers import given_notice
from duecourse.casework.context.services import Services, notices
from duecourse.casework.context.sights import sights_of
from duecourse.logs.log import Log
from engine.changes.succession import restaff
from engine.errors import Unavailable
from engine.identity import NO_CASE, CaseId, OrganisationId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.ports.records import Viewer
from engine.ports.sights import NOBODY_SEES
from engine.ports.store import Writing
from engine.record.case import Case
from engine.record.values import SCHEDULER

log = Log("duecourse")
BATCH = 25
Progress = Callable[[int], None]
"""Told how many cases were done at once."""


def fill(services: Services, told: Progress | None = None) -> int:
    """Work out who sees what of every case that an earlier version left without rows of sight. Gives how many."""
    done = 0
    with services.store.reading() as reading:
        if not reading.has_unsighted():
            return done
        organisation = reading.organisation().id
    while True:
        with services.store.writing(gives_way=True) as writing:
            waiting = writing.unsighted(organisation, BATCH)
            for case in waiting:
                _with_case(services, writing, organisation, case, services.clock.now(), _work_out)
        if not waiting:
            return done
        done += len(waiting)
        if told is not None:
            told(len(waiting))


def write_pieces_again(services: Services, told: Progress | None = None) -> int:
    """Write again what every case is found by, from its record, with who sees what of it. Gives how many cases.

    Stopped in the middle, the next start goes on where it was.
    """
    with services.store.writing(gives_way=True) as writing:
        writing.forget_pieces(writing.organisation().id)
    return fill(services, told)


def catch_up(
    services: Services, now: datetime, *, rest: Callable[[float], bool] = no_rest, told: Progress | None = None
) -> int:
    """Let roles and lists follow those whose posts began or ended, until they do. Gives how many cases that was.

    Between two batches `rest` waits for as long as the write lock was held, and says whether to end early; the next
    call then goes on from there.

    What a list would show that may no longer be seen is left out of it from the very moment, and so is what a role
    allows. Here comes what was gained: the open cases in which a post brings somebody a role, of which they are told,
    and what is still seen after a part of it was lost.
    """
    done = 0
    with services.store.reading() as reading:
        organisation = reading.organisation().id
        people = reading.catching_up(organisation, now)
    for person in people:
        follows = False
        while not follows:
            batch = _lead(services, organisation, person, now)
            done, follows = done + batch.cases, batch.is_last
            if told is not None:
                told(batch.cases)
            if rest(max(batch.held, SHORTEST)):
                return done
    return done


@dataclass(frozen=True, slots=True)
class Led:
    """A batch of the cases that somebody's posts concern: how many, for how many seconds, and whether none is left."""

    cases: int
    held: float
    is_last: bool


def _lead(services: Services, organisation: OrganisationId, person: PersonId, now: datetime) -> Led:
    """Bring the next cases that a person's posts concern up to date, until the lock was held for long enough."""
    clock, done = services.clock, 0
    with services.store.writing(gives_way=True) as writing:
        begun = clock.monotonic()
        cases = writing.relying_on_posts(organisation, person, now, BATCH)
        for case in cases:
            _with_case(services, writing, organisation, case, now, _restaff)
            done += 1
            if services.store.is_awaited or clock.monotonic() - begun >= LONGEST:
                break
        is_last = done == len(cases) < BATCH
        writing.reach(organisation, person, now, NO_CASE if is_last else cases[done - 1])
    return Led(done, clock.monotonic() - begun, is_last)


Work = Callable[[Services, Writing, CompiledPolicy, Case, datetime], None]


def _with_case(
    services: Services, writing: Writing, organisation: OrganisationId, case: CaseId, now: datetime, work: Work
) -> None:
    """Do something with one case; one that cannot be read holds up no other, and stays as it was."""
    try:
        with writing.savepoint():
            record = writing.case_by_id(Viewer(organisation, SCHEDULER), case)
            work(services, writing, services.policy_of(writing, record), record, now)
    except Unavailable:
        raise
    except Exception:
        log.fault("case-unreadable", "A case cannot be read, and is listed as one that cannot.", case=case)
        writing.give_up_sight(organisation, case)


def _work_out(services: Services, writing: Writing, policy: CompiledPolicy, record: Case, now: datetime) -> None:
    """Write how one case stands before everybody."""
    writing.keep_sights(record, sights_of(policy, record, services.staffing_of(writing, record, now)))


def _restaff(services: Services, writing: Writing, policy: CompiledPolicy, record: Case, now: datetime) -> None:
    """Let the roles of one case follow the posts, and then how it stands before everybody."""
    organisation = writing.organisation()
    found = restaff(policy, record, services.world_of(writing, organisation, record, now))
    if found is None:
        _work_out(services, writing, policy, record, now)
        return
    step = found.step
    # how it stood is asked of the rows: people's posts have changed since these were written
    stood = writing.sights(organisation.id, record.id) or NOBODY_SEES
    stands = sights_of(policy, step.case, services.staffing_of(writing, record, now))
    writing.save_case(record, step.case, step.entries, (stood, stands))
    writing.queue(notices(services, step))
    writing.queue(given_notice(services.ids.identifier(), step.case, person, now) for person in found.new)
