"""Spools of the access log: where a look is written down before its page is shown, until the chain takes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId
from engine.record.access import Access

Looks = Mapping[tuple[PersonId, str], datetime]
"""When each person last looked at a case: identifier and reference → moment."""


@dataclass(frozen=True, slots=True)
class SpooledLines:
    """Whole lines of one spool, and at which byte of it they end."""

    accesses: Sequence[Access]
    end: int


class Spool(Protocol):
    """The spool of this process, and those of others that lie beside it."""

    def note(self, organisation: OrganisationId, accesses: Sequence[Access]) -> None:
        """Write lines down, on the disk before this comes back. Raises Unwritten; then nothing may be shown."""
        ...

    def last_reads(self, organisation: OrganisationId, references: Collection[str]) -> Looks:
        """Say who looked at these cases, by what this process wrote down a short while ago."""
        ...

    def taking(self) -> AbstractContextManager[Sequence[str]]:
        """Name the spools that may hold lines the chain has not, while nobody else in this process takes any."""
        ...

    def read(self, organisation: OrganisationId, spool: str, after: int) -> SpooledLines | None:
        """Give the next whole lines of a spool after so many bytes; None where it is gone, or of another trust."""
        ...

    def took(self, spool: str, taken: int) -> None:
        """Note that the chain has so many bytes of a spool, for good; one that nobody adds to any more is finished."""
        ...

    def finished(self) -> Sequence[str]:
        """Name the spools that nobody reads any more, whose counts in the store may go."""
        ...

    def forget(self, spools: Collection[str]) -> None:
        """Remove finished spools, once their counts are gone from the store."""
        ...

    def waiting_since(self, taken: Mapping[str, int]) -> datetime | None:
        """Say when the oldest line was written that the chain has not; `taken` maps spools to bytes that it has."""
        ...

    def close(self) -> None:
        """Let go of this process's own spool; what the chain has not of it, another process takes."""
        ...


class SpoolsReading(Protocol):
    """What a store knows of spools."""

    def spools(self, organisation: OrganisationId) -> Mapping[str, int]:
        """Say how many bytes of each spool the access chain has."""
        ...


class SpoolsWriting(Protocol):
    """What a store notes of spools, in the transaction that writes their lines into the chain."""

    def spool_taken(self, organisation: OrganisationId, spool: str) -> int:
        """Say how many bytes of a spool the chain has; nobody else takes any before this transaction ends."""
        ...

    def note_spool(self, organisation: OrganisationId, spool: str, taken: int) -> None:
        """Note how many bytes of a spool the chain has now."""
        ...

    def forget_spool(self, organisation: OrganisationId, spool: str) -> None:
        """Forget a spool that nobody reads any more."""
        ...
