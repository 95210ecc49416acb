"""Rows of pieces, written beside a step: what it adds to what is found, and what it takes away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from engine.identity import CaseId, InstanceId, OrganisationId, PersonId, WordsKey
from engine.ports.records import Person, SealedLetter
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import LetterChanged
from engine.search.folded_words import kept_words
from engine.search.pieces import (
    TEXT,
    Piece,
    instances_of,
    letter_piece,
    moved_words,
    pieces_of_entries,
    pieces_of_names,
    place_of_letter,
    place_of_name,
    place_of_words,
    reference_piece,
)
from store.connection.cursor import Cursor, Row, Values, inserting
from store.mapping import loaded, moment, when

COLUMNS = (
    "organisation_id",
    "case_id",
    "place",
    "kind",
    "instance",
    "opens",
    "by_id",
    "at",
    "words",
    "number",
)
KEY = COLUMNS[:3]
OF_CASE = "organisation_id = ? AND case_id = ?"
ADD = inserting("pieces", COLUMNS)
DROP = f"DELETE FROM pieces WHERE {OF_CASE} AND place = ?"
DROP_ALL = f"DELETE FROM pieces WHERE {OF_CASE}"
DROP_EVERY = "DELETE FROM pieces WHERE organisation_id = ?"
MOVE = f"UPDATE pieces SET instance = ? WHERE {OF_CASE} AND place = ?"
BEGINNING = f"SELECT {', '.join(COLUMNS)} FROM pieces WHERE {OF_CASE} AND substr(place, 1, ?) = ? ORDER BY place"
RENAME = "UPDATE pieces SET words = ? WHERE organisation_id = ? AND by_id = ? AND kind = 'name'"
NAMES = "SELECT id, name, former_names FROM people WHERE organisation_id = ? AND id IN ({})"
LETTER = f"SELECT content FROM letter_renditions WHERE {OF_CASE} AND number = ? AND name = '{TEXT}'"
LETTERS = (
    "SELECT letters.number, letters.issued_by, letters.issued_at, letter_renditions.content FROM letters "
    "LEFT JOIN letter_renditions ON letter_renditions.organisation_id = letters.organisation_id "
    "AND letter_renditions.case_id = letters.case_id AND letter_renditions.number = letters.number "
    f"AND letter_renditions.name = '{TEXT}' WHERE letters.organisation_id = ? AND letters.case_id = ?"
)
REBUILD = "INSERT INTO piece_words (piece_words) VALUES ('rebuild')"
STEM = 3
"""In so many parts stands where words are; a further one says what they belong to."""
CHANCE_BITS, CHANCE_BYTES = 24, 3
BEGUN = 946_684_800
"""The first second of the year 2000, from which the numbers of pieces count."""


def write(cursor: Cursor, before: Case | None, after: Case, entries: Iterable[Entry]) -> None:
    """Write what a step adds to what is found of a case, and what now belongs to another procedure."""
    entries = tuple(entries)
    pieces = [*pieces_of_entries(after, entries)]
    was: Collection[PersonId] = before.people if before is not None else ()
    if before is None:
        pieces.append(reference_piece(after))
    if before is None or before.people is not after.people:
        pieces += pieces_of_names(after, _names(cursor, after, [each for each in after.people if each not in was]))
        cursor.run_each(DROP, [(*_key(after), place_of_name(each)) for each in was if each not in after.people])
    if after.is_disposed:
        cursor.run_each(DROP, [(*_key(after), place_of_name(each)) for each in after.people])
    if before is not None:
        pieces += _issued(cursor, before, after, entries)
        _follow(cursor, before, after)
    add(cursor, after, pieces)


def write_all(cursor: Cursor, case: Case, entries: Iterable[Entry]) -> None:
    """Write every piece of a case again."""
    letters = [
        letter_piece(case, number, by, when(at), _text(content))
        for number, by, at, content in cursor.fetch(LETTERS, _key(case))
    ]
    cursor.run(DROP_ALL, _key(case))
    add(cursor, case, pieces_of(case, entries, letters, _names(cursor, case, case.people)))


def pieces_of(
    case: Case, entries: Iterable[Entry], letters: Iterable[Piece | None], names: Mapping[PersonId, tuple[str, ...]]
) -> Iterator[Piece]:
    """Give every piece of a case; of letters those that were not erased."""
    yield reference_piece(case)
    yield from pieces_of_names(case, names)
    yield from pieces_of_entries(case, entries)
    yield from (piece for piece in letters if piece is not None)


def add(cursor: Cursor, case: Case, pieces: Iterable[Piece]) -> None:
    """Write pieces, in the order in which the table of words of SQLite takes them in at once."""
    rows = sorted((row(case, piece) for piece in pieces), key=lambda each: int(str(each[-1])))
    cursor.insert_together(ADD, rows)


def rows_of(
    case: Case, entries: Iterable[Entry], letters: Iterable[SealedLetter], people: Iterable[Person]
) -> Sequence[Values]:
    """Give the rows of every piece of a case."""
    issued = [
        letter_piece(case, each.number, each.issued_by, each.issued_at, _text(each.renditions.get(TEXT)))
        for each in letters
    ]
    names = {person.id: (person.name, *person.former_names) for person in people}
    return [row(case, each) for each in pieces_of(case, entries, issued, names)]


def row(case: Case, piece: Piece) -> Values:
    """Write a piece in the order of COLUMNS."""
    return (
        *_key(case),
        piece.place,
        str(piece.kind),
        piece.on,
        int(piece.opens),
        piece.by,
        moment(piece.at),
        piece.words,
        _number(case.id, piece.place, piece.at),
    )


def _number(case: CaseId, place: str, at: datetime) -> int:
    """Number a piece by when it was written: pieces of one time lie together in the table of words.

    That two have one number is next to impossible, and harmless: each is looked through again before it is shown.
    """
    chance = int.from_bytes(sha256(f"{case}\0{place}".encode()).digest()[:CHANCE_BYTES])
    return ((int(at.timestamp()) - BEGUN) << CHANCE_BITS) + chance


def rename(cursor: Cursor, person: Person) -> None:
    """Let somebody be found by the name that they have now, in every case."""
    cursor.run(RENAME, (kept_words(person.name, *person.former_names), person.organisation, person.id))


def drop_words(cursor: Cursor, organisation: OrganisationId, case: CaseId, sequence: int, key: str) -> None:
    """Let nobody find words that are erased."""
    place = place_of_words(sequence, key)
    for found in (place, *(each[2] for each in _beginning(cursor, organisation, case, f"{place} "))):
        cursor.run(DROP, (organisation, case, found))


def drop_letter(cursor: Cursor, organisation: OrganisationId, case: CaseId, number: int) -> None:
    """Let nobody find a letter that is erased."""
    cursor.run(DROP, (organisation, case, place_of_letter(number)))


def drop_name(cursor: Cursor, organisation: OrganisationId, case: CaseId, person: PersonId) -> None:
    """Let nobody find a name that is erased."""
    cursor.run(DROP, (organisation, case, place_of_name(person)))


def forget(cursor: Cursor, organisation: OrganisationId) -> None:
    """Let go of every piece of a trust, and bring the table of words of SQLite to what is left."""
    cursor.run(DROP_EVERY, (organisation,))
    if cursor.is_sqlite:
        cursor.run(REBUILD)


def _follow(cursor: Cursor, before: Case, after: Case) -> None:
    """Let addresses, files and letters be read by those who work on what they belong to now."""
    for key in moved_words(before, after):
        _move(cursor, after, key)
    if before.letters is not after.letters:
        for number, letter in before.letters.items():
            now = after.letters.get(number)
            if letter.sha256 and (now is None or now.on != letter.on):
                on = now.on if now is not None else ""
                cursor.run(MOVE, (on, *_key(after), place_of_letter(number)))


def _move(cursor: Cursor, case: Case, key: WordsKey) -> None:
    """Write what is found of an address or a file once for each procedure that it belongs to now."""
    there = [each for each in _beginning(cursor, case.organisation, case.id, f"words {key.place}.") if _moves(each)]
    stems = {" ".join(str(each[2]).split(" ")[:STEM]): each for each in there}
    cursor.run_each(DROP, [(*_key(case), each[2]) for each in there])
    rows = [_moved(case, each, stem, on) for stem, each in stems.items() for on in instances_of(case, key)]
    cursor.insert_together(ADD, sorted(rows, key=lambda each: int(str(each[-1]))))


def _moved(case: Case, row: Row, stem: str, on: InstanceId) -> Values:
    place = f"{stem} {on}"
    return (*row[:2], place, row[3], on, *row[5:9], _number(case.id, place, when(row[7])))


def _moves(row: Row) -> bool:
    """Say whether a piece is one of those that name what they belong to behind their place."""
    return str(row[2]).count(" ") == STEM


def _beginning(cursor: Cursor, organisation: OrganisationId, case: CaseId, place: str) -> Sequence[Values]:
    return cursor.fetch(BEGINNING, (organisation, case, len(place), place))


def _issued(cursor: Cursor, before: Case, case: Case, entries: Iterable[Entry]) -> Iterator[Piece]:
    """Give the letters that were issued with these events; what stands in each was written before."""
    known = {number for number, letter in before.letters.items() if letter.sha256}
    changed = (
        (entry.event, effect.letter)
        for entry in entries
        for effect in entry.event.effects
        if isinstance(effect, LetterChanged) and effect.letter.sha256
    )
    for event, letter in changed:
        if str(letter.number) not in known:
            known.add(str(letter.number))
            found = cursor.fetch_one(LETTER, (*_key(case), letter.number))
            text = _text(found[0]) if found else ""
            piece = letter_piece(case, letter.number, event.by, letter.issued_at or event.at, text)
            yield from (piece,) if piece is not None else ()


def _text(content: bytes | None) -> str:
    return content.decode() if content is not None else ""


def _names(cursor: Cursor, case: Case, people: Collection[PersonId]) -> Mapping[PersonId, tuple[str, ...]]:
    if not people:
        return {}
    places = ", ".join("?" for _ in people)
    found = cursor.fetch(NAMES.format(places), (case.organisation, *people))
    return {person: (name, *loaded(former)) for person, name, former in found}


def _key(case: Case) -> tuple[OrganisationId, CaseId]:
    return (case.organisation, case.id)
