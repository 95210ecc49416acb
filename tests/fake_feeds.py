"""Calendar feeds, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.identity import OrganisationId, PersonId
from engine.ports.feeds.calendar_feeds import CalendarFeed, FeedUse


@dataclass
class FakeFeeds:
    """What `engine.ports.feeds` asks of a store."""

    state: Any

    def feed_by(self, token_hash: str) -> CalendarFeed | None:
        kept: dict[PersonId, CalendarFeed] = self.state.feeds
        return next((each for each in kept.values() if each.token_hash == token_hash), None)

    def feed_of(self, organisation: OrganisationId, person: PersonId) -> CalendarFeed | None:
        found: CalendarFeed | None = self.state.feeds.get(person)
        return found

    def feeds(self, organisation: OrganisationId) -> Sequence[CalendarFeed]:
        kept: dict[PersonId, CalendarFeed] = self.state.feeds
        return sorted(kept.values(), key=lambda each: (each.made_at, each.person))

    def feed_use(self, organisation: OrganisationId, person: PersonId) -> FeedUse:
        found: FeedUse = self.state.feed_uses.get(person, FeedUse())
        return found

    def save_feed(self, feed: CalendarFeed) -> None:
        self.state.feed_uses.pop(feed.person, None)
        self.state.feeds[feed.person] = feed

    def end_feed(self, organisation: OrganisationId, person: PersonId) -> bool:
        self.state.feed_uses.pop(person, None)
        return self.state.feeds.pop(person, None) is not None

    def note_feed_use(self, feed: CalendarFeed, use: FeedUse) -> None:
        if self.state.feeds.get(feed.person) == feed:
            self.state.feed_uses[feed.person] = use
