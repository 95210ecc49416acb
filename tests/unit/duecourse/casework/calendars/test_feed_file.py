"""Deadlines as a file that calendar programs take: what each line says, and that other readers take it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from duecourse.casework.calendars.feed_file import FeedEvent, feed_file
from engine.identity import CaseReference

LONDON = ZoneInfo("Europe/London")
MADE = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
LONG = "https://the-social-media-reports-of-a-very-long-trust-name.schools.example"


def due(moment: datetime, number: int = 7, site: str = "https://d.example") -> FeedEvent:
    reference = CaseReference(f"LUM-2026-{number:04}")
    return FeedEvent(
        uid=f"{number:032x}@duecourse",
        reference=reference,
        address=f"{site}/cases/{reference}",
        due_at=moment,
        changed_at=MADE,
        sequence=0,
    )


def read(*events: FeedEvent) -> Sequence[Event]:
    calendar = Calendar.from_ical(feed_file(events, LONDON, MADE))
    assert calendar.errors == []
    assert all(event.errors == [] for event in calendar.events)
    return calendar.events


def test_a_file_is_this() -> None:
    assert feed_file([due(datetime(2026, 11, 24, 17, 0, tzinfo=UTC))], LONDON, MADE).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Duecourse//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Duecourse",
        "X-WR-CALNAME:Duecourse",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "SUMMARY:LUM-2026-0007: due at 5:00pm",
        "DTSTART:20261124T164500Z",
        "DTEND:20261124T170000Z",
        "DTSTAMP:20261023T090000Z",
        "UID:00000000000000000000000000000007@duecourse",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "LAST-MODIFIED:20261023T090000Z",
        "TRANSP:TRANSPARENT",
        "URL:https://d.example/cases/LUM-2026-0007",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("moment", "start", "end", "says"),
    [
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), "2026-07-01 15:45", "2026-07-01 16:00", ": due at 5:00pm"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "2026-07-01", "2026-07-02", ": due"),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), "2026-12-01", "2026-12-02", ": due"),
        (datetime(2026, 7, 1, 0, 0, tzinfo=UTC), "2026-06-30 23:45", "2026-07-01 00:00", ": due at 1:00am"),
        (
            datetime(2026, 12, 1, 12, 0, tzinfo=UTC).replace(second=40, microsecond=7),
            "2026-12-01 11:45",
            "2026-12-01 12:00",
            ": due at 12:00pm",
        ),
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), "2026-10-24 23:45", "2026-10-25 00:00", ": due at 1:00am"),
    ],
    ids=["summer", "the end of a summer day", "the end of a winter day", "UTC midnight in summer", "seconds", "twice"],
)
def test_an_entry_ends_when_the_time_is_up_and_is_the_day_where_its_end_is_meant(
    moment: datetime, start: str, end: str, says: str
) -> None:
    (event,) = read(due(moment))
    begins, ends = event.start, event.end
    written = [
        f"{each:%Y-%m-%d %H:%M}" if isinstance(each, datetime) else f"{each:%Y-%m-%d}" for each in (begins, ends)
    ]

    assert written == [start, end]
    assert says in str(event["SUMMARY"])


def test_every_line_ends_as_it_must_and_is_no_longer_than_it_may_be() -> None:
    content = feed_file([due(MADE, number, LONG) for number in range(3)], LONDON, MADE)
    lines = content.split(b"\r\n")

    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert [str(event["URL"]) for event in read(*(due(MADE, number, LONG) for number in range(3)))] == [
        f"{LONG}/cases/LUM-2026-000{number}" for number in range(3)
    ]


def test_a_calendar_without_a_deadline_has_its_zone_in_the_place_of_one() -> None:
    calendar = Calendar.from_ical(feed_file([], LONDON, MADE))
    (zone,) = calendar.timezones

    assert calendar.events == []
    assert zone["TZID"] == "Europe/London"
    assert feed_file([], LONDON, MADE) == feed_file([], LONDON, MADE.replace(second=5))


def test_what_is_written_for_a_year_keeps_its_order_and_its_bytes() -> None:
    moments = [datetime(2026, month, 2, 17, 0, tzinfo=UTC) for month in range(1, 13)]
    events = [due(moment, number) for number, moment in enumerate(moments)]
    found = read(*events)

    assert feed_file(events, LONDON, MADE) == feed_file(events, LONDON, MADE)
    assert all(_day(one) < _day(other) for one, other in pairwise(found))


def _day(event: Event) -> date:
    found: date = event.start
    return found
