"""Places of a case that are to be erased: found by what somebody typed, and known again by what the record keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.whole_case import Keeper, WholeCase, whole_of
from duecourse.casework.context.services import Caller, Services
from engine.changes.letters.confirmed_words import CONFIRMED
from engine.changes.letters.draft_comments import COMMENT
from engine.errors import BadInput, NotFound, NotPermitted
from engine.identity import CaseReference, PersonId, WordsKey
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.codes import CodeKind, typed_code
from engine.record.effects import LetterChanged
from engine.record.erasures import ErasedPlace, Ground
from engine.wordings import BROUGHT, WORDING, unmarked, wording_of

WHOLE_ONLY = "Erasing is for those who see the whole of the case. Ask the senior manager of the case."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants erased: words as EVENT or EVENT:KEY, files and letters by their codes, or places."""

    ground: Ground
    reason: str
    words: Sequence[str] = ()
    files: Sequence[str] = ()
    letters: Sequence[str] = ()
    people: Sequence[str] = ()
    places: Sequence[ErasedPlace] = ()


def mark_of(record: Case, entries: Sequence[Entry], place: ErasedPlace) -> str:
    """Give what the record keeps of what stands, or stood, in a place; "" where it knows of none."""
    if place.what == "words":
        events = (entry.event for entry in entries if entry.event.sequence == place.number)
        return next((event.commitments.get(place.key, "") for event in events), "")
    if place.what == "person":
        return place.key if place.key in record.people else ""
    kept = record.evidence if place.what == "file" else record.letters
    found = kept.get(str(place.number))
    return found.sha256 if found is not None else ""


def words_named(whole: WholeCase, typed: str) -> Sequence[ErasedPlace]:
    """Name the words of an event as somebody typed them, EVENT or EVENT:KEY. Raises NotFound or BadInput."""
    code, _, key = typed.partition(":")
    codes = whole.redaction.case.codes
    named = next(
        (each for each in whole.entries if codes.of(CodeKind.EVENT, each.event.sequence) == typed_code(code)), None
    )
    if named is None:
        raise NotFound(f"Case {whole.record.reference} has no event {code}. See `duecourse erasure show`.")
    keys = [each for each in named.words if not key or key in (each, WordsKey(each).name)]
    if not keys:
        raise BadInput(f"Event {code} has no such words. It has: {', '.join(named.words) or 'none'}.")
    return [ErasedPlace("words", named.event.sequence, each) for each in keys]


def outsider_named(whole: WholeCase, typed: str) -> ErasedPlace:
    """Name somebody from outside by the short name that they have in this case. Raises NotFound."""
    there = whole.reading.outsiders(whole.record.organisation, whole.record.id)
    found = next((person for person in there if typed in (person.id, person.key)), None)
    if found is None:
        raise NotFound(
            f"Nobody from outside is called '{typed}' in this case. `duecourse case person list` names them; "
            "people of the trust are kept with `duecourse person`."
        )
    return ErasedPlace("person", 0, found.id)


def name_of(whole: WholeCase, number: int) -> Iterator[ErasedPlace]:
    """Name the words that are the name of a file: it goes with the file."""
    key = WordsKey.of_evidence(number, "name")
    for entry in whole.entries:
        place = ErasedPlace("words", entry.event.sequence, key)
        if key in entry.words and place not in whole.record.erased:
            yield place


def everything_of(case: Keeper) -> WholeCase:
    """Give all of what a look answers from to those who see the whole of the case. Raises NotPermitted for others."""
    return demand_everything(whole_of(case))


def demand_everything(whole: WholeCase) -> WholeCase:
    """Let nobody go on who does not see the whole of a case. Raises NotPermitted."""
    if not whole.redaction.everything:
        raise NotPermitted(WHOLE_ONLY)
    return whole


def demand_whole(services: Services, caller: Caller, reference: CaseReference) -> None:
    """Let nobody go on who does not see the whole of a case. Raises NotPermitted."""
    with looking(services, caller, reference, what="") as case:
        everything_of(case)


def places_wanted(whole: WholeCase, wanted: Wanted) -> tuple[ErasedPlace, ...]:
    """Find what somebody wants erased. Raises BadInput or NotFound."""
    found: dict[ErasedPlace, None] = dict.fromkeys(wanted.places)
    for typed in wanted.words:
        found.update(dict.fromkeys(words_named(whole, typed)))
    for typed in wanted.files:
        evidence = whole.redaction.case.file(typed)
        if evidence is None:
            raise NotFound(f"Case {whole.record.reference} has no such evidence, or none that you may see.")
        found[ErasedPlace("file", evidence.number)] = None
        found.update(dict.fromkeys(name_of(whole, evidence.number)))
    for typed in wanted.letters:
        letter = whole.redaction.case.letter(typed)
        if letter is None or not letter.sha256:
            raise NotFound(f"Case {whole.record.reference} has no such issued letter.")
        found[ErasedPlace("letter", letter.number)] = None
    found.update(dict.fromkeys(outsider_named(whole, typed) for typed in wanted.people))
    found.update(dict.fromkeys(wordings_with(whole, tuple(found))))
    return tuple(found)


def wordings_with(whole: WholeCase, places: Sequence[ErasedPlace]) -> Iterator[ErasedPlace]:
    """Name what people typed into a letter or about its draft that says the same as what is to be erased, or belongs
    to a letter that is."""
    letters = {each.number for each in places if each.what == "letter"}
    texts = tuple(_said_in(whole, places))
    for entry in whole.entries:
        for key, sides in OF_LETTERS.items():
            words = entry.words.get(key)
            place = ErasedPlace("words", entry.event.sequence, key)
            if words is None or words.text is None or place in whole.record.erased:
                continue
            plain = [unmarked(side) for side in sides(words.text)]
            if _is_of(entry, letters) or any(text in side for text in texts for side in plain):
                yield place
                if key == WORDING and BROUGHT in entry.words:
                    yield ErasedPlace("words", entry.event.sequence, BROUGHT)


def _both_sides(difference: str) -> tuple[str, ...]:
    sides = wording_of(difference)
    return sides.before, sides.after


OF_LETTERS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    WORDING: _both_sides,
    CONFIRMED: lambda text: (text,),
    COMMENT: lambda text: (text,),
}
"""Under which words it stands what people typed into a letter or about its draft, and how its texts are read."""


def _said_in(whole: WholeCase, places: Sequence[ErasedPlace]) -> Iterator[str]:
    names = {each.id: each.name for each in whole.reading.outsiders(whole.record.organisation, whole.record.id)}
    for place in places:
        kept = whole.words.get((place.number, place.key)) if place.what == "words" else names.get(PersonId(place.key))
        if kept:
            yield unmarked(kept)


def _is_of(entry: Entry, letters: Collection[int]) -> bool:
    return any(isinstance(each, LetterChanged) and each.letter.number in letters for each in entry.event.effects)
