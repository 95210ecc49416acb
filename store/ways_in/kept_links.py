"""Links by which somebody chooses a password, by the hash of their code; of each person the newest alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import OrganisationId, PersonId
from engine.ports.ways_in.one_time_links import OneTimeLink
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import maybe, maybe_when, moment, when

COLUMNS = (
    *("organisation_id", "person_id", "kind", "way", "token_hash", "sent_to", "made_at", "made_by", "until"),
    *("sent_at", "used_at", "ended_at"),
)
LINKS = f"SELECT {', '.join(COLUMNS)} FROM one_time_links"
KEEP = (
    f"{inserting('one_time_links', COLUMNS)} ON CONFLICT (organisation_id, person_id) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in COLUMNS[2:])}"
)
# What is compared is what was read: of two who open one link at the same time the second finds it used.
USE = (
    "UPDATE one_time_links SET used_at = ? WHERE person_id = ? AND token_hash = ? AND used_at IS NULL "
    "AND ended_at IS NULL"
)
END = "UPDATE one_time_links SET ended_at = ? WHERE person_id = ? AND used_at IS NULL AND ended_at IS NULL"


class SqlLinksReading(Session):
    """Reads of one-time links."""

    def one_time_link(self, person: PersonId) -> OneTimeLink | None:
        """Give the newest link of a person; None where they never had one."""
        row = self.cursor.fetch_one(f"{LINKS} WHERE person_id = ?", (person,))
        return _link(row) if row else None

    def link_of_code(self, token_hash: str) -> OneTimeLink | None:
        """Find a link by the hash of its code, also one that opens nothing any more."""
        row = self.cursor.fetch_one(f"{LINKS} WHERE token_hash = ?", (token_hash,)) if token_hash else None
        return _link(row) if row else None

    def one_time_links(self, organisation: OrganisationId) -> Sequence[OneTimeLink]:
        """List the newest link of each person who ever had one."""
        rows = self.cursor.fetch(f"{LINKS} WHERE organisation_id = ? ORDER BY person_id", (organisation,))
        return [_link(row) for row in rows]


class SqlLinksWriting(SqlLinksReading):
    """Writes of one-time links, each of them sealed."""

    def keep_link(self, link: OneTimeLink) -> None:
        """Add a link in the place of the one that the same person had."""
        known = (link.organisation, link.person, link.kind, link.way, link.token_hash, link.sent_to)
        times = (maybe(link.sent_at), maybe(link.used_at), maybe(link.ended_at))
        self.cursor.run(KEEP, (*known, moment(link.made_at), link.made_by, moment(link.until), *times))
        self.journal.touch(link.organisation, "one_time_links", link.person)

    def use_link(self, link: OneTimeLink, at: datetime) -> bool:
        """Use a link up. Says whether it opened something until now: of several at once to one alone."""
        self.journal.touch(link.organisation, "one_time_links", link.person)
        return bool(self.cursor.run(USE, (moment(at), link.person, link.token_hash)))

    def end_link(self, person: PersonId, at: datetime) -> bool:
        """End the link of a person. Says whether there was one that was neither used nor ended."""
        link = self.one_time_link(person)
        if link is None or link.used_at is not None or link.ended_at is not None:
            return False
        self.journal.touch(link.organisation, "one_time_links", person)
        return bool(self.cursor.run(END, (moment(at), person)))


def _link(row: Row) -> OneTimeLink:
    organisation, person, kind, way, token_hash, sent_to, made_at, made_by, until, sent_at, used_at, ended_at = row
    return OneTimeLink(
        organisation=organisation,
        person=person,
        kind=kind,
        way=way,
        token_hash=token_hash,
        sent_to=sent_to,
        made_at=when(made_at),
        made_by=made_by,
        until=when(until),
        sent_at=maybe_when(sent_at),
        used_at=maybe_when(used_at),
        ended_at=maybe_when(ended_at),
    )
