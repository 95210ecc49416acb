"""Before a letter leaves it is said which facts about which people stand in it."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.commands.letter_checks.letter_check import LetterCheck, letter_check
from duecourse.casework.commands.letter_texts import letter_text
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.identity import CaseReference
from tests.letters_given import SENIOR, consented, drafted
from tests.services import act, caller


def checked(place: Services, reference: CaseReference, number: int) -> LetterCheck:
    with looking(place, caller(place, SENIOR), reference) as case:
        found = letter_check(case, letter_text(case, number, "html"))
    assert found is not None
    return found


def test_a_request_to_a_host_tells_of_nobody_but_who_signs_it(place: Services) -> None:
    reference, number = drafted(place)
    told = {each.name: each.told for each in checked(place, reference, number).named}

    assert "Oakley Oakfield" not in told
    assert all("of the trust" in each.parts or each.parts for each in checked(place, reference, number).named)


def test_what_is_typed_about_somebody_is_found_by_name_mail_and_number(place: Services) -> None:
    reference, number = drafted(place)
    with place.store.writing() as writing:
        person = writing.find_person(writing.organisation().id, "oakfield-teacher")
        assert person is not None
        writing.save_person(replace(person, telephone="01632 960 123", email="ann@oak.example"))
    said = f"A post about {person.name}, ring 01632 960123 or write to ann@oak.example"
    act(place, "senior", reference, "removal/1", "prepare", description=said)
    told = {each.name: each.told for each in checked(place, reference, number).named}

    assert told[person.name][:3] == ("their name", "their e-mail address", "their telephone number")


def test_the_answers_that_a_letter_uses_are_told_of_the_person_they_are_about(place: Services) -> None:
    reference, number = consented(place)
    told = {each.name: each.told for each in checked(place, reference, number).named}

    assert any("the answer to" in says for each in told.values() for says in each)
