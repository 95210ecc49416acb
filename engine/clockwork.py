"""When a clock runs out: pure arithmetic over a start, a length of time and a calendar, and its explanation.

A day counts when its close of business is reached and no pause is in force at that moment; so pauses add up
however they are cut. Everything is reckoned from the start each time, never from an earlier result.
"""

from __future__ import annotations

import heapq
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import count

from engine.calendar import Calendar
from engine.duration import Duration, Unit
from engine.errors import BadInput
from engine.moments import require_aware, say_day, say_day_and_time, say_time

_DAY = timedelta(days=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which a clock stands still; `end` is None while it lasts.

    Raises:
        BadInput: it ends before it starts; BadTime: one of its ends has no offset.
    """

    start: datetime
    end: datetime | None
    reason: str

    def __post_init__(self) -> None:
        if self.end is not None and require_aware(self.end) < require_aware(self.start):
            raise BadInput(f"A pause from {self.start.isoformat()} cannot end earlier, at {self.end.isoformat()}.")
        require_aware(self.start)

    def stops(self, moment: datetime) -> bool:
        """Say whether the clock stood still in the instant before `moment`."""
        return self.start < moment and (self.end is None or moment <= self.end)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, and why it was given."""

    by: Duration
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Timing:
    """All that decides when one clock runs out, except the calendar.

    `roll` says that a receipt on a closed day or after hours counts from the next working (or school) day, and
    that calendar days and months which end on a closed day end on the next working one; hours never roll.
    Extensions are added in order, `grace` after all of them. A clock that may not be paused is given no pauses.
    """

    start: datetime
    within: Duration
    roll: bool = False
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    grace: Duration | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock runs out, in UTC, and how that came about.

    `due_at` is None while an open pause stops the clock before it is due; `overdue_at` alone is None while one
    stops its grace; `paused_by` is that pause. `counted_from` is the day after which days were counted.
    """

    due_at: datetime | None
    overdue_at: datetime | None
    counted_from: date
    skipped: tuple[Skipped, ...] = ()
    counted: tuple[date, ...] = ()
    paused_by: Pause | None = None

    @property
    def paused(self) -> bool:
        """Say whether an open pause keeps the clock from running out."""
        return self.paused_by is not None


class _Run:
    """One reckoning under way: where the clock stands, what it skipped and counted, what stopped it."""

    def __init__(self, timing: Timing, calendar: Calendar) -> None:
        self.calendar = calendar
        self.roll = timing.roll
        self.pauses = sorted(timing.pauses, key=lambda pause: pause.start)
        self.at = require_aware(timing.start)
        self.day = calendar.local(self.at).date()
        self.skipped: list[Skipped] = []
        self.counted: list[date] = []
        self.paused_by: Pause | None = None

    def receive(self, unit: Unit) -> None:
        """Move a receipt on a closed day or after hours to the next day that counts."""
        if not self.roll or unit not in (Unit.WORKING_DAYS, Unit.SCHOOL_DAYS):
            return
        reason = _why_not(self.calendar, unit, self.day)
        if reason is None and self.at > self.calendar.closes(self.day):
            reason = "after close of business"
        while reason is not None:
            self.skipped.append(Skipped(self.day, reason))
            self.day += _DAY
            reason = _why_not(self.calendar, unit, self.day)

    def run(self, length: Duration) -> None:
        """Let the clock run for a length of time, unless something has stopped it."""
        if self.paused_by is not None:
            return
        if length.unit in (Unit.HOURS, Unit.SPECIAL_HOURS):
            self.elapse(length)
        elif length.unit is Unit.MONTHS:
            self.count((add_months(self.day, length.amount) - self.day).days, Unit.DAYS)
        else:
            self.count(length.amount, length.unit)

    def count(self, amount: int, unit: Unit) -> None:
        """Count days one by one, to the close of business of the last."""
        wanted = len(self.counted) + amount
        while len(self.counted) < wanted and self.paused_by is None:
            self.day += _DAY
            self.take(unit)
        self.at = self.calendar.closes(self.day)
        if self.roll and unit is Unit.DAYS and self.paused_by is None:
            self.leave_closed_day()

    def take(self, unit: Unit) -> None:
        """Count or skip the day at hand, or stop at it for good."""
        reason = _why_not(self.calendar, unit, self.day)
        closes = self.calendar.closes(self.day) if self.pauses else self.at
        pause = next((pause for pause in self.pauses if pause.stops(closes)), None)
        if pause and pause.end is None:
            self.paused_by = pause
        elif reason is not None or pause:
            self.skipped.append(Skipped(self.day, reason or f"paused: {pause.reason}" if pause else reason or ""))
        else:
            self.counted.append(self.day)
