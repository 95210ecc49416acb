"""Identities at the provider that people sign in with, one of a person."""

from __future__ import annotations

from collections.abc import Sequence

from engine.identity import OrganisationId, PersonId
from engine.ports.ways_in.bound_identities import BoundIdentity
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import moment, when

COLUMNS = ("organisation_id", "person_id", "issuer", "subject", "bound_at")
IDENTITIES = f"SELECT {', '.join(COLUMNS)} FROM bound_identities"


class SqlIdentitiesReading(Session):
    """Reads of bound identities."""

    def bound_identity(self, person: PersonId) -> BoundIdentity | None:
        """Give the identity of a person; None where they are bound to none."""
        row = self.cursor.fetch_one(f"{IDENTITIES} WHERE person_id = ?", (person,))
        return _identity(row) if row else None

    def identity_of(self, issuer: str, subject: str) -> BoundIdentity | None:
        """Find whose identity it is."""
        row = self.cursor.fetch_one(f"{IDENTITIES} WHERE issuer = ? AND subject = ?", (issuer, subject))
        return _identity(row) if row else None

    def bound_identities(self, organisation: OrganisationId) -> Sequence[BoundIdentity]:
        """List every identity that is bound."""
        rows = self.cursor.fetch(f"{IDENTITIES} WHERE organisation_id = ? ORDER BY person_id", (organisation,))
        return [_identity(row) for row in rows]


class SqlIdentitiesWriting(SqlIdentitiesReading):
    """Writes of bound identities, each of them sealed."""

    def bind_identity(self, identity: BoundIdentity) -> None:
        """Bind a person who has none. An identity that somebody else has is a BrokenRecord."""
        known = (identity.organisation, identity.person, identity.issuer, identity.subject)
        self.cursor.run(inserting("bound_identities", COLUMNS), (*known, moment(identity.bound_at)))
        self.journal.touch(identity.organisation, "bound_identities", identity.person)

    def unbind_identity(self, person: PersonId) -> bool:
        """Take the identity of a person away. Says whether there was one."""
        had = self.bound_identity(person)
        if had is None:
            return False
        self.journal.touch(had.organisation, "bound_identities", person)
        return bool(self.cursor.run("DELETE FROM bound_identities WHERE person_id = ?", (person,)))


def _identity(row: Row) -> BoundIdentity:
    organisation, person, issuer, subject, bound_at = row
    return BoundIdentity(
        organisation=organisation, person=person, issuer=issuer, subject=subject, bound_at=when(bound_at)
    )
