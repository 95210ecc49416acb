"""A second person approves a letter of an invented case, where one has to."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.commands.letter_checks.approval_requests import approve, ask_approval
from duecourse.casework.commands.letter_checks.approval_state import approvers, demand
from duecourse.casework.context.attendance import present
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference


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
