"""A person's calendar feed: the secret it is fetched by, as a hash, and what was given to which kind of program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A feed that lives: a person has one at most. `token_hash` is the SHA-256 of the secret in its address."""

    organisation: OrganisationId
    person: PersonId
    token_hash: str = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class GivenEntry:
    """When an entry that was given is due, and since when it says so."""

    due_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FeedUse:
    """When each kind of program last fetched a feed, and what it was last given, by the identifier of the entry."""

    fetched: Mapping[str, datetime] = field(default_factory=dict)
    given: Mapping[str, GivenEntry] = field(default_factory=dict)


class FeedsReading(Protocol):
    """Reads of feeds."""

    def feed_by(self, token_hash: str) -> CalendarFeed | None:
        """Find a feed that lives by the hash of its secret."""
        ...

    def feed_of(self, organisation: OrganisationId, person: PersonId) -> CalendarFeed | None:
        """Give the feed of somebody; None where they have none."""
        ...

    def feeds(self, organisation: OrganisationId) -> Sequence[CalendarFeed]:
        """List the feeds of an organisation, the oldest first."""
        ...

    def feed_use(self, organisation: OrganisationId, person: PersonId) -> FeedUse:
        """Say what became of somebody's feed; nothing where it was never fetched."""
        ...


class FeedsWriting(FeedsReading, Protocol):
    """Writes of feeds."""

    def save_feed(self, feed: CalendarFeed) -> None:
        """Add a feed, in the place of the one that its person had; nobody has fetched it yet."""
        ...

    def end_feed(self, organisation: OrganisationId, person: PersonId) -> bool:
        """End somebody's feed, and forget when it was fetched. Says whether there was one."""
        ...

    def note_feed_use(self, feed: CalendarFeed, use: FeedUse) -> None:
        """Write what became of a feed; nothing where it has ended, or another took its place."""
        ...
