"""A calendar program fetches a feed: the deadlines of one person, as their work list has them, and nothing in words.

What is given is read from rows of sight, by the filter of every list. It is no look at a case: nothing counts as
opened by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import cast
from zoneinfo import ZoneInfo

from duecourse.casework.accounts.calendar_feeds import FEED, hashed, keeps_feed
from duecourse.casework.accounts.security_log import note
from duecourse.casework.calendars.feed_file import FeedEvent, feed_file
from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.services import Caller, Services
from engine.identity import NO_REFERENCE, PersonId
from engine.ports.feeds.calendar_feeds import CalendarFeed, FeedUse, GivenEntry
from engine.ports.records import Viewer
from engine.ports.sights import ClocksWanted, ListedClock, Page
from engine.ports.store import Reading
from engine.ports.watch.security_log import SecurityEvent

READ_AS = "a calendar feed"
MOST = 1000
"""So many entries a feed has, the soonest ones."""
SELDOM = timedelta(minutes=15)
"""When a program fetched a feed is written down at most this often: that is nothing that a write each time is worth."""
PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "Google Calendar": ("google",),
    "Outlook": ("outlook", "microsoft", "exchange", "office"),
    "Apple Calendar": ("dataaccessd", "calendaragent", "ical/", "ios/", "macos", "darwin", "mac os"),
    "Thunderbird": ("thunderbird", "lightning"),
}
"""Kinds of programs, each with words by which they name themselves; roughly, for a program may name itself anything."""
OTHER = "another program"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is given: the file, a tag that is the same while the file is, and whose feed it is."""

    content: bytes
    tag: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A feed, and what stands before its person now."""

    feed: CalendarFeed
    use: FeedUse
    clocks: tuple[ListedClock, ...]
    zone: ZoneInfo


def program_of(named: str) -> str:
    """Say roughly what a program is, by how it names itself."""
    known = named.lower()
    return next((program for program, words in PROGRAMS.items() if any(word in known for word in words)), OTHER)


def fetch(services: Services, token: str, program: str, site: str, address: str = "") -> Fetched | None:
    """Give a feed by its secret; None for one that is unknown, has ended, or is of somebody who may have none.

    `program` is how it names itself, `site` the address of ours, `address` where it asks from. Raises Unwritten where
    it cannot be written down who is given what.
    """
    now, kind = services.clock.now(), program_of(program)
    with services.store.reading() as reading:
        found = _find(reading, hashed(token), now)
    if found is None:
        return None
    given = {_uid(found.feed, each): each for each in found.clocks}
    stamped = {uid: _entry(found.use.given.get(uid), _due(each), now) for uid, each in given.items()}
    last = found.use.fetched.get(kind)
    is_first = last is None or last.date() != now.date()
    if is_first or stamped != dict(found.use.given):
        log_read(services, _caller(found.feed, now, address), NO_REFERENCE, READ_AS)
    if is_first or stamped != dict(found.use.given) or now - (last or now) >= SELDOM:
        _note(services, found, FeedUse({kind: now}, stamped), address, is_first=is_first)
    events = [_event(found.feed, site, uid, each, stamped[uid]) for uid, each in given.items()]
    content = feed_file(events, found.zone, found.feed.made_at)
    return Fetched(content, f'"{sha256(content).hexdigest()}"', found.feed.person)


def _find(reading: Reading, token_hash: str, now: datetime) -> _Found | None:
    feed = reading.feed_by(token_hash)
    if feed is None:
        return None
    person = next(iter(reading.people_named(feed.organisation, (feed.person,))), None)
    if person is None or not keeps_feed(person, now):
        return None
    return _Found(
        feed=feed,
        use=reading.feed_use(feed.organisation, feed.person),
        clocks=tuple(_theirs(reading, Viewer(feed.organisation, feed.person, now), now)),
        zone=ZoneInfo(reading.organisation().zone),
    )


def _theirs(reading: Reading, viewer: Viewer, now: datetime) -> Iterator[ListedClock]:
    """List what somebody works on and has to meet; what others have to meet is theirs once its time has come."""
    ways = (ClocksWanted(waits=False, mine=True), ClocksWanted(waits=True, due_by=now, mine=True))
    found = chain.from_iterable(reading.listed_clocks(viewer, each, Page(limit=MOST)) for each in ways)
    dated = (each for each in found if each.sight.due_at is not None)
    yield from sorted(dated, key=lambda each: each.key)[:MOST]


def _caller(feed: CalendarFeed, now: datetime, address: str) -> Caller:
    return Caller(viewer=Viewer(feed.organisation, feed.person, now), via="by a calendar feed", address=address)


def _due(clock: ListedClock) -> datetime:
    return cast(datetime, clock.sight.due_at)  # only those with a due time are listed


def _uid(feed: CalendarFeed, clock: ListedClock) -> str:
    """Name an entry: the same for as long as the round of its clock runs, and telling nothing."""
    named = f"{feed.token_hash} {clock.case} {clock.sight.key} {clock.round}"
    return f"{sha256(named.encode()).hexdigest()[:32]}@duecourse"


def _entry(before: GivenEntry | None, due: datetime, now: datetime) -> GivenEntry:
    return before if before is not None and before.due_at == due else GivenEntry(due, now)


def _event(feed: CalendarFeed, site: str, uid: str, clock: ListedClock, entry: GivenEntry) -> FeedEvent:
    return FeedEvent(
        uid=uid,
        reference=clock.reference,
        address=f"{site}/cases/{clock.reference}",
        due_at=entry.due_at,
        changed_at=entry.changed_at,
        sequence=max(0, int((entry.changed_at - feed.made_at).total_seconds())),
    )


def _note(services: Services, found: _Found, use: FeedUse, address: str, *, is_first: bool) -> None:
    with services.store.writing() as writing:
        before = writing.feed_use(found.feed.organisation, found.feed.person)
        # another program may have fetched it meanwhile
        writing.note_feed_use(found.feed, replace(use, fetched={**before.fetched, **use.fetched}))
        if is_first:
            note(services, writing, SecurityEvent.TOKEN_USED, found.feed.person, address=address, detail=FEED)
