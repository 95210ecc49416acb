"""A data breach that brings a letter to each of a list of people, and what tests do with that list."""

from __future__ import annotations

from duecourse.casework.commands import letter_texts, letters, steps
from duecourse.casework.commands.letter_sets.recipient_list import add_people
from duecourse.casework.commands.letter_sets.set_dispatch import LetterSet, letter_set
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.demo.second_person import have_approved, have_enclosed
from engine.identity import ActionName, CaseReference, InstanceId
from engine.record.values import Letter
from tests.letters_given import case_of, later
from tests.services import act, caller, report

DPO = "dpo"
BREACH = InstanceId("data_breach/1")
THREE = """Name;Address;E-mail;Child;Information
Mrs Anna Example;1 High Street, Oakfield, OX1 1AA;anna@families.example;Kim;Name, Address
Mr and Mrs Placeholder;2 High Street, Oakfield, OX1 1AA;;Sam;Name
Jo Invented;3 High Street, Oakfield, OX1 1AA;jo@families.example;Pat;Name
"""


def breached(place: Services) -> tuple[CaseReference, int]:
    """Bring a case to where the people are to be told before the Commissioner. Gives its reference and the draft."""
    reference = report(place, personal_data="yes")
    now = place.clock.now().isoformat()
    told = {"what": "A list could be seen.", "discovered_at": now, "aware_at": now, "special_category": "no"}
    told |= {"children": "yes", "still_live": "no", "data_categories": "contact"}
    act(place, "senior", reference, "data_breach/1", "tell_dpo", **told)
    later(place, minutes=1)
    done = {"measures": "The page was taken down.", "damage": "stopped", "still_live": "no"}
    act(place, "senior", reference, "data_breach/1", "contain", **done)
    later(place, minutes=1)
    judged = {
        "risk": "high_risk",
        "risk_reasons": "Addresses of children",
        "people_concerned": "Pupils of year 9",
        "likely_consequences": "Strangers may write to you.",
        "people_addressed": "Parents of year 9",
        "advice_to_people": "Be careful with letters that you did not expect.",
        "data_categories": "contact",
    }
    by = caller(place, DPO)
    steps.take_step(place, by, reference, BREACH, ActionName("assess"), facts=judged)
    later(place, minutes=1)
    drafts = [each for each in case_of(place, reference).letters.values() if each.template == "L23-people-notice"]
    return reference, drafts[-1].number


def listed(place: Services, rows: str = THREE) -> tuple[CaseReference, int]:
    """Put people on the list of that draft, and have it approved."""
    reference, number = breached(place)
    add_people(place, caller(place, DPO), reference, number, rows)
    return reference, number


def issued(place: Services, rows: str = THREE) -> tuple[CaseReference, int]:
    """Issue a letter to each of these people."""
    reference, number = listed(place, rows)
    issue(place, reference, number)
    return reference, number


def issue(place: Services, reference: CaseReference, number: int) -> None:
    """Have a draft approved where that has to be, read it and issue it."""
    have_enclosed(place, caller(place, DPO), reference, number)
    have_approved(place, caller(place, DPO), reference, number)
    letter_texts.read_letter(place, caller(place, DPO), reference, number, "text")
    later(place, minutes=1)
    letters.issue(place, caller(place, DPO), reference, number)
    later(place, minutes=1)


def the_set(place: Services, reference: CaseReference, number: int) -> LetterSet:
    """Look at a list and how the letter of each stands."""
    with looking(place, caller(place, DPO), reference) as case:
        return letter_set(case, number)


def letter_of(place: Services, reference: CaseReference, number: int, row: int) -> Letter:
    """Give the letter of one of the people on a list."""
    letter = next(each.letter for each in the_set(place, reference, number).lines if each.person.number == row)
    assert letter is not None
    return letter
