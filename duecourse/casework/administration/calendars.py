"""What a changed calendar does to the cases of a school: their open clocks are worked out again."""

from __future__ import annotations

import logging
from datetime import datetime

from duecourse.casework.context.services import Services, write
from engine.errors import Mistake, Unavailable
from engine.identity import SchoolId
from engine.ports.records import CaseSummary, Organisation, Viewer
from engine.ports.store import Writing
from engine.record.values import SCHEDULER
from engine.steps import alerts

log = logging.getLogger("duecourse.sweep")


def recalendar(services: Services, school: SchoolId, now: datetime) -> int:
    """Work out the open clocks of a school again after its calendar changed. Gives how many cases moved.

    One whose clocks cannot be worked out is logged, and holds up no other.
    """
    moved = 0
    with services.store.writing() as writing:
        organisation = writing.organisation()
        viewer = Viewer(organisation.id, SCHEDULER)
        for row in writing.cases(viewer):
            if row.school == school:
                moved += _recalendar_one(services, writing, organisation, row, now)
    return moved


def _recalendar_one(
    services: Services, writing: Writing, organisation: Organisation, row: CaseSummary, now: datetime
) -> bool:
    """Work the clocks of one case out again; what goes wrong in it is undone. Says whether any moved."""
    try:
        with writing.savepoint():
            before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), row.id)
            world = services.world(writing, organisation, before.school, now)
            policy = services.policy_of(writing, before)
            step = alerts.recalendar(policy, before, world)
            if step is None:
                return False
            write(writing, services, policy, before, step)
            return True
    except (Unavailable, Mistake):
        # the database's, or the calendar's: the person who changed that is told
        raise
    except Exception:
        log.exception("%s: its clocks stay as they were, because they could not be worked out.", row.reference)
        return False
