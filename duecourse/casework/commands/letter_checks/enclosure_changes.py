"""What people do so that something goes with a letter: put it with the draft under a name, or take it out."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.casework.commands.letter_checks.enclosed_things import Enclosing, called, enclosing, enclosure_of
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import letter_for
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, done_before
from engine.changes.letters import enclosures
from engine.errors import BadAnswers, Refused
from engine.identity import CaseReference
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step

LONGEST, MOST = 120, 40
"""So many characters of a name, and so many things with one letter, at most."""


def enclose(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    key: str,
    name: str,
    *,
    meets: str = "",
) -> Written:
    """Put evidence, another letter or a document of the trust with a draft, under the name by which it is listed there.

    A document of the trust has a name already. `meets` is the one of the things that have to go with the letter which
    this is, or is a part of; then it may go without a name of its own.

    Raises BadAnswers for what may not go with it or a name that is not one line; Refused, NotFound or NotPermitted.
    """
    with looking(services, caller, reference, f"letter {number}") as case:
        found = enclosing(case, number)
    offered = {each.key: each.called for each in found.choices}
    if key not in offered:
        done_before(services, caller)
    _demand_draft(found.letter)
    named = called(meets, " ".join(name.split()) or offered.get(key, ""))
    if faults := dict(_faults(found, key, named, meets)):
        raise BadAnswers.of(faults)

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, on=letter.on)
        _demand_draft(letter)
        put = enclosure_of(services, transaction.writing, transaction.case, key)
        if put is None or len(letter.enclosures) >= MOST:
            return Refusal((stands_otherwise(letter, "This does not go with the letter: it is not there any more."),))
        policy, world = transaction.policy, transaction.world
        return enclosures.enclose(policy, transaction.case, letter, put, change, world, name=named)

    return carry_out(services, caller, reference, f"enclose with letter {number}", decide)


def _faults(found: Enclosing, key: str, named: str, meets: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with what somebody would put with a letter, by question."""
    if meets and meets not in {*found.usual, *_met(found)}:
        yield "meets", f"Choose what this letter has to have with it: {', '.join(found.usual) or 'nothing is open'}"
    if key not in {each.key for each in found.choices}:
        yield "key", "Choose something that is there and may go with this letter"
    if not named or len(named) > LONGEST or not named.isprintable():
        yield "name", f"Say in one line of at most {LONGEST} characters what it is"


def _met(found: Enclosing) -> set[str]:
    """Name what the letter has to have with it and has already: more of it may come."""
    return {each.name.partition(": ")[0] for each in found.things}


def take_out(services: Services, caller: Caller, reference: CaseReference, number: int, key: str) -> Written:
    """Take something out that goes with a draft. Raises BadAnswers, Refused, NotFound or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, on=letter.on)
        _demand_draft(letter)
        events = [each.event for each in letter.enclosures if f"{each.what}-{each.number}" == key]
        if not events:
            raise BadAnswers.of({"key": "This does not go with the letter"})
        policy, world = transaction.policy, transaction.world
        return enclosures.take_out(policy, transaction.case, letter, events[0], change, world)

    return carry_out(services, caller, reference, f"take out of letter {number}", decide)


def _demand_draft(letter: Letter) -> None:
    if letter.status != "draft":
        says = f"This letter is {letter.status}: what goes with it is sealed with it."
        raise Refused((stands_otherwise(letter, says),))
