"""What a changed calendar does to the cases of a school: their open clocks are worked out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import remit
from duecourse.casework.context.moved_clocks import Moves, moves_of, only_seen, together
from duecourse.casework.context.services import Caller, Services, person_of, write
from duecourse.logs.log import Log
from engine.errors import Mistake, Unavailable
from engine.identity import SchoolId
from engine.ports.records import CaseSummary, School, Viewer
from engine.ports.store import Reading, Writing
from engine.record.values import SCHEDULER
from engine.steps import alerts
from engine.time.calendar_rows import calendar_from

log = Log("duecourse.sweep")


def recalendar(
    services: Services, school: SchoolId, now: datetime, because: str = "", caller: Caller | None = None
) -> Moves:
    """Work out the open clocks of a school again after its calendar changed; `because` is kept with each case.

    Gives what moved. A case whose clocks cannot be worked out is logged, and holds up no other.
    """
    moved: list[Moves] = []
    with services.store.writing() as writing:
        organisation = writing.organisation()
        for row in writing.cases(Viewer(organisation.id, SCHEDULER)):
            if row.school == school:
                moved += _recalendar_one(services, writing, row, (now, because), caller)
        return _told(writing, together(moved), caller, now)


def foresee(services: Services, reading: Reading, caller: Caller, changed: School) -> Moves:
    """Say what would move if a school had this calendar; nothing is written."""
    organisation = reading.organisation()
    calendar = calendar_from(services.bank_holidays, changed.calendar, ZoneInfo(organisation.zone))
    moved: list[Moves] = []
    for row in reading.cases(Viewer(organisation.id, SCHEDULER)):
        if row.school != changed.id:
            continue
        case = reading.case_by_id(Viewer(organisation.id, SCHEDULER), row.id)
        world = services.world(reading, organisation, case.school, services.clock.now())
        policy = services.policy_of(reading, case)
        step = alerts.recalendar(policy, case, replace(world, calendar=calendar))
        moved += [] if step is None else [moves_of(services, reading, policy, (case, step), caller)]
    return _told(reading, together(moved), caller, services.clock.now())


def _told(reading: Reading, moved: Moves, caller: Caller | None, now: datetime) -> Moves:
    """Count all for those who keep people and days as such; others who keep calendars are counted what they see."""
    if caller is None or remit(person_of(reading, caller.viewer.organisation, caller.viewer.person), now).places:
        return moved
    return only_seen(moved)


def _recalendar_one(
    services: Services, writing: Writing, row: CaseSummary, when_and_why: tuple[datetime, str], caller: Caller | None
) -> list[Moves]:
    """Work the clocks of one case out again; what goes wrong in it is undone. Gives what moved."""
    now, because = when_and_why
    try:
        with writing.savepoint():
            organisation = writing.organisation()
            before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), row.id)
            world = services.world(writing, organisation, before.school, now)
            policy = services.policy_of(writing, before)
            step = alerts.recalendar(policy, before, world, because)
            if step is None:
                return []
            write(writing, services, policy, before, step)
            return [moves_of(services, writing, policy, (before, step), caller)]
    except (Unavailable, Mistake):
        # the database's, or the calendar's: the person who changed that is told
        raise
    except Exception:
        says = "The clocks of a case stay as they were, because they could not be worked out."
        log.fault("clocks-unmoved", says, case=row.reference)
        return []
