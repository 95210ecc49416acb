"""What an erasure would reach and what it would not, told before anybody asks for it or does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures.erased_places import Wanted, everything_of, places_wanted
from duecourse.casework.erasures.same_files import copies_elsewhere
from duecourse.casework.erasures.unseen_second import asked, is_asked
from engine.errors import NotFound
from engine.identity import CaseReference
from engine.record.access import AccessesWanted
from engine.record.codes import CodeKind
from engine.record.effects import LetterChanged
from engine.record.erasures import ErasedPlace, Ground
from engine.record.papers.listed_recipients import is_listed, recipient_words

EXPORTED = "exported"
LINES = 1000
"""So many lines of the access log of a case are looked through for what was given out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What an erasure would empty, what it leaves, and what has left the house before it.

    `elsewhere` says where else in the trust the bytes of its files are kept: there they stay.
    """

    things: tuple[str, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


def foresee(services: Services, caller: Caller, reference: CaseReference, wanted: Wanted) -> Reach:
    """Tell what an erasure would reach, and what it would not; nothing is recorded but the look."""
    with looking(services, caller, reference, "what an erasure would reach") as case:
        return reach_of(case, wanted)


def reach_of(case: CaseReader, wanted: Wanted) -> Reach:
    """Tell the same within a look. Raises NotPermitted, NotFound or BadInput."""
    whole = everything_of(case)
    return _reach(whole, places_wanted(whole, wanted), wanted.ground)


def foresee_asked(services: Services, caller: Caller, reference: CaseReference, number: int) -> Reach:
    """Tell the same of an erasure that was asked for; who decides unseen is told its kinds. Raises NotFound."""
    if is_asked(services, caller, reference, number):
        return Reach(things=asked(services, caller, reference, str(number)).things, kept=(), left=())
    with looking(services, caller, reference, "what an erasure would reach") as case:
        return reach_of_asked(case, number)


def reach_of_asked(case: CaseReader, number: int) -> Reach:
    """Tell that within a look. Raises NotPermitted or NotFound."""
    whole = everything_of(case)
    erasure = whole.record.erasures.get(str(number))
    if erasure is None:
        raise NotFound(f"Case {whole.record.reference} has no such erasure.")
    return _reach(whole, erasure.places, erasure.ground)


def _reach(whole: WholeCase, places: Sequence[ErasedPlace], ground: Ground) -> Reach:
    codes = whole.redaction.case.codes
    kinds = {"words": CodeKind.EVENT, "file": CodeKind.FILE, "letter": CodeKind.LETTER}
    things = tuple(
        f"{each.thing} ({codes.of(kinds[each.what], each.number)})" if each.what in kinds else each.thing
        for each in places
    )
    elsewhere = tuple(dict.fromkeys(copies_elsewhere(whole, places, ground)))
    return Reach(things=things, kept=tuple(_kept(whole, places)), left=tuple(_left(whole)), elsewhere=elsewhere)


def _kept(whole: WholeCase, places: Sequence[ErasedPlace]) -> Iterator[str]:
    """Name the issued letters that say the same and are kept, word for word, until they are named themselves."""
    words = [(each.number, each.key) for each in places if each.what == "words"]
    texts = [text for place in words if (kept := whole.words.get(place)) for text in _said_by(place[1], kept)]
    for letter in whole.record.letters.values():
        place = ErasedPlace("letter", letter.number)
        sealed = whole.reading.sealed(whole.caller.viewer, whole.record.id, letter.number) if letter.sha256 else None
        if sealed is None or place in places or place in whole.record.erased:
            continue
        said = " ".join(content.decode(errors="ignore") for content in sealed.renditions.values())
        if any(" ".join(text.split()) in " ".join(said.split()) for text in texts):
            yield f"letter {whole.redaction.case.codes.of(CodeKind.LETTER, letter.number)} says the same"


def _said_by(key: str, kept: str) -> Sequence[str]:
    """Give what a letter says of words that were kept: of somebody on a list, their name and how they are reached."""
    if not is_listed(key):
        return (kept,)
    listed = recipient_words(kept)
    return [text for text in (listed.name, *listed.address.splitlines()[:1], listed.email) if text]


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
