"""Pieces of a case that are found by their words, each with what says who may read it.

A piece is one text: what somebody typed, a web address, the name of somebody, a letter that went out, the reference.
What is kept of it are its words, spelled to be found. Who reads it is decided by the procedure that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.addresses.reported import AS_GIVEN, as_meant
from engine.identity import CASE, NO_PERSON, NOWHERE, About, InstanceId, PersonId, WordsKey
from engine.record.case import Case
from engine.record.chain import Entry, Event
from engine.record.erasures import NAMELESS
from engine.record.kinds import OF_TWO_CASES, EventKind
from engine.record.papers.listed_recipients import RECIPIENT, recipient_words
from engine.search.folded_words import kept_reference, kept_words
from engine.search.known_events import is_known
from engine.wordings import WORDING, changed

VIA = "via"
"""Under which an event keeps by which way it came in: nobody looks for that."""
URL = "url"
"""How the key of an address ends."""
TEXT = "text/plain"
"""The rendition of a letter that is its words and nothing more."""


class PieceKind(StrEnum):
    """What a piece is."""

    REFERENCE = "reference"
    NAME = "name"
    WORDS = "words"
    ADDRESS = "address"
    FILE = "file"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a case. `place` names it within its case, `words` is what it is found by.

    Those who work on `on` read it, nowhere for those alone who work on the whole case; where it `opens`, those who
    merely look into `on` as well. `by` is who typed it, or whose name it is. The reference is read by all who know of
    the case.
    """

    place: str
    kind: PieceKind
    on: InstanceId
    opens: bool
    by: PersonId
    at: datetime
    words: str


def place_of_words(sequence: int, key: str) -> str:
    """Name the place of words beside an event."""
    return f"words {key} {sequence}"


def words_of_place(kind: PieceKind, place: str) -> tuple[int, WordsKey]:
    """Give the event beside which words of a place stand, and their key, in which there may be blanks."""
    named = place.removeprefix("words ")
    if kind in (PieceKind.ADDRESS, PieceKind.FILE):
        # behind these may stand what they belong to; there is no blank in how they are called
        key, sequence, *_ = named.split(" ")
    else:
        key, _, sequence = named.rpartition(" ")
    return int(sequence), WordsKey(key)


def place_of_letter(number: int | str) -> str:
    """Name the place of a letter that was issued."""
    return f"letter {number}"


def place_of_name(person: PersonId) -> str:
    """Name the place of the name of somebody."""
    return f"name {person}"


def said_in(key: str, text: str) -> str:
    """Give what somebody typed of words that are kept: of an edited letter what was put in and what was taken out; of
    somebody on the list of a letter, who they are."""
    if key.partition(" ")[0] == RECIPIENT:
        words = recipient_words(text)
        return "\n".join(filter(None, (words.name, words.salutation, words.address, words.email)))
    if key != WORDING:
        return text
    lines = changed(text)
    return "\n".join((*lines.put_in, *lines.out))


def reference_piece(case: Case) -> Piece:
    """Give the reference of a case."""
    return Piece(
        place="reference",
        kind=PieceKind.REFERENCE,
        on=NOWHERE,
        opens=True,
        by=NO_PERSON,
        at=case.reported_at,
        words=kept_reference(case.reference),
    )


def pieces_of_entries(case: Case, entries: Iterable[Entry]) -> Iterator[Piece]:
    """Give the words that stand beside events, what was erased left out."""
    for entry in (each for each in entries if each.event.kind not in OF_TWO_CASES):
        for key, text in _texts(entry):
            if text and key != VIA:
                yield from _of_words(case, entry, WordsKey(key), kept_words(said_in(key, text)))


def _texts(entry: Entry) -> Iterator[tuple[str, str | None]]:
    """Give the words beside an event, addresses as they are meant."""
    if not any(key.endswith(URL) for key in entry.words):
        return ((key, words.text) for key, words in entry.words.items())
    texts = {(entry.event.sequence, key): words.text for key, words in entry.words.items()}
    return ((key, text) for (_, key), text in as_meant(texts).items())


def _of_words(case: Case, entry: Entry, key: WordsKey, words: str) -> Iterator[Piece]:
    event = entry.event
    place = place_of_words(event.sequence, key)
    for on in instances_of(case, key) if _follows(key) else (None,):
        belongs_to = on if on is not None else _belongs_to(event, key)
        reported = event.kind is EventKind.OPENED and belongs_to == CASE and not key.address_number
        if words:
            yield Piece(
                place=place if on is None else f"{place} {on}",
                kind=_kind_of(key),
                on=belongs_to,
                opens=reported or (on is not None and bool(key.address_number)),
                by=event.by,
                at=event.at,
                words=words,
            )


def _belongs_to(event: Event, key: WordsKey) -> InstanceId:
    """Name the instance whose words these are; nowhere where not all who work on it know of the event."""
    if key.place and not key.address_number:
        return InstanceId(key.place)
    on = CASE if key.address_number else event.on or CASE
    return on if is_known(event, on) else NOWHERE


def _follows(key: WordsKey) -> bool:
    """Say whether who reads words follows from what an address or a file belongs to."""
    return bool(key.evidence_number or (key.address_number and key.name != AS_GIVEN))


def _kind_of(key: WordsKey) -> PieceKind:
    if key.evidence_number:
        return PieceKind.FILE
    if key.address_number:
        return PieceKind.ADDRESS
    return PieceKind.LETTER if key == WORDING else PieceKind.WORDS


def instances_of(case: Case, key: WordsKey) -> tuple[InstanceId, ...]:
    """Name the procedures to which an address or a file belongs of which words tell; nowhere for none."""
    if key.address_number:
        about = About.address(key.address_number)
        return tuple(on for on, each in case.tracks.items() if each.about == about) or (NOWHERE,)
    found = case.evidence.get(key.evidence_number)
    return (found.on if found is not None else NOWHERE,)


def moved_words(before: Case, after: Case) -> Iterator[WordsKey]:
    """Name words of the addresses and files that now belong to other procedures than before."""
    keys: list[WordsKey] = []
    if not _are_about_the_same(before, after):
        keys += (WordsKey.of_address(number) for number in before.addresses)
    if before.evidence is not after.evidence:
        keys += (WordsKey.of_evidence(int(number), "name") for number in before.evidence)
    yield from (key for key in keys if instances_of(before, key) != instances_of(after, key))


def _are_about_the_same(before: Case, after: Case) -> bool:
    was, now = before.tracks, after.tracks
    return was is now or (len(was) == len(now) and all(on in was and was[on].about == now[on].about for on in now))


def pieces_of_names(case: Case, names: Mapping[PersonId, tuple[str, ...]]) -> Iterator[Piece]:
    """Give the names that people of a case have and had; nobody whose name was erased, none of a disposed case."""
    for person in () if case.is_disposed else case.people:
        known = names.get(person, ())
        words = kept_words(*known)
        if words and known[0] != NAMELESS:
            yield Piece(
                place=place_of_name(person),
                kind=PieceKind.NAME,
                on=CASE,
                opens=False,
                by=person,
                at=case.reported_at,
                words=words,
            )


def letter_piece(case: Case, number: int | str, by: PersonId, at: datetime, text: str) -> Piece | None:
    """Give a letter that was issued, by what stands in it; None where that was erased."""
    letter = case.letters.get(str(number))
    words = kept_words(text)
    if not words:
        return None
    return Piece(
        place=place_of_letter(number),
        kind=PieceKind.LETTER,
        on=letter.on if letter is not None else NOWHERE,
        opens=False,
        by=by,
        at=at,
        words=words,
    )
