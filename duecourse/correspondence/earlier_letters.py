"""What a letter tells of an earlier one: which it is, when it went, what was wrong with it, and what holds instead.

It goes to whom that went to, and names nobody whom that did not name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from duecourse.correspondence.dossier import Dossier, EarlierLetter
from engine.changes.letters.following_letters import (
    INSTEAD,
    RECIPIENT,
    RECIPIENT_ADDRESS,
    RECIPIENT_EMAIL,
    WHY,
    WRONG,
)
from engine.identity import WordsKey
from engine.language.vocabulary import LetterSource
from engine.people.names import spoken_to
from engine.plain import is_group
from engine.ports.fact_sources import Gathering
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.codes import letter_code
from engine.record.effects import LetterChanged
from engine.record.values import Letter

WORDS = {"wrong": WRONG, "instead": INSTEAD, "because": WHY}
"""What stands as words beside the event that began such a letter, by how a template asks for it."""


def earlier_letter(reading: Reading, viewer: Viewer, case: Case, about_it: Letter) -> EarlierLetter | None:
    """Read what is sealed of the letter that one is about: nothing where it was erased; None where it is of none."""
    letter = case.letters.get(str(about_it.about))
    if letter is None:
        return None
    sealed = reading.sealed(viewer, case.id, letter.number)
    renditions = sealed.renditions if sealed is not None else {}
    facts: object = json.loads(renditions.get("facts", b"{}"))
    return EarlierLetter(
        letter=letter, facts=facts if is_group(facts) else {}, text=renditions.get("text/plain", b"").decode()
    )


def put_before(
    reading: Reading, viewer: Viewer, case: Case, letter: Letter, gathers: Mapping[str, Gathering]
) -> Mapping[str, Mapping[str, object]]:
    """Read what letters of the same procedure told before, as far as one asks for it: the last sent of each kind."""
    asked = (each for one in gathers.values() for each in one.alternatives if each.source is LetterSource.PUT_IN)
    found = {}
    for kind in {each.names[0] for each in asked}:
        sent = [
            each.number
            for each in case.letters.values()
            if (each.template, each.on, each.status) == (kind, letter.on, "dispatched")
        ]
        sealed = reading.sealed(viewer, case.id, max(sent)) if sent else None
        facts: object = json.loads(sealed.renditions.get("facts", b"{}")) if sealed is not None else None
        if is_group(facts) and facts:
            found[kind] = facts
    return found


def told(dossier: Dossier, what: str) -> object:
    """Give one thing about the earlier letter; None where that is not known, or the letter is about none."""
    earlier = dossier.earlier
    if earlier is None:
        return None
    if what in WORDS:
        return _words(dossier).get(WORDS[what])
    read: Mapping[str, Callable[[Dossier, Letter], object]] = {
        "ref": _reference,
        "sent": _sent,
        "since": _since,
        "awaited": _awaited,
        "awaited_ahead": _awaited_ahead,
        "to_body": _to_body,
        "stays": _stays,
    }
    if what in read:
        return read[what](dossier, earlier.letter)
    instead = _instead(dossier, earlier.letter)
    if instead is None:
        return None
    return _reference(dossier, instead) if what == "instead_ref" else _sent(dossier, instead)


def _reference(dossier: Dossier, letter: Letter) -> str:
    return f"{dossier.case.reference}/{letter_code(dossier.case.id, letter.number)}"


def _sent(dossier: Dossier, letter: Letter) -> date | None:
    """Give the day on which a letter first went out."""
    sent = [event.happened_at for event, each in _changes(dossier, letter) if each.status == "dispatched"]
    return dossier.calendar.local(sent[0]).date() if sent else None


def _since(dossier: Dossier, _: Letter) -> date | None:
    """Give the day on which it was decided to tell of the earlier letter."""
    begun = _begun(dossier)
    return dossier.calendar.local(begun.happened_at).date() if begun else None


def _awaited(dossier: Dossier, earlier: Letter) -> datetime | None:
    """Say by when the earlier letter itself asked for an answer; its reader knows of no other time."""
    issued = [each.reply_by for _, each in _changes(dossier, earlier) if each.status == "issued"]
    return issued[-1] if issued else None


def _awaited_ahead(dossier: Dossier, earlier: Letter) -> datetime | None:
    """Say by when the earlier letter asked for an answer, where that still lies ahead; None where it does not."""
    asked = _awaited(dossier, earlier)
    return asked if asked is not None and asked > dossier.now else None


def _to_body(dossier: Dossier, _: Letter) -> bool:
    """Say whether the earlier letter went to an organisation, or to somebody for the post that they hold."""
    return dossier.kind.is_to_organisation or dossier.kind.to.startswith(("role ", "setting "))


def _stays(dossier: Dossier, _: Letter) -> bool:
    """Say whether the earlier letter warns or reports, so that nobody is to stop acting on what it told them."""
    return not (dossier.kind.withdrawn or dossier.kind.instead)


def _instead(dossier: Dossier, earlier: Letter) -> Letter | None:
    """Find the letter that was written in the place of the earlier one and that its reader has, or will have."""
    gone = [each for each in dossier.case.letters.values() if each.status == "dispatched"]
    found = next((each for each in gone if each.replaces == earlier.number), None)
    if found is not None or not earlier.copy_of:
        return found
    of_all = next((each for each in gone if each.replaces == earlier.copy_of), None)
    theirs = (each for each in gone if of_all and (each.copy_of, each.recipient) == (of_all.number, earlier.recipient))
    return next(theirs, of_all)


def _changes(dossier: Dossier, letter: Letter) -> Iterator[tuple[Event, Letter]]:
    for event in dossier.events:
        for each in event.effects:
            if isinstance(each, LetterChanged) and each.letter.number == letter.number:
                yield event, each.letter


def _begun(dossier: Dossier) -> Event | None:
    return next((event for event, _ in _changes(dossier, dossier.letter)), None)


def _words(dossier: Dossier) -> Mapping[str, str]:
    begun = _begun(dossier)
    if begun is None:
        return {}
    names = (*WORDS.values(), RECIPIENT, RECIPIENT_ADDRESS, RECIPIENT_EMAIL)
    found = {name: dossier.words.get((begun.sequence, WordsKey(name))) for name in names}
    return {name: text for name, text in found.items() if text}


def reader(dossier: Dossier, reached: Mapping[str, object]) -> Mapping[str, object]:
    """Say whom a letter about an earlier one goes to: as that was addressed, and as they are reached by now.

    What went to a wrong person asks that person, as they were typed.
    """
    earlier = dossier.earlier
    if dossier.letter.about_as == "wrong person":
        words = _words(dossier)
        name = words.get(RECIPIENT, "")
        to = {"name": name, "salutation": spoken_to(name)} if name else {"name": "The person who received our letter"}
        return {**to, "address": words.get(RECIPIENT_ADDRESS), "email": words.get(RECIPIENT_EMAIL)}
    sealed = earlier.facts.get("addressee") if earlier is not None else None
    if not is_group(sealed):
        return reached
    now = {part: reached.get(part) for part in ("address", "email", "phone") if reached.get(part)}
    return {**sealed, **now}


def kept_back(dossier: Dossier, open_to: frozenset[str]) -> list[str]:
    """Name the people of the case whom the earlier letter did not name; `open_to` are those who write and read it.

    A person who got it by mistake is to be told of nobody.
    """
    known = dossier.earlier.text if dossier.earlier and dossier.letter.about_as != "wrong person" else ""
    folded = " ".join(known.split()).casefold()
    people = (dossier.people[each] for each in dossier.case.people if each in dossier.people)
    has_it = dossier.called(_words(dossier).get(RECIPIENT, ""))
    names = dict.fromkeys(person.name for person in people if person.id not in open_to and person != has_it)
    return [name for name in names if name and name.casefold() not in folded]
