"""At what hour the day ends at a school, or at every school of the trust: told first what that would move, then set.

A time of the law ends at 17:00 whatever is set here. What was set is taken back by setting what was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duecourse.casework.administration.permission import ADMINISTERING, CALENDARS, demand_school
from duecourse.casework.calendars.school_days import HOUR, Alteration, ChangedDays, Wish, change_days
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, NotPermitted
from engine.ports.records import Organisation, School
from engine.time.calendar import END_OF_BUSINESS, HOW_TO_WRITE_AN_HOUR, closing_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingHour:
    """At what hour the day ends at a school; `may_set` says whether the person who asks may change it."""

    key: str
    school: str
    hour: str
    may_set: bool


def hour_of(school: School) -> str:
    """Say at what hour a school closes, as the clock shows it: 17:00."""
    return str(school.calendar.get(HOUR, f"{END_OF_BUSINESS:%H:%M}"))[:5]


def closing_hours(services: Services, caller: Caller) -> Sequence[ClosingHour]:
    """List the schools that have not left, each with its closing hour."""
    now = services.clock.now()
    with services.store.reading() as reading:

        def may_set(school: School) -> bool:
            try:
                demand_school(reading, caller, school.id, now, CALENDARS)
            except NotPermitted:
                return False
            return True

        schools = [each for each in services.schools(reading) if each.active]
        return [
            ClosingHour(key=each.key, school=each.name, hour=hour_of(each), may_set=may_set(each)) for each in schools
        ]


def set_closing_hour(
    services: Services, caller: Caller, school: str, hour: str, reason: str, wish: Wish | None = None
) -> ChangedDays:
    """Set at what hour the day ends at a school; open clocks of days are worked out again from their start.

    Raises:
        BadInput: it is no such hour, it is set already, or there is no reason. NotPermitted, NotFound.
    """
    return change_days(services, caller, school, _alteration(hour, reason, every=False), wish or Wish())


def set_every_closing_hour(
    services: Services, caller: Caller, hour: str, reason: str, wish: Wish | None = None
) -> Sequence[ChangedDays]:
    """Set it at every school that has another, one after the other. Raises as for one, and where all have it."""
    wanted = [each for each in closing_hours(services, caller) if each.hour != hour.strip()]
    change = _alteration(hour, reason, every=True)
    if not wanted:
        raise BadInput(f"Every school closes at {hour.strip()} already.")
    alone = replace(caller, once="")  # one form is spent once, and this is several schools
    return [change_days(services, alone, each.key, change, wish or Wish()) for each in wanted]


def _alteration(hour: str, reason: str, *, every: bool) -> Alteration:
    if closing_hour(hour) is None:
        raise BadInput(f"'{hour}' is no closing hour: {HOW_TO_WRITE_AN_HOUR}.")
    if not reason.strip():
        raise BadInput("Say why the hour changes: it is told wherever it moves a time.")

    def alter(before: School, _: Organisation) -> School:
        if hour_of(before) == hour.strip():
            raise BadInput(f"{before.name} closes at {hour.strip()} already.")
        return replace(before, calendar={**before.calendar, HOUR: hour.strip()})

    says = f"set the hour at which the day ends to {hour.strip()}: {reason.strip()}"
    return Alteration(noted="closing hour set", says=says, posts=ADMINISTERING if every else CALENDARS, alter=alter)
