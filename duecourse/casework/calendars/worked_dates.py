"""When a time runs out that somebody asks about without a case: by the days of a school, or those of a nation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from duecourse.casework.administration.schools import calendar_without_terms
from duecourse.casework.administration.trust_facts import first_school
from duecourse.casework.administration.value_checks import wrong_nation
from duecourse.casework.context.services import Services, school_of
from engine.errors import BadInput
from engine.time.calendar import Calendar
from engine.time.calendar_rows import calendar_from
from engine.time.due_times import Timing
from engine.time.explanation import Explanation, explain

UNITED_KINGDOM = "Europe/London"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days by which a date is worked out: those of a school, or of a nation, without terms."""

    key: str
    name: str
    calendar: Calendar

    @property
    def zone(self) -> tzinfo:
        """Give the time zone in which its dates are told."""
        return self.calendar.zone

    def work_out(self, timing: Timing) -> Explanation:
        """Work out when a time runs out, with all that says why. Raises NoCalendar."""
        return explain(timing, self.calendar)


def days_of_nation(bank_holidays: Mapping[str, object], nation: str) -> Days:
    """Give the days of a nation: its weekends and bank holidays, and no terms. Raises BadInput for an unknown one."""
    wrong = wrong_nation(nation)
    if wrong:
        raise BadInput(wrong)
    rows = calendar_without_terms("nation", nation, nation, UNITED_KINGDOM)
    return Days(key="", name=nation, calendar=calendar_from(bank_holidays, rows, ZoneInfo(UNITED_KINGDOM)))


def days_of_school(services: Services, school: str = "") -> Days:
    """Give the days of a school, by identifier or key; without one, those of the first. Raises NotFound."""
    with services.store.reading() as reading:
        trust = reading.organisation()
        found = school_of(reading, trust.id, school) if school else first_school(services.schools(reading))
        return Days(key=found.key, name=found.name, calendar=services.calendar(found, trust.zone))


def schools_to_choose(services: Services) -> Mapping[str, str]:
    """Name the schools by whose days a date can be worked out: key → name, those that have left not among them."""
    with services.store.reading() as reading:
        return {each.key: each.name for each in services.schools(reading) if each.active}
