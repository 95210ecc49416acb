"""Deadlines as a file that calendar programs take (RFC 5545, RFC 7986): references, times, addresses, no other word.

Outlook is the strictest of them: Exchange takes no event that has neither end nor duration (MS-STANXICAL), and one of
no length is hardly seen. So an entry is the quarter of an hour at whose end the time is up, or the day that ends then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.identity import CaseReference
from engine.time.moments import say_time

if TYPE_CHECKING:
    from icalendar import Event

NAME = "Duecourse"
MAKER = "-//Duecourse//Deadlines//EN"
DAY, SHOWN = timedelta(days=1), timedelta(minutes=15)
REFRESH = timedelta(hours=1)
"""How often programs are asked to fetch it; most take their own time."""
YEARS = 10
"""For so many years from the making of a feed on the zone of an empty one is told; nothing in it needs more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One deadline; `sequence` never falls while `uid` is the same, and grows with `changed_at`."""

    uid: str
    reference: CaseReference
    address: str
    due_at: datetime
    changed_at: datetime
    sequence: int


def feed_file(events: Sequence[FeedEvent], zone: ZoneInfo, made_at: datetime) -> bytes:
    """Write a calendar: the same bytes for the same events, lines ended by CRLF and folded at 75 octets."""
    from icalendar import Calendar, Timezone  # only what serves feeds pays for it

    calendar = Calendar()
    for name, value in (
        ("prodid", MAKER),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", NAME),
        ("x-wr-calname", NAME),
        ("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H"),
    ):
        calendar.add(name, value)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_event(event, zone))
    if not events:
        # a calendar has one component at least (RFC 5545, 3.6); every moment above is in UTC and needs no zone
        last = date(made_at.year + YEARS, 1, 1)
        calendar.add_component(Timezone.from_tzinfo(zone, zone.key, date(made_at.year, 1, 1), last))
    written: bytes = calendar.to_ical()
    return written


def _event(event: FeedEvent, zone: ZoneInfo) -> Event:
    from icalendar import Event

    starts, ends, says = _span(event.due_at, zone)
    found = Event()
    for name, value in (
        ("uid", event.uid),
        ("dtstamp", event.changed_at.replace(microsecond=0)),
        ("last-modified", event.changed_at.replace(microsecond=0)),
        ("sequence", event.sequence),
        ("dtstart", starts),
        ("dtend", ends),
        ("summary", f"{event.reference}: due{says}"),
        ("class", "PRIVATE"),
        ("transp", "TRANSPARENT"),
    ):
        found.add(name, value)
    found.add("url", event.address)
    return found


def _span(due_at: datetime, zone: ZoneInfo) -> tuple[date, date, str]:
    """Give when an entry begins and ends, and the time to say: a day where its very end is meant."""
    local = due_at.astimezone(zone)
    if local.time() == time():
        return local.date() - DAY, local.date(), ""
    ends = due_at.replace(second=0, microsecond=0)
    return ends - SHOWN, ends, f" at {say_time(due_at, zone)}"
