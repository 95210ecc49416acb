"""A school's calendar and short ways to write times, for the tests of clocks."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.time.calendar import Calendar, Term
from engine.time.due_times import Timing, work_out
from engine.time.duration import Duration, Pause

LONDON = ZoneInfo("Europe/London")
SCHOOL = Calendar(
    zone=LONDON,
    holidays={
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 4): "Early May bank holiday",
        date(2026, 5, 25): "Spring bank holiday",
        date(2026, 8, 31): "Summer bank holiday",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 28): "Boxing Day (substitute day)",
        date(2027, 1, 1): "New Year's Day",
        date(2027, 3, 26): "Good Friday",
        date(2027, 3, 29): "Easter Monday",
        date(2027, 12, 27): "Christmas Day (substitute day)",
        date(2027, 12, 28): "Boxing Day (substitute day)",
    },
    covered=(date(2026, 1, 1), date(2028, 12, 31)),
    terms=(
        Term("Summer 2026", date(2026, 4, 13), date(2026, 7, 22)),
        Term("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18)),
    ),
    closures={date(2026, 9, 1): "INSET day"} | {date(2026, 10, number): "half-term" for number in range(26, 31)},
)


def local(text: str) -> datetime:
    """A London time such as "2026-10-23 18:00"; none of those used here is ambiguous."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def words(text: str) -> Duration:
    return Duration.parse(text)


def due(start: str, within: str, *, roll: bool = False) -> str:
    """The due time of an undisturbed clock, as London reads it."""
    found = work_out(Timing(start=local(start), within=words(within), roll=roll), SCHOOL).due_at
    return said(found)


def said(moment: datetime | None) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %Y %H:%M %Z}" if moment else "paused"


def pause(start: str, end: str | None, reason: str = "police asked") -> Pause:
    """A pause in November 2026, such as "24 09:00" to "26 09:00"."""
    return Pause(local(f"2026-11-{start}"), local(f"2026-11-{end}") if end else None, reason)
