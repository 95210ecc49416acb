"""Everything that a store keeps of a case, row by row, held against what the events of the case give."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.identity import CaseId, CaseReference, OrganisationId, PersonId
from engine.ports.records import EvidenceFile, Notice, Person, SealedLetter, Viewer
from engine.ports.sights import Sights
from engine.record.case import Case
from engine.record.chain import Entry


class RowKind(StrEnum):
    """What a row holds, by the name of its table; the bytes of evidence stand in files beside the store."""

    CASE = "cases"
    EVENT = "events"
    WORDS = "words"
    DEADLINE = "deadlines"
    ALERT = "alerts"
    LETTER = "letters"
    RENDITION = "letter_renditions"
    EVIDENCE = "evidence"
    SHARE = "case_shares"
    SIGHT = "case_sights"
    CLOCK_SIGHT = "clock_sights"
    WAITING_LETTER = "waiting_letters"
    PIECE = "pieces"
    NOTICE = "outbox"
    FILE = "files"


class Became(StrEnum):
    """What became of a row: it is another than it was, it is not there, or nothing gives it."""

    CHANGED = "changed"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Stray:
    """A row that is not as the events give it; `which` names it within its case, by the columns of its key."""

    kind: RowKind
    which: tuple[str, ...]
    became: Became


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedCase:
    """What the events of a case give, from which every row of it follows.

    `following` are people whose lists still have to follow their posts: how the case stands before them is left out.
    `sights` is None where that was never worked out; `people` are those of the case, by whose names it is found.
    """

    case: Case
    entries: Sequence[Entry]
    sights: Sights | None
    following: Collection[PersonId]
    letters: Sequence[SealedLetter]
    evidence: Sequence[EvidenceFile]
    notices: Sequence[Notice]
    people: Sequence[Person] = ()


class KeptCase(Protocol):
    """A case as it is kept, at one moment. What cannot be read back is a BrokenRecord."""

    @property
    def id(self) -> CaseId:
        """Give its identifier."""
        ...

    @property
    def reference(self) -> CaseReference:
        """Give its reference, as the row of the case has it."""
        ...

    @property
    def case(self) -> Case:
        """Give the case as it is kept beside its events."""
        ...

    @property
    def entries(self) -> Sequence[Entry]:
        """Give the sealed events in order, with their words."""
        ...

    @property
    def letters(self) -> Sequence[SealedLetter]:
        """Give the issued letters."""
        ...

    @property
    def evidence(self) -> Sequence[EvidenceFile]:
        """Give what is known of each piece of evidence."""
        ...

    @property
    def notices(self) -> Sequence[Notice]:
        """Give what left of the case, or is to leave."""
        ...

    @property
    def row_count(self) -> int:
        """Count the rows that are kept of it."""
        ...

    @property
    def is_sighted(self) -> bool:
        """Say whether anybody worked out how the case stands before people."""
        ...

    def strays(self, given: FoldedCase) -> Sequence[Stray]:
        """List the rows that are not as the events give them."""
        ...


class KeptReading(Protocol):
    """Reads of whole records, for those who verify them."""

    def references(self, viewer: Viewer) -> Mapping[CaseId, CaseReference]:
        """Give the cases that a viewer may see, by reference; nothing else of them is read."""
        ...

    def kept_cases(self, viewer: Viewer, cases: Collection[CaseId]) -> Sequence[KeptCase]:
        """Read all that is kept of such of these cases as the viewer may see, in the order of their references."""
        ...

    def with_unsealed_evidence(self, organisation: OrganisationId) -> Sequence[CaseId]:
        """List the cases with evidence of which no event tells all that is kept of it."""
        ...

    def without_case(self, organisation: OrganisationId) -> Mapping[RowKind, int]:
        """Count the rows that belong to no case that is there, of this trust or of one that is not there itself."""
        ...
