"""A feed of one's own deadlines for a calendar program: made, replaced, looked at and ended; its address is said once.

It lives while its person has not left and holds a post. What it gives is `duecourse.casework.accounts.feed_fetches`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from duecourse.casework.accounts.security_log import note
from duecourse.casework.administration.permission import demand_active, demand_keeper, demand_person
from duecourse.casework.administration.permission import note as note_change
from duecourse.casework.context.services import Caller, Services, person_of, spend
from engine.errors import BadInput, NotFound
from engine.identity import NO_REFERENCE
from engine.ports.feeds.calendar_feeds import CalendarFeed
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.record.access import Access
from engine.record.values import SCHEDULER

FEED = "calendar feed"
"""The kind of its token, as the security log names it."""
MADE, REPLACED, ENDED = "calendar feed made", "calendar feed replaced", "calendar feed ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Somebody's feed: since when there is one, and when each kind of program last fetched it."""

    person: Person
    made_at: datetime | None = None
    fetched: Mapping[str, datetime]


def feed_path(token: str) -> str:
    """Give the path of a feed below the address of the site."""
    return f"/feeds/{token}.ics"


def hashed(token: str) -> str:
    """Give what is kept of the secret of a feed."""
    return sha256(token.encode()).hexdigest()


def keeps_feed(person: Person, at: datetime) -> bool:
    """Say whether somebody may have a feed: they have not left, and hold a post."""
    return person.is_there(at) and bool(person.held(at))


def own_feed(services: Services, caller: Caller) -> FeedState:
    """Say how one's own feed stands. Raises NotPermitted for somebody who has left."""
    with services.store.reading() as reading:
        return _state(reading, demand_active(reading, caller))


def feeds(services: Services, caller: Caller) -> Sequence[FeedState]:
    """List the feeds of those whom somebody keeps, by name, without any address. Raises NotPermitted."""
    with services.store.reading() as reading:
        now = services.clock.now()
        keeper, trust = demand_keeper(reading, caller, now), reading.organisation()
        people = reading.people_named(trust.id, [each.person for each in reading.feeds(trust.id)])
        return [_state(reading, person) for person in people if keeper.has(person, now)]


def _state(reading: Reading, person: Person) -> FeedState:
    feed = reading.feed_of(person.organisation, person.id)
    if feed is None:
        return FeedState(person=person, fetched={})
    fetched = reading.feed_use(person.organisation, person.id).fetched
    return FeedState(person=person, made_at=feed.made_at, fetched=dict(sorted(fetched.items())))


def make_feed(services: Services, caller: Caller) -> str:
    """Make one's own feed, in the place of the one before, which ends at once. Gives its secret, kept nowhere else.

    Raises BadInput for somebody who holds no post, AlreadyDone for a form that was sent in before.
    """
    token, now = services.ids.token(), services.clock.now()
    with services.store.writing() as writing:
        spend(writing, caller, "", now)
        person = demand_active(writing, caller)
        if not keeps_feed(person, now):
            raise BadInput("A feed holds the deadlines of those who hold a post, and you hold none at present.")
        before = writing.feed_of(person.organisation, person.id)
        made = CalendarFeed(organisation=person.organisation, person=person.id, token_hash=hashed(token), made_at=now)
        writing.save_feed(made)
        note_change(writing, services, caller, REPLACED if before else MADE, person.id)
        if before:
            note(services, writing, SecurityEvent.TOKEN_REVOKED, person.id, address=caller.address, detail=FEED)
        note(services, writing, SecurityEvent.TOKEN_MADE, person.id, address=caller.address, detail=FEED)
    return token


def end_feed(services: Services, caller: Caller, person_key: str = "") -> Person:
    """End one's own feed, or that of somebody whom one keeps. Gives whose it was.

    Raises BadInput where there is none, NotFound, NotPermitted, AlreadyDone.
    """
    with services.store.writing() as writing:
        now = services.clock.now()
        spend(writing, caller, "", now)
        person = demand_active(writing, caller)
        if person_key and person_key not in (person.key, person.id):
            keeper = demand_keeper(writing, caller, now)
            person = person_of(writing, person.organisation, person_key)
            demand_person(writing, keeper, person, now)
        if not writing.end_feed(person.organisation, person.id):
            raise BadInput("There is no calendar feed to end.")
        note_change(writing, services, caller, ENDED, person.id)
        revoked = SecurityEvent.TOKEN_REVOKED
        note(services, writing, revoked, person.id, by=caller.viewer.person, address=caller.address, detail=FEED)
    return person


def end_lost_feeds(services: Services, writing: Writing) -> int:
    """End the feeds of those who have left or hold no post any more. Gives how many those were."""
    now, ended = services.clock.now(), 0
    try:
        trust = writing.organisation().id
    except NotFound:
        return 0
    for person in writing.people_named(trust, [each.person for each in writing.feeds(trust)]):
        if not keeps_feed(person, now) and writing.end_feed(person.organisation, person.id):
            line = Access(at=now, person=SCHEDULER, case=NO_REFERENCE, what=ENDED, detail=person.id)
            writing.log_access(person.organisation, [line])
            note(services, writing, SecurityEvent.TOKEN_REVOKED, person.id, by=SCHEDULER, detail=FEED)
            ended += 1
    return ended
