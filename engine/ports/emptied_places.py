"""What emptying places asks of a store: every copy goes, and what was there cannot be read from its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from engine.identity import CaseId, CaseReference, OrganisationId
from engine.record.erasures import ErasedPlace


class ErasingWriting(Protocol):
    """What a transaction erases."""

    def erase(self, organisation: OrganisationId, case: CaseId, places: Iterable[ErasedPlace]) -> None:
        """Empty words with their salts, letters with their renditions, rows of evidence, and who came from outside."""
        ...

    def drop_drafts(self, organisation: OrganisationId, case: CaseId) -> None:
        """Let go of every draft of the letters of a case: what is still to be written is written again."""
        ...

    def drop_forms_at(self, organisation: OrganisationId, case: CaseReference) -> None:
        """Let go of what anybody typed into forms of a case and has not sent in, and of what anybody looked for."""
        ...

    def quarantine(self, organisation: OrganisationId, case: CaseId, number: int) -> None:
        """Mark evidence as not to be opened by anyone."""
        ...


class Scrubbing(Protocol):
    """What a store does beside its transactions."""

    def scrub(self) -> None:
        """Make what was taken out of rows unreadable in the files of the store. Raises Unavailable."""
        ...
