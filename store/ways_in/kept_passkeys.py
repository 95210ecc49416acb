"""Passkeys of people: public keys alone, with which nobody signs in."""

from __future__ import annotations

from collections.abc import Sequence

from engine.identity import PersonId
from engine.ports.ways_in.passkeys import Passkey
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import maybe, maybe_when, moment, when

COLUMNS = ("organisation_id", "person_id", "credential", "key", "count", "name", "since", "used_at")
OF_PERSON = f"SELECT {', '.join(COLUMNS)} FROM passkeys WHERE person_id = ? ORDER BY since, credential"
KEEP = (
    f"{inserting('passkeys', COLUMNS)} ON CONFLICT (organisation_id, person_id, credential) DO UPDATE SET "
    "count = excluded.count, used_at = excluded.used_at"
)


class SqlPasskeysReading(Session):
    """Reads of passkeys."""

    def passkeys_of(self, person: PersonId) -> Sequence[Passkey]:
        """List the passkeys of a person, the oldest first."""
        return [
            Passkey(
                organisation=organisation,
                person=whose,
                credential=credential,
                key=key,
                count=count,
                name=name,
                since=when(since),
                used_at=maybe_when(used_at),
            )
            for organisation, whose, credential, key, count, name, since, used_at in self.cursor.fetch(
                OF_PERSON, (person,)
            )
        ]


class SqlPasskeysWriting(SqlPasskeysReading):
    """Writes of passkeys, each of them sealed."""

    def keep_passkey(self, passkey: Passkey) -> None:
        """Add a passkey, or write its count and when it was used."""
        known = (passkey.organisation, passkey.person, passkey.credential, passkey.key, passkey.count, passkey.name)
        self.cursor.run(KEEP, (*known, moment(passkey.since), maybe(passkey.used_at)))
        self.journal.touch(passkey.organisation, "passkeys", passkey.person)

    def drop_passkeys(self, person: PersonId, credential: str = "") -> int:
        """Take one passkey of a person away, or all. Gives how many those were."""
        gone = [each for each in self.passkeys_of(person) if credential in ("", each.credential)]
        for each in gone:
            self.journal.touch(each.organisation, "passkeys", person)
            self.cursor.run("DELETE FROM passkeys WHERE person_id = ? AND credential = ?", (person, each.credential))
        return len(gone)
