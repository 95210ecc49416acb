"""What a changed calendar does to the cases of a school: their open clocks are worked out again."""

from __future__ import annotations

import logging
from datetime import datetime

from duecourse.casework.office import Office, write
from engine import sweeping
from engine.case import SCHEDULER
from engine.errors import Mistake, Unavailable
from engine.ports import Writing
from engine.records import CaseRow, Organisation, Viewer

log = logging.getLogger("duecourse.sweep")


def recalendar(office: Office, school: str, now: datetime) -> int:
    """Reckon the open clocks of a school afresh after its calendar changed. Gives how many cases moved.

    One whose clocks cannot be worked out is logged, and holds up no other.
    """
    moved = 0
    with office.store.writing() as writing:
        organisation = writing.organisation()
        viewer = Viewer(organisation.id, SCHEDULER)
        for row in writing.cases(viewer):
            if row.school == school:
                moved += _recalendar_one(office, writing, organisation, row, now)
    return moved


def _recalendar_one(office: Office, writing: Writing, organisation: Organisation, row: CaseRow, now: datetime) -> bool:
    """Work the clocks of one case out again; what goes wrong in it is undone. Says whether any moved."""
    try:
        with writing.savepoint():
            before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), row.id)
            world = office.world(writing, organisation, before.school, now)
            policy = office.policy_of(writing, before)
            step = sweeping.recalendar(policy, before, world)
            if step is None:
                return False
            write(writing, office, policy, before, step)
            return True
    except (Unavailable, Mistake):
        # the database's, or the calendar's: whoever changed that is told
        raise
    except Exception:
        log.exception("%s: its clocks stay as they were, because they could not be worked out.", row.reference)
        return False
