"""The days of a school as those who keep them see them, school year by school year, and what is not loaded yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import (
    ADMINISTERING,
    CALENDARS,
    demand_active,
    demand_reach,
    remit,
)
from duecourse.casework.administration.schools import DEFAULT_NATION, one_off_days, unreadable
from duecourse.casework.calendars.closing_hours import hour_of
from duecourse.casework.context.services import Caller, Services, school_of
from engine.errors import NotPermitted
from engine.plain import is_group, is_list
from engine.ports.records import Organisation, School
from engine.time.calendar import NATIONS

FIRST_MONTH = 9
"""A school year begins with September."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days with a name: a term, a half-term, or a single day where both are the same."""

    kind: str
    name: str
    first: date
    last: date

    @property
    def year(self) -> int:
        """Give the school year that it begins in, by the year of its September."""
        return school_year(self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSheet:
    """The days of one school; `lacks` says what is not loaded, `may_load` whether the person may give it terms."""

    school: School
    hour: str
    nation: str
    spans: tuple[Span, ...]
    holidays: tuple[Span, ...]
    lacks: tuple[str, ...]
    may_load: bool

    def of_year(self, year: int, kind: str) -> Sequence[Span]:
        """List the days of one kind in a school year, in order."""
        found = self.holidays if kind == "holiday" else self.spans
        return sorted((each for each in found if each.kind == kind and each.year == year), key=lambda each: each.first)

    @property
    def terms_until(self) -> date | None:
        """Give the last day for which terms are loaded."""
        return max((each.last for each in self.spans if each.kind == "term"), default=None)


def school_year(day: date) -> int:
    """Give the school year of a day, by the year of its September."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def calendar_sheets(services: Services, caller: Caller) -> Sequence[CalendarSheet]:
    """List the schools whose days somebody keeps, by name. Raises NotPermitted for those who keep none."""
    now = services.clock.now()
    with services.store.reading() as reading:
        keeps = remit(demand_active(reading, caller), now, CALENDARS)
        if not keeps.places:
            raise NotPermitted(f"Calendars are kept by these posts: {', '.join(CALENDARS)}.")
        trust = reading.organisation()
        loads = remit(keeps.person, now, ADMINISTERING)
        mine = [each for each in reading.schools(trust.id) if each.active and keeps.reaches(each.id)]
        return [_sheet(services, trust, each, may_load=loads.reaches(each.id)) for each in mine]


def calendar_sheet(services: Services, caller: Caller, key: str) -> CalendarSheet:
    """Give the days of one school. Raises NotFound, NotPermitted."""
    now = services.clock.now()
    with services.store.reading() as reading:
        trust = reading.organisation()
        school = school_of(reading, trust.id, key)
        keeps = remit(demand_active(reading, caller), now, CALENDARS)
        if not keeps.places:
            raise NotPermitted(f"Calendars are kept by these posts: {', '.join(CALENDARS)}.")
        demand_reach(reading, keeps, (school.id,), now)
        loads = remit(keeps.person, now, ADMINISTERING)
        return _sheet(services, trust, school, may_load=loads.reaches(school.id))


def _sheet(services: Services, trust: Organisation, school: School, *, may_load: bool) -> CalendarSheet:
    wrong = unreadable(services, trust, school)
    spans = () if wrong else tuple(spans_of(school.calendar))
    holidays: Mapping[date, str] = {} if wrong else services.calendar(school, trust.zone).holidays
    nation = str(school.calendar.get("nation", "")) or DEFAULT_NATION
    today = services.clock.now().astimezone(ZoneInfo(trust.zone)).date()
    return CalendarSheet(
        school=school,
        hour=hour_of(school),
        nation=NATIONS.get(nation, nation),
        spans=spans,
        holidays=tuple(Span(kind="holiday", name=name, first=day, last=day) for day, name in holidays.items()),
        lacks=(f"This calendar cannot be read: {wrong}",) if wrong else tuple(_lacks(spans, today)),
        may_load=may_load,
    )


def spans_of(calendar: Mapping[str, object]) -> Iterator[Span]:
    """Read the terms, closures and closed days of rows as a calendar takes them."""
    for kind, name in (("term", "terms"), ("closure", "closures")):
        rows = calendar.get(name)
        for row in rows if is_list(rows) else ():
            if is_group(row):
                first, last = (date.fromisoformat(str(row[part])) for part in ("first", "last"))
                yield Span(kind=kind, name=str(row["name"]), first=first, last=last)
    for row in one_off_days(calendar):
        day = date.fromisoformat(str(row["day"]))
        yield Span(kind="closed", name=str(row["name"]), first=day, last=day)


def _lacks(spans: Sequence[Span], today: date) -> Iterator[str]:
    """Say of this school year and the next that no terms are loaded for it."""
    years = {each.year for each in spans if each.kind == "term"}
    for year in (school_year(today), school_year(today) + 1):
        if year not in years:
            yield f"No terms are loaded for the school year {year} to {year + 1}: no clock counts school days in it."
