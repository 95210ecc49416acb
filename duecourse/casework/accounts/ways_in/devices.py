"""The device that somebody signs in on: known by a cookie of its own, and told apart in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from engine.identity import OrganisationId, PersonId
from engine.ports.store import Reading, Writing
from engine.ports.ways_in.known_devices import KnownDevice

FORGOTTEN = timedelta(days=180)
"""A device is known for so long after the last sign-in on it."""


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in: what the cookie of the browser holds, and what it calls itself, in words."""

    token: str = field(default="", repr=False)
    words: str = ""

    def is_of(self, reading: Reading, person: PersonId) -> bool:
        """Say whether a person signed in on it before."""
        return bool(self.token) and hashed(self.token) in {each.token_hash for each in reading.devices_of(person)}


NO_DEVICE = Device()


def hashed(token: str) -> str:
    """Give what is kept of a token that a browser holds: who reads the table has nothing that lets them in."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def know_device(writing: Writing, organisation: OrganisationId, person: PersonId, device: Device, at: datetime) -> bool:
    """Note that somebody signed in on a device. Says whether it is one more than they had: nobody's first is new."""
    if not device.token:
        return False
    before = writing.devices_of(person)
    known = KnownDevice(
        organisation=organisation, person=person, token_hash=hashed(device.token), first_at=at, last_at=at
    )
    writing.keep_device(known)
    return bool(before) and known.token_hash not in {each.token_hash for each in before}
