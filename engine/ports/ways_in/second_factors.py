"""A second factor: the secret that a person's app makes codes from, and recovery codes for when it is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What a person shows besides their password; `recovery` are hashes of the codes that were not used yet."""

    organisation: OrganisationId
    person: PersonId
    secret: str = field(repr=False)
    since: datetime
    recovery: tuple[str, ...] = field(repr=False)


class FactorsReading(Protocol):
    """Reads of second factors."""

    def second_factor(self, person: PersonId) -> SecondFactor | None:
        """Give the second factor of a person; None where they have none."""
        ...


class FactorsWriting(Protocol):
    """Writes of second factors."""

    def keep_factor(self, factor: SecondFactor) -> None:
        """Add a second factor, or replace that of the same person."""
        ...

    def drop_factor(self, person: PersonId) -> bool:
        """Take a second factor away. Says whether there was one."""
        ...

    def use_recovery(self, person: PersonId, code: str) -> bool:
        """Use up a recovery code, by its hash. Says whether it was there: to one of several alone."""
        ...
