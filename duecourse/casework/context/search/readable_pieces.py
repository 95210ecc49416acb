"""Pieces of a case that were found, read by the same rules as its page: what its reader may not read is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from duecourse.casework.context.look.redaction import removed_of, shown_of
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.whole_case import WholeCase, load_together
from duecourse.casework.context.services import Caller, Services
from engine.addresses.reported import AS_GIVEN
from engine.errors import BrokenRecord
from engine.identity import NOWHERE, CaseId, InstanceId, PersonId, WordsKey
from engine.ports.search.found_pieces import FoundPiece, IssuedText
from engine.ports.store import Reading
from engine.record.values import Letter
from engine.search.pieces import PieceKind, said_in, words_of_place

Texts: TypeAlias = Mapping[tuple[CaseId, int], IssuedText]
"""What issued letters say, by case and number."""
ISSUED = "letter "
"""How the place of an issued letter begins, before its number."""
PERSON = "person"
"""The type of an answer that names somebody: what is kept of it is a short name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadablePiece:
    """A piece as its reader reads it. `key` names words beside an event; `letter` is given where it is one."""

    kind: PieceKind
    text: str
    at: datetime
    on: InstanceId = NOWHERE
    key: WordsKey | None = None
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class ReadableCase:
    """A case as its reader sees it, with what of the found pieces they may read."""

    view: CaseView
    pieces: tuple[ReadablePiece, ...]


def readable_together(
    services: Services, caller: Caller, reading: Reading, found: Iterable[FoundPiece]
) -> tuple[ReadableCase, ...]:
    """Read what was found in several cases at once; those that the reader may not see or that are damaged are left out.

    Their words, events, letters and people are read in a statement each, however many cases these are.
    """
    by_case: dict[CaseId, list[FoundPiece]] = {}
    for piece in found:
        by_case.setdefault(piece.case, []).append(piece)
    whole = load_together(services, caller, reading, by_case)
    shown = [(each, number) for case, each in whole.items() for number in _letters(each, by_case[case])]
    texts = reading.issued_texts(caller.viewer, [(each.record.id, int(number)) for each, number in shown])
    cases = (_readable(each, by_case[case], texts) for case, each in whole.items())
    return tuple(case for case in cases if case is not None)


def _readable(whole: WholeCase, found: Iterable[FoundPiece], texts: Texts) -> ReadableCase | None:
    try:
        pieces = tuple(dict.fromkeys(piece for each in found for piece in _read(whole, each, texts)))
        return ReadableCase(whole.view, pieces)
    except BrokenRecord:
        return None


def _letters(whole: WholeCase, found: Iterable[FoundPiece]) -> Iterator[str]:
    """Number the letters that were found and that the reader may read."""
    for each in found:
        number = each.place.partition(" ")[2]
        if each.kind is PieceKind.LETTER and each.place.startswith(ISSUED) and number in whole.redaction.case.letters:
            yield number


def _read(whole: WholeCase, found: FoundPiece, texts: Texts) -> Iterable[ReadablePiece]:
    match found.kind:
        case PieceKind.REFERENCE:
            at = whole.record.reported_at
            return (ReadablePiece(kind=found.kind, text=whole.record.reference, at=at),)
        case PieceKind.NAME:
            return _name(whole, PersonId(found.place.partition(" ")[2]))
        case PieceKind.LETTER if found.place.startswith(ISSUED):
            return _letter(whole, found.place.partition(" ")[2], texts)
        case _:
            return _words(whole, found)


def _name(whole: WholeCase, person: PersonId) -> Iterator[ReadablePiece]:
    if person in whole.redaction.case.people:
        for known in whole.people((person,)).values():
            yield ReadablePiece(kind=PieceKind.NAME, text=known.name, at=whole.record.reported_at)


def _letter(whole: WholeCase, number: str, texts: Texts) -> Iterator[ReadablePiece]:
    letter, issued = whole.redaction.case.letters.get(number), texts.get((whole.record.id, int(number)))
    if letter is not None and issued is not None:
        yield ReadablePiece(kind=PieceKind.LETTER, text=issued.text, at=issued.issued_at, on=letter.on, letter=letter)


def _words(whole: WholeCase, found: FoundPiece) -> Iterator[ReadablePiece]:
    sequence, key = words_of_place(found.kind, found.place)
    words = whole.words.get((sequence, key))
    if words and _is_told(whole, sequence, key):
        text = said_in(key, words)
        if _names_somebody(whole, found.on, key):
            text = next((each.name for each in whole.view.people.values() if each.key == text), "")
        yield ReadablePiece(kind=found.kind, text=text, at=found.at, on=found.on, key=key)


def _is_told(whole: WholeCase, sequence: int, key: WordsKey) -> bool:
    """Say whether the history tells the reader of words; those that answer a question stand on their page as well."""
    if whole.redaction.everything or (key.place and key.name != AS_GIVEN):
        return True
    entry = next(each for each in whole.entries if each.event.sequence == sequence)
    told = shown_of(whole.redaction, entry, removed_of(whole.redaction, whole.entries))
    return told is not None and key in told.words


def _names_somebody(whole: WholeCase, on: InstanceId, key: WordsKey) -> bool:
    facts = whole.policy.track(on.track).definition.facts if on.track in whole.policy.tracks else {}
    fact = next((fact for name, fact in facts.items() if name == key.name), None)
    return fact is not None and fact.type == PERSON
