"""Devices on which somebody signed in before, by the hash of what their cookie holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import OrganisationId, PersonId
from engine.ports.ways_in.known_devices import KnownDevice
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import moment, when

COLUMNS = ("organisation_id", "person_id", "token_hash", "first_at", "last_at")
OF_PERSON = f"SELECT {', '.join(COLUMNS)} FROM known_devices WHERE person_id = ? ORDER BY last_at DESC, token_hash"
KEEP = (
    f"{inserting('known_devices', COLUMNS)} ON CONFLICT (organisation_id, person_id, token_hash) DO UPDATE SET "
    "last_at = excluded.last_at"
)


class SqlDevicesReading(Session):
    """Reads of known devices."""

    def devices_of(self, person: PersonId) -> Sequence[KnownDevice]:
        """List the devices of a person, the one of the last sign-in first."""
        return [
            KnownDevice(
                organisation=organisation,
                person=whose,
                token_hash=token_hash,
                first_at=when(first_at),
                last_at=when(last_at),
            )
            for organisation, whose, token_hash, first_at, last_at in self.cursor.fetch(OF_PERSON, (person,))
        ]

    def is_device(self, organisation: OrganisationId, token_hash: str) -> bool:
        """Say whether anybody signed in on a device before."""
        statement = "SELECT 1 FROM known_devices WHERE organisation_id = ? AND token_hash = ? LIMIT 1"
        return self.cursor.fetch_one(statement, (organisation, token_hash)) is not None


class SqlDevicesWriting(SqlDevicesReading):
    """Writes of known devices."""

    def keep_device(self, device: KnownDevice) -> None:
        """Note that a person signed in on a device; since when it is known stays."""
        known = (device.organisation, device.person, device.token_hash)
        self.cursor.run(KEEP, (*known, moment(device.first_at), moment(device.last_at)))

    def forget_devices(self, person: PersonId, but: str = "") -> int:
        """Forget every device of a person, but for one, by its hash. Gives how many those were."""
        return self.cursor.run("DELETE FROM known_devices WHERE person_id = ? AND token_hash <> ?", (person, but))

    def purge_devices(self, before: datetime) -> int:
        """Forget the devices on which nobody signed in since a moment. Gives how many those were."""
        return self.cursor.run("DELETE FROM known_devices WHERE last_at < ?", (moment(before),))
