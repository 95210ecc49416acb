"""Passkeys: keys in a telephone, computer or stick, by which somebody proves themselves in the place of a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One passkey of a person, as they named it: the `credential` it is found by and its public key, both base64url.

    `count` is what its device counted at the last use, 0 where it does not count.
    """

    organisation: OrganisationId
    person: PersonId
    credential: str
    key: str = field(repr=False)
    count: int
    name: str
    since: datetime
    used_at: datetime | None = None


class PasskeysReading(Protocol):
    """Reads of passkeys."""

    def passkeys_of(self, person: PersonId) -> Sequence[Passkey]:
        """List the passkeys of a person, the oldest first."""
        ...


class PasskeysWriting(Protocol):
    """Writes of passkeys."""

    def keep_passkey(self, passkey: Passkey) -> None:
        """Add a passkey, or write its count and when it was used."""
        ...

    def drop_passkeys(self, person: PersonId, credential: str = "") -> int:
        """Take one passkey of a person away, or all. Gives how many those were."""
        ...
