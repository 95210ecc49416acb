"""Rows of sight kept true where no step writes them: filled for stores of before, and led after people's posts.

Everything here is done a few cases at a time, each batch in a transaction of its own, and noted as it goes: a process
that is stopped in the middle goes on where it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from duecourse.casework.context.services import Services
from duecourse.casework.context.sights import sights_of
from engine.errors import Unavailable
from engine.identity import NO_CASE, CaseId, OrganisationId, PersonId
from engine.ports.records import Viewer
from engine.ports.store import Writing
from engine.record.values import SCHEDULER

log = logging.getLogger("duecourse")
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
        with services.store.writing() as writing:
            waiting = writing.unsighted(organisation, BATCH)
            for case in waiting:
                _work_out(services, writing, organisation, case, services.clock.now())
        if not waiting:
            return done
        done += len(waiting)
        if told is not None:
            told(len(waiting))


def catch_up(services: Services, now: datetime) -> int:
    """Lead the lists of those whose posts began or ended after these, until they follow. Gives how many cases that was.

    What such a list would show that may no longer be seen is left out of it from the very moment; here comes what was
    gained, and what is still seen after a part of it was lost.
    """
    done = 0
    with services.store.reading() as reading:
        organisation = reading.organisation().id
        people = reading.catching_up(organisation, now)
    for person in people:
        while batch := _lead(services, organisation, person, now):
            done += batch
    return done


def _lead(services: Services, organisation: OrganisationId, person: PersonId, now: datetime) -> int:
    """Work out a batch of the cases that somebody sees by a post. Gives how many; 0 once all of them are done."""
    with services.store.writing(gives_way=True) as writing:
        cases = writing.relying_on_posts(organisation, person, now, BATCH)
        for case in cases:
            _work_out(services, writing, organisation, case, now)
        writing.reach(organisation, person, now, cases[-1] if len(cases) == BATCH else NO_CASE)
        return len(cases) if len(cases) == BATCH else 0


def _work_out(services: Services, writing: Writing, organisation: OrganisationId, case: CaseId, now: datetime) -> None:
    """Write how one case stands before everybody; one that cannot be read holds up no other, and stays as it was."""
    try:
        with writing.savepoint():
            record = writing.case_by_id(Viewer(organisation, SCHEDULER), case)
            policy = services.policy_of(writing, record)
            writing.keep_sights(record, sights_of(policy, record, services.staffing(writing, record.school, now)))
    except Unavailable:
        raise
    except Exception:
        log.exception("Case %s cannot be read, and is listed as one that cannot.", case)
        writing.give_up_sight(organisation, case)
