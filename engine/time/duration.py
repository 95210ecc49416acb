"""Lengths of time as policies write them, "24 hours" or "3 working days", and what stretches them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from engine.errors import BadInput
from engine.time.moments import require_aware, say_day_and_time

MONTHS_OF_A_YEAR = 12
LONGEST = 10_000
"""The largest amount of any unit; more can only be a slip, and would leave the years that dates can hold."""

_FORM = re.compile(r"([0-9]{1,9}) ([a-z]+(?: [a-z]+)?)")


class Unit(StrEnum):
    """What a length of time is counted in; each value is its plural in words."""

    HOURS = "hours"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"
    DAYS = "days"
    WEEKS = "weeks"
    SAME_DAYS = "same days"
    MONTHS = "months"
    SPECIAL_HOURS = "special hours"

    @property
    def singular(self) -> str:
        """The word for one of it."""
        return self.value.removesuffix("s")

    def rule(self, roll: bool) -> str:
        """Say in words how it is counted, rolling or not."""
        return _RULES[self] + (_ROLLS.get(self, "") if roll else "")


_AT_CLOSE = "the day of the start is left out, and the last day ends at the close of business"
_RULES = {
    Unit.HOURS: "counted hour by hour; weekends and holidays count",
    Unit.SPECIAL_HOURS: "counted hour by hour; weekends and bank holidays do not count",
    Unit.WORKING_DAYS: f"weekends and bank holidays do not count; {_AT_CLOSE}",
    Unit.SCHOOL_DAYS: f"only days on which pupils are at school count; {_AT_CLOSE}",
    Unit.DAYS: f"weekends and holidays count; {_AT_CLOSE}",
    Unit.WEEKS: f"seven days each; weekends and holidays count; {_AT_CLOSE}",
    Unit.SAME_DAYS: "the day of the start counts; it ends at the close of business, or at midnight if it starts later",
    Unit.MONTHS: "to the same date, or the last day of a shorter month, at the close of business",
}
_ROLLS = {
    Unit.WORKING_DAYS: "; what comes after hours or on a closed day counts from the next working day",
    Unit.SCHOOL_DAYS: "; what comes after hours or on a closed day counts from the next school day",
    Unit.DAYS: "; an end on a closed day moves to the next working day",
    Unit.WEEKS: "; an end on a closed day moves to the next working day",
    Unit.SAME_DAYS: "; what comes after hours or on a closed day counts from the next working day",
    Unit.MONTHS: "; an end on a closed day moves to the next working day",
}

SAME_DAY = ("same day", "the same day")
"""How the length is written that ends with the day of its start."""
_UNITS = {word: unit for unit in Unit for word in (unit.value, unit.singular)}

_USUAL = [unit for unit in Unit if unit not in (Unit.SAME_DAYS, Unit.SPECIAL_HOURS)]
_ALLOWED = (
    f"write a whole number from 1 to {LONGEST:,} and one of {', '.join(_USUAL)}, "
    'such as "24 hours", "1 working day", "2 weeks" or "1 month"; or "same day"'
)


@dataclass(frozen=True, slots=True)
class Duration:
    """So many of one unit; without an order, because how a month compares with 30 days depends on its start.

    Raises:
        BadInput: the amount is not from 1 to 10,000.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LONGEST:
            raise BadInput(f"{self.amount} {self.unit} is no length of time: {_ALLOWED}.")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read the words of a policy file.

        Raises:
            BadInput: the words are not a number and a unit.
        """
        if text.strip() in SAME_DAY:
            return cls(1, Unit.SAME_DAYS)
        match = _FORM.fullmatch(text.strip())
        unit: str = match[2] if match else ""
        if match is None or unit not in _UNITS:
            raise BadInput(f'"{text}" is no length of time: {_ALLOWED}.')
        return cls(int(match[1]), _UNITS[unit])

    def __str__(self) -> str:
        if (self.amount, self.unit) == (1, Unit.SAME_DAYS):
            return SAME_DAY[1]
        return f"{self.amount} {self.unit.singular if self.amount == 1 else self.unit.value}"


class PauseKind(StrEnum):
    """What may stop a clock. Stored as its value."""

    HOLD = "hold"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class PauseCause:
    """What stopped a clock: a hold of its track, by its name, or somebody by hand."""

    kind: PauseKind
    hold: str = ""


BY_HAND = PauseCause(PauseKind.HAND)


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which a clock stands still, kept in UTC; `end` is None while it lasts.

    `reason` is for people. `cause` is None where it was recorded before pauses carried one: `engine.time.pauses` reads
    those.

    Raises:
        BadInput: it ends before it starts.
        BadTime: one of its ends has no offset from UTC.
    """

    start: datetime
    end: datetime | None
    reason: str
    cause: PauseCause | None = None

    def __post_init__(self) -> None:
        # Two moments of one zone are compared and subtracted by the wall clock, so both ends leave it here.
        object.__setattr__(self, "start", require_aware(self.start))
        object.__setattr__(self, "end", require_aware(self.end) if self.end else None)
        if self.end is not None and self.end < self.start:
            raise BadInput(f"A pause from {self.start} cannot end at {self.end}: end it at its start or later.")

    def stops(self, moment: datetime) -> bool:
        """Say whether the clock stood still in the instant before `moment`."""
        return self.start < moment and (self.end is None or moment <= self.end)

    def sentence(self, zone: tzinfo) -> str:
        """Say it in plain English."""
        began = say_day_and_time(self.start, zone)
        if self.end is None:
            return f"Paused since {began}: {self.reason}."
        return f"Paused from {began} to {say_day_and_time(self.end, zone)}: {self.reason}."


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, and why it was given."""

    by: Duration
    reason: str


def add_months(day: date, months: int) -> date:
    """Give the same date some months later (or, below zero, earlier); in a short month its last day."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_A_YEAR)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
