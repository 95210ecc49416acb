"""An invented letter made ready to be issued: what has to goes with it, and a second person approves it."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.commands.evidence import NewEvidence, add
from duecourse.casework.commands.letter_checks.approval_requests import approve, ask_approval
from duecourse.casework.commands.letter_checks.approval_state import approvers, demand
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing as what_goes_with
from duecourse.casework.commands.letter_checks.enclosure_changes import enclose
from duecourse.casework.commands.letter_lists.listed_letters import has_list
from duecourse.casework.commands.letter_sets.recipient_list import add_people
from duecourse.casework.commands.letter_texts import letter_text
from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference
from engine.steps.sets.letter_sets import copies_of


def made_ready(services: Services, by: Caller, reference: CaseReference, number: int) -> None:
    """Put with a draft what it has to have with it, and have it approved where a second person has to."""
    have_enclosed(services, by, reference, number)
    have_approved(services, by, reference, number)


def have_approved(services: Services, by: Caller, reference: CaseReference, number: int) -> None:
    """Ask for approval of a draft and have the first who may approve it, where a second person has to."""
    with services.store.reading() as reading:
        case = reading.find_case(by.viewer, reference)
        policy = services.policy_of(reading, case)
        letter, entries = case.letters[str(number)], reading.entries(by.viewer, case.id)
        if demand(services, reading, policy, case, letter) != "yes":
            return
        others = approvers(policy, present(services, reading, policy, case), letter, entries, by.viewer.person)
    ask_approval(services, by, reference, number)
    second = replace(by, viewer=replace(by.viewer, person=others[0]))
    approve(services, second, reference, number)


def have_enclosed(services: Services, by: Caller, reference: CaseReference, number: int) -> None:
    """Put with a draft what it has to have with it, each as a file of its own, and people on its list."""
    _have_listed(services, by, reference, number)
    with looking(services, by, reference, f"letter {number}") as case:
        read = letter_text(case, number, "text")
    with looking(services, by, reference, f"letter {number}") as case:
        found = what_goes_with(case, number)
    speaks = any("something goes with it" in problem for problem in read.problems)
    for name in found.lacks or (("Papers",) if speaks else ()):
        content = f"{name}: what this invented trust has under this name, for {reference}/{number}.".encode()
        kept = add(services, by, reference, NewEvidence(name=f"{name}.txt", content=content, on=found.letter.on))
        last = max(int(each) for each in kept.case.evidence)
        enclose(services, by, reference, number, f"file-{last}", name)
    with looking(services, by, reference, f"letter {number}") as case:
        letter_text(case, number, "text")  # what is issued was read as it is


LISTED = """Name;Address;E-mail;Child;Information
Mrs Anna Invented;1 Invented Street, Oakfield, OX1 1AA;;Kim Invented;Name, Notes on health
Mr and Mrs Example;2 Invented Street, Oakfield, OX1 1AA;examples@example.com;Sam Example;Name
"""
"""Two invented families of a list."""


def _have_listed(services: Services, by: Caller, reference: CaseReference, number: int) -> None:
    with services.store.reading() as reading:
        case = reading.find_case(by.viewer, reference)
    letter = case.letters[str(number)]
    if letter.status == "draft" and not letter.recipients and has_list(services, case, letter):
        add_people(services, by, reference, number, LISTED)


def to_be_sent(services: Services, by: Caller, reference: CaseReference, number: int) -> tuple[int, ...]:
    """Number the letters that go out where one was issued: those of the people on its list, or it alone."""
    with services.store.reading() as reading:
        letters = copies_of(reading.find_case(by.viewer, reference), number)
    return tuple(each.number for each in letters) or (number,)
