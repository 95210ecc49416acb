"""Calendar feeds: the hashes of their secrets, which are sealed, and when they were fetched, which is not."""

from __future__ import annotations

from collections.abc import Sequence

from engine.identity import OrganisationId, PersonId
from engine.ports.feeds.calendar_feeds import CalendarFeed, FeedUse, GivenEntry
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import dump, loaded, moment, when

# The order of columns is that of the engine's value.
COLUMNS = ("organisation_id", "person_id", "token_hash", "made_at")
FEEDS = f"SELECT {', '.join(COLUMNS)} FROM calendar_feeds"
OF_PERSON = "organisation_id = ? AND person_id = ?"
SAVE = (
    f"{inserting('calendar_feeds', COLUMNS)} ON CONFLICT (organisation_id, person_id) DO UPDATE SET "
    "token_hash = excluded.token_hash, made_at = excluded.made_at"
)
USE = f"SELECT fetched, given FROM feed_uses WHERE {OF_PERSON}"
# A feed may be replaced or end while somebody still fetches it.
NOTE_USE = (
    "INSERT INTO feed_uses (organisation_id, person_id, fetched, given) "
    f"SELECT organisation_id, person_id, CAST(? AS TEXT), CAST(? AS TEXT) FROM calendar_feeds WHERE {OF_PERSON} "
    "AND token_hash = ? ON CONFLICT (organisation_id, person_id) DO UPDATE SET fetched = excluded.fetched, "
    "given = excluded.given"
)


class SqlFeedsReading(Session):
    """Reads of feeds."""

    def feed_by(self, token_hash: str) -> CalendarFeed | None:
        """Find a feed that lives by the hash of its secret."""
        row = self.cursor.fetch_one(f"{FEEDS} WHERE token_hash = ?", (token_hash,))
        return _feed(row) if row else None

    def feed_of(self, organisation: OrganisationId, person: PersonId) -> CalendarFeed | None:
        """Give the feed of somebody; None where they have none."""
        row = self.cursor.fetch_one(f"{FEEDS} WHERE {OF_PERSON}", (organisation, person))
        return _feed(row) if row else None

    def feeds(self, organisation: OrganisationId) -> Sequence[CalendarFeed]:
        """List the feeds of an organisation, the oldest first."""
        statement = f"{FEEDS} WHERE organisation_id = ? ORDER BY made_at, person_id"
        return [_feed(row) for row in self.cursor.fetch(statement, (organisation,))]

    def feed_use(self, organisation: OrganisationId, person: PersonId) -> FeedUse:
        """Say what became of somebody's feed; nothing where it was never fetched."""
        row = self.cursor.fetch_one(USE, (organisation, person))
        if row is None:
            return FeedUse()
        fetched, given = (loaded(text) for text in row)
        return FeedUse(
            {program: when(at) for program, at in fetched.items()},
            {uid: GivenEntry(when(due), when(changed)) for uid, (due, changed) in given.items()},
        )


class SqlFeedsWriting(SqlFeedsReading):
    """Writes of feeds."""

    def save_feed(self, feed: CalendarFeed) -> None:
        """Add a feed, in the place of the one that its person had; nobody has fetched it yet."""
        self._forget_use(feed.organisation, feed.person)
        self.cursor.run(SAVE, (feed.organisation, feed.person, feed.token_hash, moment(feed.made_at)))
        self.journal.touch(feed.organisation, "calendar_feeds", feed.person)

    def end_feed(self, organisation: OrganisationId, person: PersonId) -> bool:
        """End somebody's feed, and forget when it was fetched. Says whether there was one."""
        if self.feed_of(organisation, person) is None:
            return False
        self._forget_use(organisation, person)
        self.cursor.run(f"DELETE FROM calendar_feeds WHERE {OF_PERSON}", (organisation, person))
        self.journal.touch(organisation, "calendar_feeds", person)
        return True

    def note_feed_use(self, feed: CalendarFeed, use: FeedUse) -> None:
        """Write what became of a feed; nothing where it has ended, or another took its place."""
        fetched = {program: moment(at) for program, at in use.fetched.items()}
        given = {uid: (moment(each.due_at), moment(each.changed_at)) for uid, each in use.given.items()}
        values = (dump(fetched), dump(given), feed.organisation, feed.person, feed.token_hash)
        self.cursor.run(NOTE_USE, values)

    def _forget_use(self, organisation: OrganisationId, person: PersonId) -> None:
        self.cursor.run(f"DELETE FROM feed_uses WHERE {OF_PERSON}", (organisation, person))


def _feed(row: Row) -> CalendarFeed:
    organisation, person, token_hash, made_at = row
    return CalendarFeed(organisation=organisation, person=person, token_hash=token_hash, made_at=when(made_at))
