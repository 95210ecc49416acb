"""When a clock runs out: pure arithmetic over a start, a length of time and a calendar, in UTC.

A day counts when its close of business is reached and no pause is in force at that moment; so pauses add up
however they are cut. Everything is worked out from the start each time, never from an earlier result.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from engine.errors import BadInput
from engine.time.calendar import Calendar
from engine.time.duration import Duration, Extension, Pause, Unit, add_months
from engine.time.moments import require_aware

DAY = timedelta(days=1)
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count, and why."""

    day: date
    reason: str


_Standstill: TypeAlias = "tuple[Pause, Skipped | None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All that decides when one clock runs out, except the calendar.

    With `roll` a receipt on a closed day or after hours counts from the next day that counts, and calendar
    days and months that end on a closed day end on the next working one; hours never roll. Extensions are
    added in order, `grace` after them. A clock that may not be paused is given no pauses. With `not_before` the
    time has to pass before something may be done: it can be over, and never overdue.
    """

    start: datetime
    within: Duration
    roll: bool = False
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    grace: Duration | None = None
    not_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a clock runs out, in UTC, and how that came about.

    `due_at` is None while an open pause stops the clock, `overdue_at` alone is None while one stops its
    grace, and where the time only has to pass; `paused_by` is that pause. `counted_from` is the day after which
    days are counted.
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
    """One working out under way: where the clock stands, what it skipped and counted, what stopped it."""

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
        if not self.roll or unit not in (Unit.WORKING_DAYS, Unit.SCHOOL_DAYS, Unit.SAME_DAYS):
            return
        unit = Unit.WORKING_DAYS if unit is Unit.SAME_DAYS else unit
        reason = self.calendar.why_not(unit, self.day)
        if reason is None and self.at > self.calendar.closes(self.day):
            reason = "after close of business"
        while reason is not None:
            self.skipped.append(Skipped(self.day, reason))
            self.day += DAY
            reason = self.calendar.why_not(unit, self.day)

    def run(self, length: Duration) -> None:
        """Let the clock run for a length of time, unless something has stopped it."""
        if self.paused_by is not None:
            return
        if length.unit in (Unit.HOURS, Unit.SPECIAL_HOURS):
            self.elapse(length)
        elif length.unit is Unit.MONTHS:
            self.count((add_months(self.day, length.amount) - self.day).days, Unit.DAYS)
        elif length.unit is Unit.WEEKS:
            self.count(length.amount * DAYS_OF_A_WEEK, Unit.DAYS)
        elif length.unit is Unit.SAME_DAYS:
            self.end_of_day(length.amount)
        else:
            self.count(length.amount, length.unit)

    def count(self, amount: int, unit: Unit) -> None:
        """Count days one by one, to the close of business of the last."""
        wanted = len(self.counted) + amount
        while len(self.counted) < wanted and self.paused_by is None:
            self.day += DAY
            self.take(unit)
        if self.roll and unit is Unit.DAYS and self.paused_by is None:
            self.leave_closed_day()
        self.at = self.calendar.closes(self.day)

    def end_of_day(self, amount: int) -> None:
        """Count the present day as the first, to its close of business; what starts after that has until midnight."""
        start, first = self.at, self.day
        self.day -= DAY
        self.count(amount, Unit.SAME_DAYS)
        if self.day == first and start >= self.at:
            self.at = self.calendar.midnight(first + DAY)

    def take(self, unit: Unit) -> None:
        """Count the present day, or skip it, or stop at it without going on."""
        pause = self.stopping() if self.pauses else None
        if pause and pause.end is None:
            self.paused_by = pause
            return
        reason = self.calendar.why_not(unit, self.day) or (pause and f"paused: {pause.reason}")
        if reason:
            self.skipped.append(Skipped(self.day, reason))
        else:
            self.counted.append(self.day)

    def stopping(self) -> Pause | None:
        """Give the pause that is in force when the present day closes; None where there is none."""
        closes = self.calendar.closes(self.day)
        return next((each for each in self.pauses if each.stops(closes)), None)

    def leave_closed_day(self) -> None:
        """Go on to the next working day where the last day is none."""
        reason = self.calendar.why_not_working(self.day)
        if reason is not None:
            self.skipped.append(Skipped(self.counted.pop(), reason))
            self.count(1, Unit.WORKING_DAYS)

    def elapse(self, length: Duration) -> None:
        """Let hours pass, but for those inside a pause or, of special hours, inside a day that is skipped."""
        left = timedelta(hours=length.amount)
        for pause, day in self.standstills(length.unit):
            if self.at + left <= pause.start:
                break
            if pause.end is None:
                self.paused_by = pause
                return
            self.skipped += [day] if day else []
            left -= max(pause.start - self.at, timedelta())
            self.at = max(self.at, pause.end)
        self.at += left
        self.day = self.calendar.local(self.at).date()

    def standstills(self, unit: Unit) -> Iterator[_Standstill]:
        """Give the spans in which hours do not count, in order of their starts."""
        pauses: list[_Standstill] = [(pause, None) for pause in self.pauses]
        closed: Iterator[_Standstill] = self.closed_days() if unit is Unit.SPECIAL_HOURS else iter(())
        return heapq.merge(pauses, closed, key=lambda standstill: standstill[0].start)

    def closed_days(self) -> Iterator[_Standstill]:
        """Give each closed day from the present one on, without end."""
        day, midnight = self.day, self.calendar.midnight
        while True:
            reason = self.calendar.why_not_working(day)
            if reason is not None:
                yield Pause(midnight(day), midnight(day + DAY), reason), Skipped(day, reason)
            day += DAY


def work_out(timing: Timing, calendar: Calendar) -> Due:
    """Find when a clock runs out.

    Raises:
        NoCalendar: a day must be judged that the calendar does not cover.
    """
    run = _Run(timing, calendar)
    run.receive(timing.within.unit)
    counted_from = run.day
    for length in _lengths(timing):
        run.run(length)
    due_at = None if run.paused_by else run.at
    if timing.grace is not None:
        run.run(timing.grace)
    overdue_at = None if run.paused_by or timing.not_before else run.at
    return Due(
        due_at=due_at,
        overdue_at=overdue_at,
        counted_from=counted_from,
        skipped=tuple(run.skipped),
        counted=tuple(run.counted),
        paused_by=run.paused_by,
    )


def _lengths(timing: Timing) -> list[Duration]:
    """Join extensions of one unit, so that 1 month and 2 more are 3 months from the start."""
    lengths = [timing.within]
    for extension in timing.extensions:
        last = lengths[-1]
        if extension.by.unit is last.unit:
            lengths[-1] = Duration(last.amount + extension.by.amount, last.unit)
        else:
            lengths.append(extension.by)
    return lengths


def after(moment: datetime, length: Duration, calendar: Calendar) -> datetime:
    """Give the moment, in UTC, at which a clock started at `moment` runs out: the time of an escalation."""
    run = _Run(Timing(start=moment, within=length), calendar)
    run.run(length)
    return run.at


def before(moment: datetime, length: Duration, calendar: Calendar) -> datetime:
    """Give the moment, in UTC, of a reminder: hours as they pass; days and months at the same local time.

    Raises:
        BadInput: special hours, and the day of the start, are not counted backwards.
    """
    if length.unit in (Unit.SPECIAL_HOURS, Unit.SAME_DAYS):
        raise BadInput(f"A reminder cannot come {length} before: use hours, days or months instead.")
    if length.unit is Unit.HOURS:
        return require_aware(moment) - timedelta(hours=length.amount)
    local = calendar.local(moment)
    if length.unit is Unit.MONTHS:
        day = add_months(local.date(), -length.amount)
    elif length.unit is Unit.WEEKS:
        day = local.date() - length.amount * DAYS_OF_A_WEEK * DAY
    else:
        day = calendar.count_back(local.date(), length.amount, length.unit)
    return datetime.combine(day, local.time(), calendar.zone).astimezone(UTC)
