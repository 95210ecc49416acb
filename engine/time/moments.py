"""Moments in and out of words: text with an offset becomes UTC, UTC becomes local words.

A local time without an offset is never guessed at: it is refused with the spellings it may have meant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from engine.errors import BadTime

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MIDDAY = 12
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_HOURS_ARE_SAID_BELOW = 2 * _DAY

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:[0-9]{2})?")


def require_aware(moment: datetime) -> datetime:
    """Give the same moment in UTC.

    Raises:
        BadTime: the moment has no offset, so it could be any of several.
    """
    if moment.utcoffset() is None:
        raise BadTime(f"{moment.isoformat()} has no offset from UTC: a time needs one, such as +00:00.")
    return moment.astimezone(UTC)


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """Read `YYYY-MM-DDTHH:MM`, with seconds if wanted, and an offset or Z; `zone` only helps to advise.

    Raises:
        BadTime: it is no moment, or has no offset; the message offers what it may have meant.
    """
    written = text.strip()
    match = _MOMENT.fullmatch(written)
    if match is None:
        raise BadTime(_advise_form(written))
    try:
        local = datetime.fromisoformat(match[1])
        if match[2]:
            return datetime.fromisoformat(written).astimezone(UTC)
        advice = _advise_offset(local, zone)
    except (ValueError, OverflowError) as error:
        raise BadTime(f'"{written}" is no moment of any calendar: {error}.') from error
    raise BadTime(advice)


def parse_beginning(text: str, zone: tzinfo) -> datetime:
    """Read a day, which begins at midnight in the zone, or a moment with its offset. Raises BadTime."""
    return _parse_either(text, zone, timedelta())


def parse_ending(text: str, zone: tzinfo) -> datetime:
    """Read a last day, which is over at the midnight after it in the zone, or a moment with its offset.

    Raises BadTime.
    """
    return _parse_either(text, zone, _DAY)


def _parse_either(text: str, zone: tzinfo, more: timedelta) -> datetime:
    written = text.strip()
    if not _DATE.fullmatch(written):
        if not _MOMENT.fullmatch(written):
            raise BadTime(
                f'"{written}" is no day and no moment: write a day like 2026-11-24, or 2026-11-24T09:30+00:00.'
            )
        return parse_moment(written, zone)
    try:
        day = date.fromisoformat(written) + more
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadTime(f'"{written}" is no day of any calendar. Write it like 2026-11-24.') from error


def _advise_form(written: str) -> str:
    if _DATE.fullmatch(written):
        return f"{written} is a date alone: add the time and its offset, such as {written}T09:30+00:00."
    return (
        f'"{written}" is no moment: write the date, T, the time and its offset from UTC, '
        "such as 2026-11-24T09:30+00:00 or 2026-11-24T09:30Z."
    )


def _advise_offset(local: datetime, zone: tzinfo) -> str:
    """Say what a time without an offset may have meant: once, twice or never."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    said = _spell(local)
    if first.utcoffset() == second.utcoffset():
        return f"{said} has no offset from UTC: write {_spell(first)}."
    if _exists(first):
        return f"{said} happens twice: write {_spell(first)} for the first, {_spell(second)} for the second."
    earlier, later = (moment.astimezone(UTC).astimezone(zone) for moment in (second, first))
    return (
        f"{said} does not exist: the clocks skip over it. "
        f"Write {_spell(earlier)} for a time before the change or {_spell(later)} for one after it."
    )


def _spell(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def _happens_twice(local: datetime) -> bool:
    return _exists(local) and local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def say_date(day: date) -> str:
    """Say "24 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_printed(day: str) -> str:
    """Say a day as a document prints it: "24 November 2026", or "November 2026" of which only the month is printed."""
    return say_date(date.fromisoformat(day)) if _DATE.fullmatch(day) else say_month(date.fromisoformat(f"{day}-01"))


def say_month(day: date) -> str:
    """Say "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def say_day(day: date) -> str:
    """Say "Tuesday 24 November 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {say_date(day)}"


def say_time(moment: datetime, zone: tzinfo) -> str:
    """Say "9:30am"; midday and midnight are named, and an hour that happens twice says which one it is."""
    local = require_aware(moment).astimezone(zone)
    said = f"{local.hour % MIDDAY or MIDDAY}:{local.minute:02d}{'am' if local.hour < MIDDAY else 'pm'}"
    if local.minute == 0 and local.hour % MIDDAY == 0:
        said += " (midday)" if local.hour else " (midnight)"
    return f"{said} ({local.tzname()})" if _happens_twice(local) else said


def say_moment(moment: datetime, zone: tzinfo) -> str:
    """Say "24 November 2026 at 9:30am"."""
    return f"{say_date(require_aware(moment).astimezone(zone))} at {say_time(moment, zone)}"


def say_given(kind: str, text: str, zone: tzinfo) -> str:
    """Say what was answered to a question of a kind: a day and a time in words, all else as it stands."""
    if kind == "date":
        return say_date(date.fromisoformat(text))
    return say_moment(datetime.fromisoformat(text), zone) if kind == "time" else text


def say_beginning(moment: datetime, zone: tzinfo) -> str:
    """Say when something begins: a day where it is the midnight before it, else a moment."""
    local = require_aware(moment).astimezone(zone)
    return say_moment(moment, zone) if local.time() != time() else say_date(local)


def say_ending(moment: datetime, zone: tzinfo) -> str:
    """Say when something ends: "the end of" a day where it is the midnight after it, else a moment."""
    local = require_aware(moment).astimezone(zone)
    return say_moment(moment, zone) if local.time() != time() else f"the end of {say_date(local.date() - _DAY)}"


def say_day_and_time(moment: datetime, zone: tzinfo) -> str:
    """Say "Tuesday 24 November 2026 at 9:30am"."""
    return f"{say_day(require_aware(moment).astimezone(zone))} at {say_time(moment, zone)}"


def say_days(first: date, last: date) -> str:
    """Say one day, or the first and the last of several."""
    return say_day(first) if first == last else f"{say_day(first)} to {say_day(last)}"


def say_clock_change(start: datetime, end: datetime, zone: tzinfo) -> str | None:
    """Say that the clocks change between two moments and on which day, or give None where they do not."""
    first, last = (require_aware(moment).astimezone(zone) for moment in (start, end))
    old, new = first.utcoffset() or timedelta(), last.utcoffset() or timedelta()
    if old == new:
        return None
    day = first.date()
    while datetime.combine(day + _DAY, time(), zone).utcoffset() == old:
        day += _DAY
    return f"The clocks go {'forward' if old < new else 'back'} on {say_day(day)}"


def say_left(now: datetime, then: datetime) -> str:
    """Say how far off `then` is, rounded down: "in 4 days", "in 3 hours", "now", "2 hours late".

    Days are said from 48 hours on, so that "in 1 day" cannot hide a whole one.
    """
    left = require_aware(then) - require_aware(now)
    if abs(left) < _MINUTE:
        return "now"
    return f"in {_say_length(left)}" if left > timedelta() else f"{_say_length(-left)} late"


class Times(Protocol):
    """What a running clock tells of itself: when it is due, or from when on, where it only has to pass."""

    @property
    def due_at(self) -> datetime | None:
        """Give the moment; None while it stands still."""
        ...

    @property
    def not_before(self) -> bool:
        """Say whether it only has to pass."""
        ...


def say_clock(clock: Times, now: datetime, zone: tzinfo) -> str:
    """Say when a clock is due and how far off that is, or from when on something may be done."""
    if clock.due_at is None:
        return "stands still"
    said = say_moment(clock.due_at, zone)
    if clock.not_before:
        return f"from {said}" if clock.due_at > now else f"since {said}"
    return f"{said} ({say_left(now, clock.due_at)})"


def _say_length(length: timedelta) -> str:
    if length < _HOUR:
        return _say_amount(length // _MINUTE, "minute")
    if length < _HOURS_ARE_SAID_BELOW:
        return _say_amount(length // _HOUR, "hour")
    return _say_amount(length // _DAY, "day")


def _say_amount(amount: int, word: str) -> str:
    return f"{amount} {word if amount == 1 else word + 's'}"
