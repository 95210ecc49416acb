"""Why a clock runs out when it does, in sentences: start, rule, what was skipped and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from engine.time.calendar import Calendar
from engine.time.due_times import DAY, Due, Skipped, Timing, work_out
from engine.time.duration import Duration, Pause, Unit
from engine.time.moments import say_clock_change, say_day, say_day_and_time, say_days, say_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a clock runs out when it does; `started_by` completes "when ...": "the report was received", or is "".

    `chosen` says which of two lengths counts, and why; `now` says how it stands with what it waits for, where that is
    half done. Where the end `is_given`, nothing was counted.
    """

    timing: Timing
    due: Due
    started_by: str
    rule: str
    calendar_version: str
    now: str = ""
    chosen: tuple[str, ...] = ()
    is_given: bool = False

    def sentences(self, zone: tzinfo) -> tuple[str, ...]:
        """Say it in plain English, one sentence per fact, in the order in which they matter, and by which calendar."""
        return (*self.facts(zone), f"Counted with calendar {self.calendar_version}.")

    def facts(self, zone: tzinfo) -> tuple[str, ...]:
        """Say the same without the version of the calendar, which tells a person nothing."""
        start, due = self.timing.start, self.due
        if self.is_given:
            return (f"Waiting since {say_day_and_time(start, zone)}.", *_say_due(self.timing, due, zone))
        received = due.counted_from != start.astimezone(zone).date()
        return (
            f"Started {say_day_and_time(start, zone)}{f', when {self.started_by}' if self.started_by else ''}.",
            *self.chosen,
            self.rule,
            *([f"It counts from {say_day(due.counted_from)}."] if received else ()),
            *_say_clock_change(self.timing, due, zone),
            *_say_skipped(due.skipped),
            *(pause.sentence(zone) for pause in self.timing.pauses if _is_felt(pause, start, due)),
            *(f"Extended by {extension.by}: {extension.reason}." for extension in self.timing.extensions),
            *_say_due(self.timing, due, zone),
            *([self.now] if self.now else ()),
        )


def explain(timing: Timing, calendar: Calendar, started_by: str = "") -> Explanation:
    """Work out a clock and keep all that says why; without `started_by` nothing but the moment starts it."""
    rule = f"{timing.within}, {timing.within.unit.rule(timing.roll)}."
    return Explanation(
        timing=timing,
        due=work_out(timing, calendar),
        started_by=started_by,
        rule=rule,
        calendar_version=calendar.version,
    )


def awaited(since: datetime, until: datetime, calendar: Calendar) -> Explanation:
    """Say of an answer to a letter since when and until when it is waited for: a letter or a person gives the end."""
    timing = Timing(start=since, within=Duration(1, Unit.DAYS))
    due = replace(work_out(timing, calendar), due_at=until, overdue_at=until)
    return Explanation(
        timing=timing,
        due=due,
        started_by="",
        rule="It runs until the time that was given for the answer.",
        calendar_version=calendar.version,
        is_given=True,
    )


def _say_clock_change(timing: Timing, due: Due, zone: tzinfo) -> tuple[str, ...]:
    """Say why the time of day of an hourly clock moves; days end at the close of business anyway."""
    if timing.within.unit is not Unit.HOURS or due.due_at is None:
        return ()
    change = say_clock_change(timing.start, due.due_at, zone)
    if change is None:
        return ()
    if due.due_at - timing.start != timedelta(hours=timing.within.amount):
        return (f"{change}; hours are counted as they pass.",)
    began, ends = (say_time(moment, zone) for moment in (timing.start, due.due_at))
    return (f"{change}, so {timing.within} after {began} is {ends}.",)


def _say_skipped(skipped: tuple[Skipped, ...]) -> list[str]:
    """Say which days did not count, those in a row for one reason together."""
    rows: list[tuple[date, date, str]] = []
    for each in skipped:
        if rows and rows[-1][1:] == (each.day - DAY, each.reason):
            rows[-1] = (rows[-1][0], each.day, each.reason)
        else:
            rows.append((each.day, each.day, each.reason))
    return [f"Not counted: {say_days(first, last)} ({reason})." for first, last, reason in rows]


def _is_felt(pause: Pause, start: datetime, due: Due) -> bool:
    before_the_end = due.overdue_at is None or pause.start < due.overdue_at
    return before_the_end and (pause.end is None or pause.end > start)


def _say_due(timing: Timing, due: Due, zone: tzinfo) -> Iterator[str]:
    if due.due_at is None:
        what = "It is not known from when" if timing.not_before else "There is no due time"
        yield f"{what} until the pause ends."
        return
    if timing.not_before:
        yield f"Not before {say_day_and_time(due.due_at, zone)}. This is a time that has to pass, and never late."
        return
    yield f"Due {say_day_and_time(due.due_at, zone)}."
    if due.overdue_at is None:
        yield "It cannot become overdue until the pause ends."
    elif timing.grace is not None:
        yield f"Overdue from {say_day_and_time(due.overdue_at, zone)}, after {timing.grace} of grace."
