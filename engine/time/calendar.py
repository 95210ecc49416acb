"""The days of one school: which are working days, which are school days, and why the others are not.

A calendar is a value, made from dated rows and identified by a hash of its content. Outside the rows it was
given it refuses to answer: a guessed day would move a deadline.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from types import MappingProxyType

from engine.errors import BadInput, NoCalendar
from engine.time.duration import Unit
from engine.time.moments import require_aware, say_date

END_OF_BUSINESS = time(17)

# A longer break is no holiday but a term that nobody entered. Summer is the break over 1 August.
_LONGEST_SUMMER = timedelta(weeks=10)
_LONGEST_BREAK = timedelta(weeks=4)
_DAY = timedelta(days=1)
_SATURDAY = 5
_VERSION_LENGTH = 16

NATIONS = {
    "England": "England and Wales",
    "Wales": "England and Wales",
    "Scotland": "Scotland",
    "Northern Ireland": "Northern Ireland",
}
"""The nations of a school, each with the one under whose name its bank holidays stand."""


HOW_TO_WRITE_AN_HOUR = "write an hour of the afternoon or evening as the clock shows it, like 17:00 or 16:30"
_HOUR = re.compile(r"(1[2-9]|2[0-3]):([0-5][0-9])")


def closing_hour(text: str) -> time | None:
    """Read at what hour a school closes, from midday on; None where it is none."""
    found = _HOUR.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Term:
    """A run of days, both ends included, in which pupils are at school but for weekends and closures."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The calendar of one school.

    `holidays` speaks for the days of `covered`, first to last. `one_off` holds those of a single year.
    `closures` are half-terms and INSET days: working days, but no school days. `terms` stand in order.

    Raises:
        BadInput: terms overlap, stand out of order or end early, or the close of business has a zone.
    """

    zone: tzinfo
    holidays: Mapping[date, str]
    covered: tuple[date, date]
    terms: tuple[Term, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)
    one_off: Mapping[date, str] = field(default_factory=dict)
    close_of_business: time = END_OF_BUSINESS
    version: str = field(init=False)

    def __post_init__(self) -> None:
        self._refuse_disorder()
        for name in ("holidays", "closures", "one_off"):
            kept: Mapping[date, str] = getattr(self, name)
            object.__setattr__(self, name, MappingProxyType(dict(kept)))
        object.__setattr__(self, "version", _hash(self))

    def __hash__(self) -> int:
        return hash(self.version)

    def why_not_working(self, day: date) -> str | None:
        """Say why a day is no working day, or give None for one that is.

        Raises:
            NoCalendar: no bank holidays are loaded for that day.
        """
        first, last = self.covered
        if not first <= day <= last:
            span = f"bank holidays are loaded from {say_date(first)} to {say_date(last)}"
            raise _unknown(day, "working", span)
        return self.one_off.get(day) or self.holidays.get(day) or _weekend(day)

    def why_not_school(self, day: date) -> str | None:
        """Say why a day is no school day, or give None for one that is.

        Raises:
            NoCalendar: no terms, or no bank holidays, are loaded for that day.
        """
        self._refuse_unknown_term(day)
        not_working = self.why_not_working(day)
        if not any(term.first <= day <= term.last for term in self.terms):
            return "outside term"
        return self.closures.get(day) or not_working

    def why_not(self, unit: Unit, day: date) -> str | None:
        """Say why a day does not count in a unit, or give None for one that does."""
        if unit is Unit.WORKING_DAYS:
            return self.why_not_working(day)
        return self.why_not_school(day) if unit is Unit.SCHOOL_DAYS else None

    def count_back(self, day: date, amount: int, unit: Unit) -> date:
        """Give the day that lies so many counting days before one."""
        for _ in range(amount):
            day -= _DAY
            while self.why_not(unit, day) is not None:
                day -= _DAY
        return day

    def of_the_law(self) -> Calendar:
        """Give the calendar by which the law counts: no day and no hour that a trust itself declares changes it."""
        usual = not self.one_off and self.close_of_business == END_OF_BUSINESS
        return self if usual else replace(self, one_off={}, close_of_business=END_OF_BUSINESS)

    def local(self, moment: datetime) -> datetime:
        """Give a moment in the school's own time."""
        return require_aware(moment).astimezone(self.zone)

    def closes(self, day: date) -> datetime:
        """Give the close of business of a day, in UTC."""
        return datetime.combine(day, self.close_of_business, self.zone).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        """Give the moment at which a day begins, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def _refuse_disorder(self) -> None:
        wrong = [f'"{term.name}" ends before it begins' for term in self.terms if term.last < term.first]
        wrong += [
            f'"{later.name}" begins before "{earlier.name}" has ended'
            for earlier, later in pairwise(self.terms)
            if later.first <= earlier.last
        ]
        if self.close_of_business.tzinfo is not None:
            wrong.append("the close of business carries a zone of its own")
        if wrong:
            raise BadInput(f"This is no calendar: {'; '.join(wrong)}.")

    def _refuse_unknown_term(self, day: date) -> None:
        if not self.terms:
            raise _unknown(day, "school", "no terms are loaded")
        first, last = self.terms[0].first, self.terms[-1].last
        if not first <= day <= last:
            raise _unknown(day, "school", f"terms are loaded from {say_date(first)} to {say_date(last)}")
        for earlier, later in pairwise(self.terms):
            if earlier.last < day < later.first and _is_hole(earlier.last, later.first):
                between = f'no term is loaded between "{earlier.name}" and "{later.name}"'
                raise _unknown(day, "school", f"{between}, which is too long for a holiday")


HOW_TO_LOAD = {
    "school": "`duecourse calendar load SCHOOL FILE` takes the terms that the school publishes",
    "working": "bank holidays come with a newer version of Duecourse",
}


def _unknown(day: date, kind: str, why: str) -> NoCalendar:
    said = f"Whether {say_date(day)} is a {kind} day is not known: {why}."
    return NoCalendar(f"{said} Load the days around it, then try again: {HOW_TO_LOAD[kind]}.")


def _weekend(day: date) -> str | None:
    return "weekend" if day.weekday() >= _SATURDAY else None


def _is_hole(last: date, first: date) -> bool:
    summer = last < date(first.year, 8, 1) < first
    return first - last > (_LONGEST_SUMMER if summer else _LONGEST_BREAK)


def _hash(calendar: Calendar) -> str:
    """Hash the content over its canonical JSON, so that equal calendars share one version everywhere."""
    content = {
        "zone": str(calendar.zone),
        "holidays": _dated(calendar.holidays),
        "covered": [day.isoformat() for day in calendar.covered],
        "terms": [[term.name, term.first.isoformat(), term.last.isoformat()] for term in calendar.terms],
        "closures": _dated(calendar.closures),
        "one_off": _dated(calendar.one_off),
        "close_of_business": calendar.close_of_business.isoformat(),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:_VERSION_LENGTH]


def _dated(rows: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in rows.items()}
