"""Lists of people where something is wrong with one of them: the others go on, and nobody is written to twice."""

from __future__ import annotations

from typing import Literal

import pytest

from duecourse.casework.commands import letter_texts, letters, steps
from duecourse.casework.commands.letter_answers.put_right import correct_letter, write_in_its_place
from duecourse.casework.commands.letter_mail.requests import decide_unknown
from duecourse.casework.commands.letter_sets.recipient_list import add_people, put_person_right, remove_people
from duecourse.casework.commands.letter_sets.set_dispatch import Stands, record_gone, send_each
from duecourse.casework.context.services import Services
from duecourse.casework.erasures.erased_places import Wanted
from duecourse.casework.erasures.erasure import ask, erase
from duecourse.casework.erasures.erasure_reach import foresee
from duecourse.casework.mail.departure import send_mail
from duecourse.outbox import run_outbox
from engine.errors import BadAnswers, Refused
from engine.identity import ActionName, CaseReference
from engine.record.codes import letter_code
from engine.record.erasures import ErasedPlace, Ground
from engine.record.papers.listed_recipients import RecipientWords
from tests.fake_relay import with_mail
from tests.letters_given import case_of, later
from tests.letters_to_each import BREACH, DPO, THREE, breached, issue, issued, letter_of, listed, the_set
from tests.mail_relays import DROPS
from tests.services import caller

PUPIL = "Pupil Invented"
POST = "receipt 1234 of the post office"
LOST = THREE.replace("anna@families.example", DROPS)


def with_a_pupil(place: Services, reference: CaseReference) -> None:
    steps.add_person(place, caller(place, "oakfield-senior"), reference, "pupil-one", "affected person", "pupil")


def by_post(place: Services, reference: CaseReference, number: int, *rows: int) -> None:
    copies = [letter_of(place, reference, number, row).number for row in rows]
    record_gone(place, caller(place, DPO), reference, number, copies, POST, way="post")


def stands(place: Services, reference: CaseReference, number: int) -> list[Stands]:
    return [line.stands for line in the_set(place, reference, number).lines]


def text(place: Services, reference: CaseReference, number: int) -> str:
    return letter_texts.read_letter(place, caller(place, DPO), reference, number, "text")


# A pupil's name


@pytest.mark.parametrize("name", [PUPIL, "Miss PUPIL  Invented"])
def test_a_row_with_the_name_of_a_pupil_is_told_as_a_bad_row_by_its_line(place: Services, name: str) -> None:
    reference, number = breached(place)
    with_a_pupil(place, reference)
    with pytest.raises(BadAnswers) as bad:
        add_people(place, caller(place, DPO), reference, number, f"{THREE}{name};4 High Street, Oakfield;\n")

    assert "Line 5: this is the name of a pupil of this case" in bad.value.faults["people"]
    assert PUPIL.casefold() not in bad.value.faults["people"].casefold()


def test_no_row_is_put_right_to_the_name_of_a_pupil(place: Services) -> None:
    reference, number = listed(place)
    with_a_pupil(place, reference)
    words = RecipientWords(name=PUPIL, address="4 High Street")
    with pytest.raises(BadAnswers, match="name of a pupil"):
        put_person_right(place, caller(place, DPO), reference, number, 1, words)


@pytest.mark.quotes
def test_pupils_who_came_into_the_case_later_are_told_by_their_rows_and_the_others_go_without_them(
    place: Services,
) -> None:
    reference, number = listed(place, f"{THREE}{PUPIL};4 High Street, Oakfield;\n")
    with_a_pupil(place, reference)
    text(place, reference, number)
    with pytest.raises(Refused, match="row 4 is the name of a pupil of this case") as refused:
        letters.issue(place, caller(place, DPO), reference, number)
    assert "the others then get their letters" in str(refused.value)

    remove_people(place, caller(place, DPO), reference, number, [4])
    issue(place, reference, number)
    assert stands(place, reference, number) == [Stands.TO_SEND] * 3


# Numbers of rows


def test_a_number_of_a_row_is_given_to_nobody_else(place: Services) -> None:
    reference, number = listed(place)
    remove_people(place, caller(place, DPO), reference, number, [3])
    add_people(place, caller(place, DPO), reference, number, "Mx New Person;4 High Street, Oakfield;\n")

    assert [line.person.number for line in the_set(place, reference, number).lines] == [1, 2, 4]


# What is told of one of them


def test_a_correction_to_all_names_to_each_the_letter_that_was_theirs(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2)
    later(place, hours=30)
    by_post(place, reference, number, 3)
    written = correct_letter(place, caller(place, DPO), reference, number, wrong="The day.", instead="It was Monday.")
    to_all = max(each.number for each in written.case.letters.values())
    run_outbox(place)
    later(place, minutes=1)
    issue(place, reference, to_all)
    case = case_of(place, reference)
    said = {row: text(place, reference, letter_of(place, reference, to_all, row).number) for row in (1, 2, 3)}
    theirs = {row: letter_of(place, reference, number, row).number for row in (1, 2, 3)}

    for row, words in said.items():
        named = " ".join(words.split())
        assert f"{reference}/{letter_code(case.id, theirs[row])}. We are sorry" in named
        assert letter_of(place, reference, to_all, row).about == theirs[row]
    assert said[1].split("Correction to our letter of ")[1][:2] != said[3].split("Correction to our letter of ")[1][:2]


def test_who_had_a_letter_is_told_of_the_one_that_takes_its_place(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2, 3)
    by = caller(place, DPO)
    written = write_in_its_place(place, by, reference, number, reason="The day was wrong", wrong="The day was wrong.")
    told = next(each for each in written.case.letters.values() if each.about_as == "correction")
    again = next(each for each in written.case.letters.values() if each.replaces == number)
    run_outbox(place)
    later(place, minutes=1)
    issue(place, reference, again.number)
    by_post(place, reference, again.number, 1, 2, 3)
    issue(place, reference, told.number)
    case = case_of(place, reference)

    for row in (1, 2, 3):
        code = letter_code(case.id, letter_of(place, reference, again.number, row).number)
        said = " ".join(text(place, reference, letter_of(place, reference, told.number, row).number).split())
        assert f"Our letter {reference}/{code} takes its place" in said


def test_who_erases_a_row_is_told_of_the_sealed_letters_that_say_the_same(place: Services) -> None:
    reference, number = issued(place)
    first = case_of(place, reference).letters[str(number)].recipients[0]
    wanted = Wanted(ground=Ground.RIGHT, reason="They asked.", places=(ErasedPlace("words", first.event, first.key),))
    reach = foresee(place, caller(place, "oakfield-head"), reference, wanted)
    case = case_of(place, reference)
    mine = letter_code(case.id, letter_of(place, reference, number, 1).number)

    assert [each for each in reach.kept if mine in each] == [f"letter {mine} says the same"]
    assert len(reach.kept) == 1


def test_a_letter_that_was_erased_before_it_went_out_is_not_recorded_as_sent(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    first = letter_of(place, reference, number, 1).number
    wanted = Wanted(ground=Ground.COURT, reason="An order.", places=(ErasedPlace("letter", first),))
    ask(place, caller(place, "oakfield-senior"), reference, wanted)
    erase(place, caller(place, "oakfield-head"), reference, 1)

    assert stands(place, reference, number) == [Stands.ERASED, Stands.TO_SEND, Stands.TO_SEND]
    with pytest.raises(Refused, match="was erased before it went out"):
        record_gone(place, caller(place, DPO), reference, number, [first], POST, way="post")
    with pytest.raises(Refused, match="was erased before it went out"):
        letters.dispatch(place, caller(place, DPO), reference, first, POST)
    send_each(place, caller(place, DPO), reference, number)
    while send_mail(place):
        pass
    by_post(place, reference, number, 2)
    assert [each.to for each in relay.taken if not each.by_machine] == ["jo@families.example"]
    letters.withdraw(place, caller(place, DPO), reference, first, "Its text was erased.")
    assert case_of(place, reference).tracks[BREACH].state == "ico_due"


# A set that is stopped while it leaves


def stopped_while_leaving(place: Services) -> tuple[CaseReference, int, int]:
    """Stop a set of which one letter was handed over and never answered. Gives its number, and that of the next."""
    reference, number = issued(place, LOST)
    send_each(place, caller(place, DPO), reference, number)
    while send_mail(place):
        pass
    assert stands(place, reference, number)[0] == Stands.UNKNOWN
    by = caller(place, DPO)
    again = {"new_facts": "More is known."}
    steps.take_step(place, by, reference, BREACH, ActionName("assess_again"), facts=again)
    later(place, minutes=1)
    judged = {"risk": "high_risk", "risk_reasons": "Still so", "people_concerned": "Pupils of year 9"}
    judged |= {"likely_consequences": "Letters", "advice_to_people": "Be careful.", "people_addressed": "Parents"}
    steps.take_step(place, by, reference, BREACH, ActionName("assess"), facts=judged)
    later(place, minutes=1)
    drafts = [each for each in case_of(place, reference).letters.values() if each.template == "L23-people-notice"]
    return reference, number, drafts[-1].number


@pytest.mark.quotes
@pytest.mark.parametrize(("decision", "rows"), [("sent", [2, 3]), ("unsent", [1, 2, 3])])
def test_nobody_gets_the_next_letter_while_nobody_knows_whether_the_first_left(
    place: Services, decision: Literal["sent", "unsent"], rows: list[int]
) -> None:
    place, _ = with_mail(place)
    reference, number, again = stopped_while_leaving(place)
    by = caller(place, DPO)
    assert [each.number for each in case_of(place, reference).letters[str(again)].recipients] == [1, 2, 3]
    text(place, reference, again)
    with pytest.raises(Refused, match="nobody knows yet whether it left to row 1"):
        letters.issue(place, by, reference, again)

    first = letter_of(place, reference, number, 1).number
    decide_unknown(place, by, reference, first, decision)
    run_outbox(place)
    assert [each.number for each in case_of(place, reference).letters[str(again)].recipients] == rows
    issue(place, reference, again)
    assert len(the_set(place, reference, again).lines) == len(rows)
