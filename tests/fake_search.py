"""Pieces found by their words, in memory: worked out from the record each time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from engine.identity import CaseId, CaseReference, OrganisationId
from engine.ports.records import Viewer
from engine.ports.search.found_pieces import FoundCase, FoundPiece
from engine.ports.sights import Page, Sight, SightKind
from engine.record.case import Case
from engine.search.folded_words import AskedWord
from engine.search.pieces import Piece, PieceKind, letter_piece
from store.mapping import moment
from store.search.piece_rows import pieces_of
from tests.fake_sights import FakeSights, paged


class FakeSearch(FakeSights):
    """Reads by words."""

    state: Any = None

    def _pieces(self, case: Case) -> Iterator[Piece]:
        people = (self.state.people[each] for each in case.people if each in self.state.people)
        letters = (
            letter_piece(case, each.number, each.issued_by, each.issued_at, each.renditions["text/plain"].decode())
            for (of, _), each in self.state.letters.items()
            if of == case.id and "text/plain" in each.renditions
        )
        names = {each.id: (each.name, *each.former_names) for each in people}
        return pieces_of(case, self.state.entries[case.id], letters, names)

    def _read(self, viewer: Viewer) -> Iterator[tuple[Case, Piece]]:
        for case, sight in self._before(viewer):
            if sight.kind is not SightKind.NONE:
                yield from ((case, each) for each in self._pieces(case) if reads(viewer, sight, each))

    def found_cases(self, viewer: Viewer, words: Sequence[AskedWord], page: Page) -> Sequence[FoundCase]:
        newest: dict[CaseId, list[str]] = {}
        cases = {}
        for number, word in enumerate(words):
            for case, piece in self._read(viewer):
                if has(piece, word):
                    cases[case.id] = case
                    ats = newest.setdefault(case.id, [""] * len(words))
                    ats[number] = max(ats[number], moment(piece.at))
        found = (
            FoundCase(case=case, reference=cases[case].reference, key=(max(ats), cases[case].reference))
            for case, ats in newest.items()
            if all(ats)
        )
        return paged(found, page, falls=True)

    def found_pieces(
        self, viewer: Viewer, words: Sequence[AskedWord], cases: Collection[CaseId], limit: int
    ) -> Sequence[FoundPiece]:
        found = [
            (case.id, piece)
            for case, piece in self._read(viewer)
            if case.id in cases and any(has(piece, word) for word in words)
        ]
        found.sort(key=lambda each: each[1].place)
        found.sort(key=lambda each: each[1].at, reverse=True)
        return [
            FoundPiece(case=case, kind=piece.kind, place=piece.place, on=piece.on, at=piece.at)
            for nth, (case, piece) in enumerate(found)
            if sum(other == case for other, _ in found[:nth]) < limit
        ]

    def found_addresses(
        self, viewer: Viewer, pages: Sequence[Sequence[AskedWord]], but: CaseReference, limit: int
    ) -> Sequence[FoundPiece]:
        found = [
            FoundPiece(case=case.id, kind=piece.kind, place=piece.place, on=piece.on, at=piece.at)
            for case, piece in self._read(viewer)
            if case.reference != but
            and piece.kind is PieceKind.ADDRESS
            and any(words and all(has(piece, word) for word in words) for words in pages)
        ]
        found.sort(key=lambda each: each.place)
        return sorted(found, key=lambda each: each.at, reverse=True)[:limit]

    def forget_pieces(self, organisation: OrganisationId) -> None:
        """Keep as it is: nothing is kept."""


def reads(viewer: Viewer, sight: Sight, piece: Piece) -> bool:
    """Say whether somebody before whom a case stands so reads a piece."""
    if sight.everything or piece.kind is PieceKind.REFERENCE or piece.on in sight.works:
        return True
    return (piece.opens or piece.by == viewer.person) and piece.on in sight.sees


def has(piece: Piece, word: AskedWord) -> bool:
    return any(word.fits(each) for each in piece.words.split())
