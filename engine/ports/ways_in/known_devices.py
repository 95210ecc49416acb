"""Devices on which somebody signed in before: a browser each, by the hash of what its cookie holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDevice:
    """A browser in which a person signed in, since when and when last. Several people may share one."""

    organisation: OrganisationId
    person: PersonId
    token_hash: str
    first_at: datetime
    last_at: datetime


class DevicesReading(Protocol):
    """Reads of known devices."""

    def devices_of(self, person: PersonId) -> Sequence[KnownDevice]:
        """List the devices of a person, the one of the last sign-in first."""
        ...

    def is_device(self, organisation: OrganisationId, token_hash: str) -> bool:
        """Say whether anybody signed in on a device before."""
        ...


class DevicesWriting(Protocol):
    """Writes of known devices."""

    def keep_device(self, device: KnownDevice) -> None:
        """Note that a person signed in on a device; since when it is known stays."""
        ...

    def forget_devices(self, person: PersonId, but: str = "") -> int:
        """Forget every device of a person, but for one, by its hash. Gives how many those were."""
        ...

    def purge_devices(self, before: datetime) -> int:
        """Forget the devices on which nobody signed in since a moment. Gives how many those were."""
        ...
