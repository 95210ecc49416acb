"""What of a case can be erased, as those who see the whole of it choose from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures.erased_places import everything_of
from engine.identity import CaseReference
from engine.record.codes import CodeKind
from engine.record.effects import EvidenceChanged
from engine.record.erasures import ErasedPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasable:
    """Something in a case that can be erased: how it is named, what kind of thing it is, and what it says.

    `at` is when it was recorded, where an event says that.
    """

    what: str
    code: str
    key: str
    thing: str
    text: str
    is_erased: bool
    at: datetime | None = None

    @property
    def named(self) -> str:
        """Give how it is named: words by event and key, the rest by its code."""
        return f"{self.code}:{self.key}" if self.key else self.code


def erasable(services: Services, caller: Caller, reference: CaseReference) -> Sequence[Erasable]:
    """List what of a case can be erased, with what it says: for those who see the whole of it."""
    with looking(services, caller, reference, "what can be erased") as case:
        return erasable_of(case)


def erasable_of(case: CaseReader) -> Sequence[Erasable]:
    """List the same within a look. Raises NotPermitted."""
    return tuple(_erasable(everything_of(case)))


def _erasable(whole: WholeCase) -> Iterator[Erasable]:
    codes, taken = whole.redaction.case.codes, _taken(whole)
    for entry in whole.entries:
        number = entry.event.sequence
        for key, words in entry.words.items():
            place, code = ErasedPlace("words", number, key), codes.of(CodeKind.EVENT, number)
            yield _line(whole, place, code, words.text or "", entry.event.at)
    for evidence in whole.record.evidence.values():
        place, code = ErasedPlace("file", evidence.number), codes.of(CodeKind.FILE, evidence.number)
        yield _line(whole, place, code, evidence.kind, taken.get(evidence.number))
    for letter in whole.record.letters.values():
        if letter.sha256:
            place, code = ErasedPlace("letter", letter.number), codes.of(CodeKind.LETTER, letter.number)
            yield _line(whole, place, code, letter.template, letter.issued_at)
    for person in whole.reading.outsiders(whole.record.organisation, whole.record.id):
        yield _line(whole, ErasedPlace("person", 0, person.id), person.key, person.name, None)


def _taken(whole: WholeCase) -> Mapping[int, datetime]:
    """Map the numbers of evidence to when it was taken in."""
    return {
        effect.evidence.number: entry.event.at
        for entry in reversed(whole.entries)
        for effect in entry.event.effects
        if isinstance(effect, EvidenceChanged)
    }


def _line(whole: WholeCase, place: ErasedPlace, code: str, text: str, at: datetime | None) -> Erasable:
    return Erasable(
        what=place.what,
        code=code,
        key=place.key if place.what == "words" else "",
        thing=place.thing,
        text=text,
        is_erased=place in whole.record.erased,
        at=at,
    )
