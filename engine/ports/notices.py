"""What a store knows of who was told and who looked: the outbox and the access log, as casework reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.identity import CaseId, CaseReference, OrganisationId, PersonId
from engine.ports.records import Notice, Viewer
from engine.record.access import AccessesWanted, SealedAccess


class TellingReading(Protocol):
    """Reads of what leaves, and of who has looked."""

    def notices(self, organisation: OrganisationId, state: str = "") -> Sequence[Notice]:
        """List what waits in the outbox, oldest first; with a state, only those in it."""
        ...

    def told_in(self, organisation: OrganisationId, cases: Collection[CaseId]) -> Sequence[Notice]:
        """List what anybody must know at once of some cases, sent or not, oldest first."""
        ...

    def first_reads(
        self, organisation: OrganisationId, reference: CaseReference, since: datetime
    ) -> Mapping[PersonId, datetime]:
        """Say when each person looked at a case for the first time since a moment."""
        ...

    def last_reads(
        self, organisation: OrganisationId, references: Collection[str]
    ) -> Mapping[tuple[PersonId, str], datetime]:
        """Say when each person last looked at these cases: identifier and reference → moment."""
        ...

    def last_here(self, viewer: Viewer, before: datetime) -> datetime | None:
        """Say when somebody last looked at a list of theirs before a moment; None where they never did."""
        ...

    def last_backup(self, organisation: OrganisationId) -> datetime | None:
        """Say when a backup was last made; None where none was."""
        ...

    def accesses_wanted(self, organisation: OrganisationId, wanted: AccessesWanted) -> Sequence[SealedAccess]:
        """List some lines of the access log, the newest first."""
        ...

    def accesses(self, organisation: OrganisationId) -> Sequence[SealedAccess]:
        """List the access log in order."""
        ...
