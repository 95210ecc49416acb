"""What a store must satisfy so that somebody finds words in what they may read, and in nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import CaseId, CaseReference, InstanceId, OrganisationId
from engine.ports.records import Viewer
from engine.ports.sights import Key, Page
from engine.search.folded_words import AskedWord
from engine.search.pieces import PieceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """A case in which every word that was asked for was found by somebody; `key` is where it stands in the list."""

    case: CaseId
    reference: CaseReference
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPiece:
    """A piece in which a word was found: of which case, what it is, its place, its procedure, when it was written."""

    case: CaseId
    kind: PieceKind
    place: str
    on: InstanceId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedText:
    """What an issued letter says, as text alone, and when it was issued."""

    text: str
    issued_at: datetime


class SearchReading(Protocol):
    """Reads by words; a piece that its reader may not read is found by nobody, and counts for nothing."""

    def found_cases(self, viewer: Viewer, words: Sequence[AskedWord], page: Page) -> Sequence[FoundCase]:
        """List cases in which every word stands in a piece that the viewer may read, the newest such piece first."""
        ...

    def found_pieces(
        self, viewer: Viewer, words: Sequence[AskedWord], cases: Collection[CaseId], limit: int
    ) -> Sequence[FoundPiece]:
        """List such pieces of these cases in which any of the words stands, of each the newest `limit`."""
        ...

    def found_addresses(
        self, viewer: Viewer, pages: Sequence[Sequence[AskedWord]], but: CaseReference, limit: int
    ) -> Sequence[FoundPiece]:
        """List addresses in which every word of one of these pages stands, the newest first, but those of one case."""
        ...

    def issued_texts(
        self, viewer: Viewer, letters: Collection[tuple[CaseId, int]]
    ) -> Mapping[tuple[CaseId, int], IssuedText]:
        """Give what issued letters say, by case and number; of one that is erased, or not issued yet, nothing."""
        ...


class SearchWriting(Protocol):
    """Writes of what words are found by, beside those of steps."""

    def forget_pieces(self, organisation: OrganisationId) -> None:
        """Let go of every piece, so that all of them are worked out again from the record."""
        ...
