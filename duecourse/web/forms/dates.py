"""Dates and times as people type them into boxes: "3", "03" and "March"; "9:30am", "9.30" and "14:05"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from engine.errors import BadInput, BadTime
from engine.time.moments import MIDDAY, MONTHS, parse_ending, parse_moment

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*(bst|gmt)?")
_NAMED = {"midday": (12, 0), "noon": (12, 0), "midnight": (0, 0)}
_OFFSETS = {"gmt": "+00:00", "bst": "+01:00"}
_YEAR, _NUMBER = re.compile(r"[1-9]\d{3}"), re.compile(r"\d{1,4}")
_LAST_HOUR, _LAST_MINUTE = 23, 59
_SHORTEST_MONTH = 3
TOO_FAR = "There is no day after this one in any calendar. Give an earlier last day."


def read_date(day: str, month: str, year: str) -> date:
    """Read three boxes. Raises BadInput, naming the box that is missing or wrong."""
    missing = [name for name, text in (("day", day), ("month", month), ("year", year)) if not text.strip()]
    if missing:
        raise BadInput(f"The date must include a {' and a '.join(missing)}.")
    if not _YEAR.fullmatch(year.strip()):
        raise BadInput("The year must have four numbers, for example 2026.")
    if not _NUMBER.fullmatch(day.strip()):
        raise BadInput("The day must be a number, for example 3.")
    try:
        return date(int(year), read_month(month), int(day))
    except ValueError as error:
        raise BadInput("There is no such date. Check the day and the month.") from error


def read_last_day(day: str, zone: tzinfo) -> datetime:
    """Give when a last day is over, of a day as `read_date` gives it. Raises BadInput for the last of all days."""
    try:
        return parse_ending(day, zone)
    except BadTime as error:
        raise BadInput(TOO_FAR) from error


def read_month(text: str) -> int:
    """Read "3", "03", "Mar" or "March". Raises BadInput."""
    written = text.strip().lower().rstrip(".")
    if _NUMBER.fullmatch(written):
        return int(written)
    names = [name.lower() for name in MONTHS]
    found = [number for number, name in enumerate(names, 1) if name.startswith(written)]
    if len(written) < _SHORTEST_MONTH or len(found) != 1:
        raise BadInput("The month must be a number or its name, for example 3 or March.")
    return found[0]


def read_moment(day: date, text: str, zone: tzinfo) -> datetime:
    """Read a time of day on a date, as the clocks there show it.

    Raises:
        BadInput: it is no time, it does not exist that day, or the clocks show it twice.
    """
    written = text.strip().lower()
    match = _TIME.fullmatch(written)
    hour, minute = _NAMED[written] if written in _NAMED else _clock(match)
    local = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001
    suffix = match[4] if match else None
    if suffix:
        return parse_moment(f"{local.isoformat(timespec='minutes')}{_OFFSETS[suffix]}", zone)
    return _placed(local, zone)


def _clock(match: re.Match[str] | None) -> tuple[int, int]:
    if match is None:
        raise BadInput("Write the time like 9:30am or 14:05.")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= MIDDAY:
        raise BadInput("A time with am or pm has an hour from 1 to 12.")
    if half:
        hour = hour % MIDDAY + (MIDDAY if half == "pm" else 0)
    elif match[2] is None:
        raise BadInput("Write the time like 9:30am or 14:05.")
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise BadInput("There is no such time. Write it like 9:30am or 14:05.")
    return hour, minute


def _placed(local: datetime, zone: tzinfo) -> datetime:
    """Put a time into its zone, unless the change of the clocks leaves it without a single meaning."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    gap = (second.utcoffset() or timedelta()) > (first.utcoffset() or timedelta())
    if gap:
        raise BadInput("This time does not exist: the clocks went forward over it. Check it, please.")
    raise BadInput("The clocks show this time twice that night. Write BST or GMT after it, for example 1:30am BST.")
