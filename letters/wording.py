"""Times, lengths of time and sentences as a letter writes them: `24 November 2026 at 9:30am`, `24 hours`."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def day(value: date | datetime, zone: tzinfo) -> str:
    """Write a date, or the local date of a moment: `24 November 2026`."""
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def weekday(value: date | datetime, zone: tzinfo) -> str:
    """Write a date with its day of the week: `Tuesday 24 November 2026`."""
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return f"{local:%A} {day(local, zone)}"


def moment(value: datetime, zone: tzinfo) -> str:
    """Write a moment in local time, with the zone named where the clock shows that time twice."""
    local = value.astimezone(zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    named = f" ({local.tzname()})" if twice else ""
    return f"{day(value, zone)} at {_clock(local)}{named}"


def _clock(local: datetime) -> str:
    if local.minute == 0 and local.hour in (0, 12):
        return "12am (midnight)" if local.hour == 0 else "12pm (midday)"
    minutes = f":{local.minute:02}" if local.minute else ""
    half = f"{local:%p}".lower()
    return f"{local.hour % 12 or 12}{minutes}{half}"


def duration(value: timedelta) -> str:
    """Write a length of time in whole days from three days on, else in hours, else in minutes."""
    if value >= 3 * _DAY and value % _DAY == timedelta():
        return _counted(value // _DAY, "day")
    if value % _HOUR == timedelta():
        return _counted(value // _HOUR, "hour")
    return _counted(value // timedelta(minutes=1), "minute")


def sentence(value: str) -> str:
    """End a text as a sentence ends: a full stop is added where it has no end of its own."""
    ended = value.rstrip()
    return ended if ended.endswith((".", "!", "?", "…", ":", '"', "”", "’")) else f"{ended}."


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
