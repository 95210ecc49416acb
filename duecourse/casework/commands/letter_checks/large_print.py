"""Large print: asked once, kept with the person whom a letter goes to, and used for the next letters to them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from duecourse.casework.administration.permission import note
from duecourse.casework.commands.letter_texts import facts_of, letter_for
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.management import NOT_THEIRS
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import BadInput, NotPermitted
from engine.identity import CaseReference, PersonId
from engine.people.visibility import works_on
from engine.ports.records import Person
from engine.record.values import Letter

NOBODY = "This letter goes to nobody whom Duecourse knows as a person, so there is nobody to keep large print with."


@dataclass(frozen=True, slots=True)
class LetterReader:
    """Whom a letter goes to, where that is a person who is known, and whether letters to them are in large print."""

    name: str
    large_print: bool


def reader_of(whole: WholeCase, letter: Letter) -> Person | None:
    """Find the person whom a letter goes to; None where it goes to an organisation or to somebody only named."""
    facts = facts_of(whole.services, whole.reading, whole.caller.viewer, whole.policy, whole.record, letter)
    known = PersonId(str(facts.get("reader") or ""))
    return whole.people((known,)).get(known) if known else None


def reader(case: CaseReader, person: PersonId) -> LetterReader | None:
    """Say whether letters to somebody are in large print; None where nobody is known."""
    found = whole_of(case).people((person,)).get(person) if person else None
    return LetterReader(found.name, found.large_print) if found else None


def keep_large_print(
    services: Services, caller: Caller, reference: CaseReference, number: int, *, large: bool
) -> LetterReader:
    """Keep with the reader of a letter whether letters to them are in large print; issued ones stay as they are.

    For those who work on the letter. Raises BadInput, NotFound, NotPermitted or AlreadyDone.
    """
    with looking(services, caller, reference, f"letter {number}") as case:
        whole = whole_of(case)
        letter = letter_for(services, whole.policy, whole.case, number, caller)
        instance = whole.case.tracks.get(letter.on)
        if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
            raise NotPermitted(NOT_THEIRS)
        found = reader_of(whole, letter)
    if found is None:
        raise BadInput(NOBODY)
    with services.store.writing() as writing:
        spend(writing, caller, reference, services.clock.now())
        (person,) = writing.people_named(found.organisation, (found.id,))
        writing.save_person(replace(person, large_print=large))
        note(writing, services, caller, "large print kept" if large else "large print ended", person.id)
    return LetterReader(person.name, large)
