"""What is kept about one person, case by case, as far as the person who collects it may see.

Of a case that is about somebody, or in which they are affected, everything is theirs to ask for; of another in which
they reported, bore witness or dealt with it, their own words and what names them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from duecourse.casework.commands.letter_packs.correspondence import PackKind, PackPiece, gathered
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.narrative import SOMEBODY
from duecourse.casework.context.look.redaction import removed_of, shown_of
from duecourse.casework.context.look.whole_case import WholeCase, load_together
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.privacy.subject_access.third_parties import Marker, marker_for, to_decide
from engine.errors import BadInput, BrokenRecord
from engine.identity import CaseId, CaseReference, PersonId
from engine.ports.records import Person
from engine.ports.sights import Page
from engine.ports.store import Reading
from engine.record.codes import CodeKind
from engine.record.values import Part
from engine.search.folded_words import asked_words

THEIRS = (Part.SUBJECT, Part.AFFECTED, Part.CHILD)
"""To whom a case is so near that all of it is about them."""
AT_ONCE, MOST_MENTIONS = 100, 500
VERIFY = "Tell those who administer: `duecourse audit verify` says what was changed."
NOBODY = ("Duecourse", SOMEBODY)
"""How what did something is called that is no person whom the reader may know."""
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


@dataclass
class Room:
    """How many bytes of files may still be taken, and in sentences what could not be read."""

    left: int
    unread: list[str] = field(default_factory=list)


def collected(services: Services, caller: Caller, reading: Reading, person: Person, room: Room) -> Iterator[CaseData]:
    """Collect it from every case that the caller sees, one after the other; one that holds nothing of them is left out.

    Files are taken while there is room for them.
    """
    everybody = reading.people(person.organisation)
    mentioned = set(_mentions(caller, reading, person, room))
    seen = [each.id for each in reading.cases(caller.viewer)]
    for start in range(0, len(seen), AT_ONCE):
        chunk = seen[start : start + AT_ONCE]
        loaded = load_together(services, caller, reading, chunk)
        if len(loaded) < len(chunk):
            room.unread.append(f"{len(chunk) - len(loaded)} of the cases that you see are damaged. {VERIFY}")
        for case, whole in loaded.items():
            found = _of_case(whole, person, everybody, room, is_mentioned=case in mentioned)
            if found is not None:
                room.left -= sum(len(each.content) for each in found.pieces)
                yield found


def _mentions(caller: Caller, reading: Reading, person: Person, room: Room) -> Iterator[CaseId]:
    """Name the cases in which their name stands in some text that the caller reads."""
    for name in dict.fromkeys((person.name, *person.former_names, person.family)):
        words = tuple(asked_words(name))
        if words:
            found = reading.found_cases(caller.viewer, words, Page(limit=MOST_MENTIONS))
            if len(found) == MOST_MENTIONS:
                room.unread.append(f"More than {MOST_MENTIONS} cases hold a name of theirs; only the newest were read.")
            yield from (each.case for each in found)


def _of_case(
    whole: WholeCase, person: Person, everybody: Sequence[Person], room: Room, *, is_mentioned: bool
) -> CaseData | None:
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
    try:
        lines = tuple(_lines(reader, whole, marker, ids, everything=is_theirs))
    except BrokenRecord:
        room.unread.append(f"The history of {view.case.reference} is damaged. {VERIFY}")
        lines = ()
    pieces, missing = _files(reader, whole, ids, room, everything=is_theirs)
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


def _lines(
    reader: CaseReader, whole: WholeCase, marker: Marker, ids: Collection[PersonId], *, everything: bool
) -> Iterator[DataLine]:
    own = _own_codes(whole, ids)
    for each in reader.history():
        is_own = each.code in own
        texts = (each.says, *each.details)
        if not (everything or is_own or marker.mentions(*texts)):
            continue
        said = [marker.marked(text) for text in texts]
        yield DataLine(
            at=each.happened_at,
            who=each.who,
            is_own=is_own,
            is_other=not is_own and each.who not in NOBODY,
            says=" / ".join(text for text, _ in said),
            others=sum(count for _, count in said),
            decide=to_decide(*(text for text in texts if not text.rstrip(".").endswith(NO))),
        )


def _own_codes(whole: WholeCase, ids: Collection[PersonId]) -> frozenset[str]:
    """Give the codes of the events that are theirs by who did them, as far as their reader may know that."""
    codes, removed = whole.redaction.case.codes, removed_of(whole.redaction, whole.entries)
    told = (shown_of(whole.redaction, each, removed) for each in whole.entries)
    return frozenset(codes.of(CodeKind.EVENT, e.event.sequence) for e in told if e is not None and e.event.by in ids)


def _files(
    reader: CaseReader, whole: WholeCase, ids: Collection[PersonId], room: Room, *, everything: bool
) -> tuple[tuple[PackPiece, ...], tuple[str, ...]]:
    """Give letters and evidence of a case that is about them; of another what they handed in stays where it is."""
    if not everything:
        handed = [each for each in reader.evidence() if each.added_by in ids]
        codes = ", ".join(whole.view.case.code(whole.view.case.evidence[str(each.number)]) for each in handed)
        return (), ((f"What they handed in themselves ({codes}) is on the page of evidence.",) if handed else ())
    size = sum(each.size for each in reader.evidence())
    if size > room.left:
        return (), (f"Its files are too large for this pack ({size:,} bytes): take them from the pages of the case.",)
    try:
        found = gathered(reader, PackKind.HEARING)
    except (BadInput, BrokenRecord) as why:
        return (), (str(why),)
    return found.pieces, found.missing
