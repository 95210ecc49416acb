"""Erasing: one person asks, another does it, and every copy in the store goes in one transaction.

Both see the whole of the case. What has left the house is told beforehand: no erasure reaches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.erased_places import mark_of, name_of, outsider_named, words_named
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import change_of
from duecourse.casework.context.services import Caller, Services, Transaction, pages_of
from engine.changes import erasure_decisions
from engine.changes.change import Change
from engine.errors import NotFound, NotPermitted
from engine.identity import CaseId, CaseReference
from engine.record.access import AccessesWanted
from engine.record.chain import Entry
from engine.record.codes import CodeKind
from engine.record.effects import ErasureChanged, LetterChanged
from engine.record.erasures import ErasedPlace, Erasure, Ground
from engine.steps.transition import Refusal, Step

EXPORTED = "exported"
LINES = 1000
"""So many lines of the access log of a case are looked through for what was given out."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasable:
    """Something in a case that can be erased: how it is named, what kind of thing it is, and what it says."""

    what: str
    code: str
    key: str
    thing: str
    text: str
    is_erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What an erasure would empty, what it leaves, and what has left the house before it."""

    things: tuple[str, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """An erasure of a case, and when and by whom it was brought to where it stands.

    `marks` are, place by place, what the record keeps of what stood there: a commitment or a digest.
    """

    reference: CaseReference
    case: CaseId
    marks: tuple[str, ...]
    erasure: Erasure
    at: datetime
    by: str


def erasable(services: Services, caller: Caller, reference: CaseReference) -> Sequence[Erasable]:
    """List what of a case can be erased, with what it says: for those who see the whole of it."""
    with looking(services, caller, reference, "what can be erased") as case:
        whole = _whole(whole_of(case))
        return tuple(_erasable(whole))


def demand_whole(services: Services, caller: Caller, reference: CaseReference) -> None:
    """Let nobody go on who does not see the whole of a case. Raises NotPermitted."""
    with looking(services, caller, reference, what="") as case:
        _whole(whole_of(case))


def _whole(whole: WholeCase) -> WholeCase:
    if not whole.redaction.everything:
        raise NotPermitted(WHOLE_ONLY)
    return whole


def _erasable(whole: WholeCase) -> Iterator[Erasable]:
    codes, erased = whole.redaction.case.codes, whole.record.erased
    for entry in whole.entries:
        code = codes.of(CodeKind.EVENT, entry.event.sequence)
        for key, words in entry.words.items():
            place = ErasedPlace("words", entry.event.sequence, key)
            yield _line(place, code, words.text or "", is_erased=place in erased)
    for evidence in whole.record.evidence.values():
        place = ErasedPlace("file", evidence.number)
        yield _line(place, codes.of(CodeKind.FILE, evidence.number), evidence.kind, is_erased=place in erased)
    for letter in whole.record.letters.values():
        place = ErasedPlace("letter", letter.number)
        if letter.sha256:
            yield _line(place, codes.of(CodeKind.LETTER, letter.number), letter.template, is_erased=place in erased)
    for person in whole.reading.outsiders(whole.record.organisation, whole.record.id):
        place = ErasedPlace("person", 0, person.id)
        yield replace(_line(place, person.key, person.name, is_erased=place in erased), key="")


def _line(place: ErasedPlace, code: str, text: str, *, is_erased: bool) -> Erasable:
    return Erasable(what=place.what, code=code, key=place.key, thing=place.thing, text=text, is_erased=is_erased)


def foresee(services: Services, caller: Caller, reference: CaseReference, wanted: Wanted) -> Reach:
    """Tell what an erasure would reach, and what it would not; nothing is recorded but the look."""
    with looking(services, caller, reference, "what an erasure would reach") as case:
        whole = _whole(whole_of(case))
        return _reach(whole, _places(whole, wanted))


def foresee_asked(services: Services, caller: Caller, reference: CaseReference, number: int) -> Reach:
    """Tell the same of an erasure that was asked for. Raises NotFound."""
    with looking(services, caller, reference, "what an erasure would reach") as case:
        whole = _whole(whole_of(case))
        erasure = whole.record.erasures.get(str(number))
        if erasure is None:
            raise NotFound(f"Case {reference} has no such erasure.")
        return _reach(whole, erasure.places)


def _reach(whole: WholeCase, places: Sequence[ErasedPlace]) -> Reach:
    codes = whole.redaction.case.codes
    kinds = {"words": CodeKind.EVENT, "file": CodeKind.FILE, "letter": CodeKind.LETTER}
    things = tuple(
        f"{each.thing} ({codes.of(kinds[each.what], each.number)})" if each.what in kinds else each.thing
        for each in places
    )
    return Reach(things=things, kept=tuple(_kept(whole, places)), left=tuple(_left(whole)))


def _kept(whole: WholeCase, places: Sequence[ErasedPlace]) -> Iterator[str]:
    """Name the issued letters that say the same and are kept, word for word, until they are named themselves."""
    words = [(each.number, each.key) for each in places if each.what == "words"]
    texts = [text for place in words if (text := whole.words.get(place))]
    for letter in whole.record.letters.values():
        place = ErasedPlace("letter", letter.number)
        sealed = whole.reading.sealed(whole.caller.viewer, whole.record.id, letter.number) if letter.sha256 else None
        if sealed is None or place in places or place in whole.record.erased:
            continue
        said = " ".join(content.decode(errors="ignore") for content in sealed.renditions.values())
        if any(" ".join(text.split()) in " ".join(said.split()) for text in texts):
            yield f"letter {whole.redaction.case.codes.of(CodeKind.LETTER, letter.number)} says the same"


def _left(whole: WholeCase) -> Iterator[str]:
    """List what has left the house: letters that were sent, and what was given out as a file."""
    codes, zone = whole.redaction.case.codes, whole.calendar.zone
    sent: dict[int, datetime] = {}
    for entry in whole.entries:
        for effect in entry.event.effects:
            if isinstance(effect, LetterChanged) and effect.letter.status == "dispatched":
                sent.setdefault(effect.letter.number, entry.event.happened_at)
    for number, at in sent.items():
        code = codes.of(CodeKind.LETTER, number)
        yield f"letter {code} was dispatched on {at.astimezone(zone):%d %B %Y}"
    asked = AccessesWanted(case=whole.record.reference, limit=LINES)
    for line in whole.reading.accesses_wanted(whole.record.organisation, asked):
        access = line.access
        if EXPORTED in access.detail or access.detail.startswith("evidence "):
            what = "the whole record" if EXPORTED in access.detail else "a file"
            yield f"{what} was given out on {access.at.astimezone(zone):%d %B %Y}"


def ask(services: Services, caller: Caller, reference: CaseReference, wanted: Wanted) -> Written:
    """Ask for an erasure, which somebody else has to do. Raises Refused, BadInput or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        whole = WholeCase(
            services=services,
            caller=caller,
            reading=transaction.writing,
            record=transaction.case,
            policy=transaction.policy,
            now=transaction.world.at,
        )
        places = _places(_whole(whole), wanted)
        change = change_of(caller, transaction, wanted.reason)
        world = replace(transaction.world, pages=pages_of(transaction.writing, transaction.case, elsewhere=True))
        return erasure_decisions.ask_erasure(transaction.policy, transaction.case, places, wanted.ground, change, world)

    return carry_out(services, caller, reference, "ask for an erasure", decide)


def erase(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str = "") -> Written:
    """Erase what somebody else asked for: every copy in the store, in one transaction; files go right after it."""

    def decide(transaction: Transaction, change: Change) -> Step | Refusal:
        world = replace(transaction.world, pages=pages_of(transaction.writing, transaction.case, elsewhere=True))
        result = erasure_decisions.do_erasure(transaction.policy, transaction.case, number, change, world)
        if isinstance(result, Step):
            case, writing = result.case, transaction.writing
            writing.erase(case.organisation, case.id, case.erasures[str(number)].places)
            writing.drop_drafts(case.organisation, case.id)
            writing.drop_forms_at(case.organisation, case.reference)
        return result

    return _ended(services, caller, reference, reason, decide)


def drop(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str) -> Written:
    """Give up an erasure that was asked for, with a reason."""

    def decide(transaction: Transaction, change: Change) -> Step | Refusal:
        return erasure_decisions.drop_erasure(transaction.policy, transaction.case, number, change, transaction.world)

    return _ended(services, caller, reference, reason, decide)


def _ended(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    reason: str,
    end: Callable[[Transaction, Change], Step | Refusal],
) -> Written:
    def decide(transaction: Transaction) -> Step | Refusal:
        if not redacted(transaction.policy, present_in(transaction), caller.viewer.person).everything:
            raise NotPermitted(WHOLE_ONLY)
        return end(transaction, change_of(caller, transaction, reason))

    return carry_out(services, caller, reference, "end an erasure", decide)


def listed(services: Services, caller: Caller) -> Sequence[ErasureLine]:
    """List the erasures of every case of which the viewer sees the whole: where each stands, since when, by whom."""
    found: list[ErasureLine] = []
    with services.store.reading() as reading:
        references = sorted(reading.references(caller.viewer).values())
    for reference in references:
        with looking(services, caller, reference, "erasures") as case:
            whole = whole_of(case)
            if whole.record.erasures and whole.redaction.everything:
                found.extend(_lines(whole))
    return found


def _lines(whole: WholeCase) -> Iterator[ErasureLine]:
    last: dict[int, Entry] = {}
    for entry in whole.entries:
        for effect in entry.event.effects:
            if isinstance(effect, ErasureChanged):
                last[effect.erasure.number] = entry
    for erasure in whole.record.erasures.values():
        event = last[erasure.number].event
        people: Mapping[str, str] = {person.id: person.name for person in whole.people([event.by]).values()}
        yield ErasureLine(
            reference=whole.record.reference,
            case=whole.record.id,
            marks=tuple(mark_of(whole.record, whole.entries, place) for place in erasure.places),
            erasure=erasure,
            at=event.at,
            by=people.get(event.by, event.by),
        )


def _places(whole: WholeCase, wanted: Wanted) -> tuple[ErasedPlace, ...]:
    """Find what was named. Raises BadInput or NotFound."""
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
    return tuple(found)
