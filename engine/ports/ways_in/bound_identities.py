"""Who somebody is at the provider that they sign in with: bound once by their e-mail address, and by it no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundIdentity:
    """A person, and the `subject` that the provider `issuer` knows them by, which never changes there."""

    organisation: OrganisationId
    person: PersonId
    issuer: str
    subject: str
    bound_at: datetime


class IdentitiesReading(Protocol):
    """Reads of bound identities."""

    def bound_identity(self, person: PersonId) -> BoundIdentity | None:
        """Give the identity of a person; None where they are bound to none."""
        ...

    def identity_of(self, issuer: str, subject: str) -> BoundIdentity | None:
        """Find whose identity it is."""
        ...

    def bound_identities(self, organisation: OrganisationId) -> Sequence[BoundIdentity]:
        """List every identity that is bound."""
        ...


class IdentitiesWriting(Protocol):
    """Writes of bound identities."""

    def bind_identity(self, identity: BoundIdentity) -> None:
        """Bind a person who has none. An identity that somebody else has is a BrokenRecord."""
        ...

    def unbind_identity(self, person: PersonId) -> bool:
        """Take the identity of a person away. Says whether there was one."""
        ...
