"""What is kept about one person, case by case, as far as the person who collects it may see.

Of a case that is about somebody, or in which they are affected, everything is theirs to ask for; of another in which
they reported, bore witness or dealt with it, their own words and what names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.commands.letter_packs.correspondence import PackKind, PackPiece, gathered
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, load_together
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.privacy.subject_access.third_parties import Marker, marker_for, to_decide
from engine.errors import BadInput, BrokenRecord
from engine.identity import CaseId, CaseReference, PersonId
from engine.ports.records import Person
from engine.ports.sights import Page
from engine.ports.store import Reading
from engine.record.values import Part
from engine.search.folded_words import asked_words

THEIRS = (Part.SUBJECT, Part.AFFECTED, Part.CHILD)
"""To whom a case is so near that all of it is about them."""
AT_ONCE, MOST_MENTIONS = 100, 500
NO = ": No"
"""How an answer ends that says that something is not so."""
DEALT = "dealt with it"
"""How the part of somebody is called who only worked on a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """One thing that was said or done: when, by whom, in words with marks, and what a person decides about it."""

    at: datetime
    who: str
    is_own: bool
    is_other: bool
    says: str
    others: int
    decide: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseData:
    """What is kept about the person in one case. `parts` are what they are to it; `whole` says that all of it is seen.

    `namesake` says that it was found by the name alone of somebody who is known in that case only.
    """

    reference: CaseReference
    school: str
    parts: tuple[str, ...]
    whole: bool
    namesake: bool
    lines: tuple[DataLine, ...]
    pieces: tuple[PackPiece, ...]
    missing: tuple[str, ...]


def collected(services: Services, caller: Caller, reading: Reading, person: Person) -> Iterator[CaseData]:
    """Collect it from every case that the caller sees; a case that holds nothing of the person is left out."""
    everybody = reading.people(person.organisation)
    mentioned = set(_mentions(caller, reading, person))
    seen = [each.id for each in reading.cases(caller.viewer)]
    for start in range(0, len(seen), AT_ONCE):
        for case, whole in load_together(services, caller, reading, seen[start : start + AT_ONCE]).items():
            found = _of_case(whole, person, everybody, is_mentioned=case in mentioned)
            if found is not None:
                yield found


def _mentions(caller: Caller, reading: Reading, person: Person) -> Iterator[CaseId]:
    """Name the cases in which their name stands in some text that the caller reads."""
    for name in dict.fromkeys((person.name, *person.former_names, person.family)):
        words = tuple(asked_words(name))
        if words:
            found = reading.found_cases(caller.viewer, words, Page(limit=MOST_MENTIONS))
            yield from (each.case for each in found)


def _of_case(whole: WholeCase, person: Person, everybody: Sequence[Person], *, is_mentioned: bool) -> CaseData | None:
    view = whole.view
    named = set(view.case.named())
    same = {each.id for each in view.people.values() if each.case and each.name.casefold() == person.name.casefold()}
    ids = frozenset({person.id, *same} & named)
    parts = tuple(part for each in ids for part in view.case.people.get(each, ()))
    if not ids and not is_mentioned:
        return None
    reader, is_theirs = CaseReader(whole), any(part in THEIRS for part in parts)
    near = [each for each in view.people.values() if each.id not in {*ids, person.id}]
    marker = marker_for(person, near, (each for each in everybody if each.id != person.id))
    lines = tuple(_lines(reader, marker, person, everything=is_theirs))
    pieces, missing = _files(reader, whole, ids, everything=is_theirs)
    if not (lines or pieces or parts):
        return None
    dealt = (DEALT,) if ids and not parts else ()
    return CaseData(
        reference=view.case.reference,
        school=view.school.name,
        parts=tuple(dict.fromkeys((*(part.value for part in parts), *dealt))),
        whole=view.everything,
        namesake=person.id not in named and bool(ids),
        lines=lines,
        pieces=pieces,
        missing=missing,
    )


def _lines(reader: CaseReader, marker: Marker, person: Person, *, everything: bool) -> Iterator[DataLine]:
    try:
        sentences = reader.history()
    except BrokenRecord:
        return
    colleagues = {each.name for each in reader.view.people.values()}
    for each in sentences:
        is_own = each.who == person.name
        texts = (each.says, *each.details)
        if not (everything or is_own or marker.mentions(*texts)):
            continue
        said = [marker.marked(text) for text in texts]
        yield DataLine(
            at=each.happened_at,
            who=each.who,
            is_own=is_own,
            is_other=not is_own and each.who in colleagues,
            says=" / ".join(text for text, _ in said),
            others=sum(count for _, count in said),
            decide=to_decide(*(text for text in texts if not text.rstrip(".").endswith(NO))),
        )


def _files(
    reader: CaseReader, whole: WholeCase, ids: Iterable[PersonId], *, everything: bool
) -> tuple[tuple[PackPiece, ...], tuple[str, ...]]:
    """Give letters and evidence of a case that is about them; of another what they handed in stays where it is."""
    if not everything:
        handed = [each for each in reader.evidence() if each.added_by in set(ids)]
        codes = ", ".join(whole.view.case.code(whole.view.case.evidence[str(each.number)]) for each in handed)
        return (), ((f"What they handed in themselves ({codes}) is on the page of evidence.",) if handed else ())
    try:
        found = gathered(reader, PackKind.HEARING)
    except (BadInput, BrokenRecord) as why:
        return (), (str(why),)
    return found.pieces, found.missing
