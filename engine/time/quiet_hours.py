"""How somebody wants to be told of what is no danger: at once or once a day, and when not to be disturbed.

Danger is never asked about here: it leaves at once, at any hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from engine.errors import BadInput, NoCalendar
from engine.time.calendar import Calendar

How = Literal["at once", "once a day"]
AT_ONCE: How = "at once"
DAILY: How = "once a day"
HOWS: tuple[How, ...] = (AT_ONCE, DAILY)
USUAL_QUIET, USUAL_HOUR = "19:00-07:00", "08:00"
NEVER = "never"
"""Says that no hour is quiet."""

SATURDAY = 5
_DAY = timedelta(days=1)
FURTHEST = 366
"""So many days ahead a day is looked for on which somebody may be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How somebody is told: at once or once a day at an `hour`; quiet from one time of day until another.

    Without quiet hours both are the same. With `rests`, days on which nobody works are quiet as well.
    """

    how: How = AT_ONCE
    hour: time
    quiet_from: time
    quiet_until: time
    rests: bool = True

    @property
    def has_quiet(self) -> bool:
        """Say whether there are quiet hours."""
        return self.quiet_from != self.quiet_until


def wrong_hour(text: str) -> str:
    """Say what is wrong with a time of day as somebody typed it; "" where nothing is."""
    try:
        hour_of(text)
    except BadInput as wrong:
        return str(wrong)
    return ""


def wrong_quiet(text: str) -> str:
    """Say what is wrong with quiet hours as somebody typed them; "" where nothing is."""
    try:
        quiet_of(text)
    except BadInput as wrong:
        return str(wrong)
    return ""


def hour_of(text: str) -> time:
    """Read a time of day such as 08:00. Raises BadInput."""
    try:
        hours, minutes = text.strip().split(":")
        return time(int(hours), int(minutes))
    except ValueError:
        raise BadInput("write a time of day with hours and minutes, such as 08:00") from None


def quiet_of(text: str) -> tuple[time, time]:
    """Read quiet hours such as 19:00-07:00, or `never`. Raises BadInput."""
    if text.strip() == NEVER:
        return time(), time()
    begin, dash, end = text.partition("-")
    if not dash:
        raise BadInput("write from when until when, such as 19:00-07:00, or: never")
    return hour_of(begin), hour_of(end)


def telling_of(own: Mapping[str, str], trusts: Mapping[str, str]) -> Telling:
    """Put together how somebody is told: what they chose, else what the trust has set, else what is usual."""

    def said(name: str, usual: str) -> str:
        return own.get(name) or trusts.get(name) or usual

    quiet_from, quiet_until = quiet_of(said("quiet_hours", USUAL_QUIET))
    return Telling(
        how=DAILY if said("notices_come", AT_ONCE) == DAILY else AT_ONCE,
        hour=hour_of(said("digest_hour", USUAL_HOUR)),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        rests=said("quiet_days", "yes") == "yes",
    )


def leaves_at(telling: Telling, queued_at: datetime, now: datetime, calendar: Calendar) -> datetime:
    """Say when what was queued at one moment may leave at the earliest; a moment that has passed means at once.

    A day's message holds what was queued by its hour.
    """
    return _first_hour(telling, queued_at, calendar) if telling.how == DAILY else _first_loud(telling, now, calendar)


def next_day(telling: Telling, now: datetime, calendar: Calendar) -> datetime:
    """Say when the next day's message leaves, after one has left today."""
    return _first_hour(telling, calendar.midnight(calendar.local(now).date() + _DAY), calendar)


def _first_hour(telling: Telling, after: datetime, calendar: Calendar) -> datetime:
    """Give the first hour of a day's message at or after a moment."""
    day = calendar.local(after).date()
    for _ in range(FURTHEST):
        at = _at(day, telling.hour, calendar)
        if at >= after and not _rests(telling, day, calendar):
            return at
        day += _DAY
    return after


def _first_loud(telling: Telling, now: datetime, calendar: Calendar) -> datetime:
    """Give the first moment from now on that is in no quiet hour and on no quiet day."""
    at = now
    for _ in range(FURTHEST):
        day = calendar.local(at).date()
        if _rests(telling, day, calendar):
            at = _at(day + _DAY, telling.quiet_until if telling.has_quiet else time(), calendar)
            continue
        end = _end_of_quiet(telling, at, day, calendar)
        if end is None:
            return at
        at = end
    return at


def _end_of_quiet(telling: Telling, at: datetime, day: date, calendar: Calendar) -> datetime | None:
    """Say when the quiet hours end in which a moment lies; None where it lies in none."""
    if not telling.has_quiet:
        return None
    clock = calendar.local(at).time().replace(tzinfo=None)
    begin, end = telling.quiet_from, telling.quiet_until
    if begin < end:
        return _at(day, end, calendar) if begin <= clock < end else None
    if clock < end:
        return _at(day, end, calendar)
    return _at(day + _DAY, end, calendar) if clock >= begin else None


def _at(day: date, hour: time, calendar: Calendar) -> datetime:
    """Give a time of day on a day, in UTC."""
    return datetime.combine(day, hour, calendar.zone).astimezone(UTC)


def _rests(telling: Telling, day: date, calendar: Calendar) -> bool:
    """Say whether a day is quiet; of a year of which no calendar tells anything, only weekends are."""
    if not telling.rests:
        return False
    try:
        return calendar.why_not_working(day) is not None
    except NoCalendar:
        return day.weekday() >= SATURDAY
