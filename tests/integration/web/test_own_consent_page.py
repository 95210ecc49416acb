"""Consent on the page of the person themselves: the very letter, yes, a part, no, not now, and taking it back."""

from __future__ import annotations

import html
import re

import pytest

from duecourse.casework.commands import evidence
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.letter_drafts.asked_letter import STILL_MISSING, TO_BE_WRITTEN
from duecourse.casework.queries import case_view
from duecourse.web.forms.own_consent import NO_LIMIT
from engine.identity import CaseReference, FactName, InstanceId
from tests.integration.casework.test_what_letters_state import found, reported
from tests.services import act, caller
from tests.site import Person, Site

POLICE, ANSWER = InstanceId("police/1"), "consent.police_report"


@pytest.fixture
def asked(site: Site) -> CaseReference:
    reference = reported(site.services)
    found(site.services, reference, material="threatening")
    act(site.services, "senior", reference, "police/1", "assess", police_concern="A post that says where she parks")
    act(site.services, "senior", reference, "police/1", "ask_consent")
    return reference


def page_of(site: Site, person: Person, reference: CaseReference) -> str:
    view = case_view.look(site.services, caller(site.services, person.key), reference).case
    return f"/cases/{reference}/{view.place(InstanceId('police/1'))}/consent_answer"


def stands(site: Site, reference: CaseReference) -> str:
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    return view.tracks[InstanceId("police/1")].consents["police_report"]


def test_the_person_reads_the_very_letter_in_words_for_them(site: Site, asked: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    page = teacher.get(page_of(site, teacher, asked)).text

    assert "May the school tell the police?</h1>" in page
    assert "A post that says where she parks" in page
    assert "oakfield-teacher@trust.example" in page
    assert "Nothing has been sent" in page
    for words in ("[missing", "Record the person", "witness", "How was the answer given", "If they agreed"):
        assert words not in page


def test_who_presses_without_an_answer_is_asked_for_it_in_words(site: Site, asked: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    again = teacher.fill(page_of(site, teacher, asked))

    assert again.status_code == 422
    told = html.unescape(again.text)
    assert "Choose an answer" in told, told[told.find("There is a problem") :][:400]
    assert "declined" not in re.sub(r'value="[^"]*"', "", again.text)


def test_what_nobody_has_entered_yet_is_told_without_where_to_enter_it() -> None:
    shown = STILL_MISSING.sub(TO_BE_WRITTEN, "What we mean: [missing: which material; enter it when recording].")

    assert shown == "What we mean: [still to be written by the school]."


def test_staff_read_their_own_form_for_the_same_step(site: Site, asked: CaseReference) -> None:
    senior = site.person("oakfield-senior")
    page = senior.get(page_of(site, senior, asked)).text

    assert "Record the person" in page
    assert "How was the answer given?" in page


@pytest.mark.parametrize("author", ["unknown", "employee"])
def test_what_is_hidden_from_the_person_changes_nothing_of_the_letter_that_they_are_shown(
    site: Site, author: str
) -> None:
    plain, known = (reported(site.services) for _ in range(2))
    found(site.services, plain, material="threatening")
    found(site.services, known, material="threatening", author=author)
    by = caller(site.services, "oakfield-senior")
    evidence.add(site.services, by, known, NewEvidence(name="Quill.txt", content=b"A chat.", on=InstanceId("police/1")))
    teacher = site.person("oakfield-teacher")
    pages: list[str] = []
    for reference in (plain, known):
        act(site.services, "senior", reference, "police/1", "assess", police_concern="A post that names her car")
        act(site.services, "senior", reference, "police/1", "ask_consent")
        pages.append(html.unescape(teacher.get(page_of(site, teacher, reference)).text))
    shown = [page[page.index("We report what is") : page.index("Yours faithfully")] for page in pages]

    assert "A post that names her car" in shown[0]
    assert "Quill" not in pages[1]
    assert _same(shown)
    assert "as far as you see the case" in pages[1]


def _same(shown: list[str]) -> bool:
    """Say whether two letters differ in codes of the record alone."""
    first, second = (re.sub(r"LUM-2026-\d{4}|police/\w{3}", "", each) for each in shown)
    return first == second


def test_a_yes_to_all_of_it_is_recorded_as_given_online_without_a_limit(site: Site, asked: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    check = teacher.fill(page_of(site, teacher, asked), **{ANSWER: "given", "consent_parts": ["name"]})

    assert "You can change your mind later" in check.text
    assert "If only a part may be told" not in check.text
    assert "Oakley Oakfield" in check.text
    assert teacher.send(check).status_code == 200
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), asked).case
    answers = view.tracks[POLICE].answers
    assert stands(site, asked) == "given"
    assert answers[FactName("how_consented")].value == "online"
    assert "consent_parts" not in answers


def test_a_yes_to_a_part_says_which_and_the_letter_leaves_out_the_rest(site: Site, asked: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    place = page_of(site, teacher, asked)
    empty = teacher.fill(place, **{ANSWER: "part"})
    check = teacher.fill(place, **{ANSWER: "part", "consent_parts": ["addresses"], "consent_scope": "Not my car"})

    assert empty.status_code == 422
    assert NO_LIMIT in html.unescape(empty.text)
    assert "this person agreed to the report, and not to being named" in check.text
    assert "they set this limit, and we keep to it: Not my car" in check.text.replace("They", "they")
    teacher.send(check)
    assert stands(site, asked) == "given"


def test_a_no_is_taken_and_not_now_leaves_the_question_open(site: Site, asked: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    place = page_of(site, teacher, asked)
    before = teacher.get(place).text
    left = stands(site, asked)
    check = teacher.fill(place, **{ANSWER: "declined"})

    assert "Not now: leave it open and come back" in before
    assert left == "asked"
    assert "The letter that would be sent" not in check.text
    teacher.send(check)
    assert stands(site, asked) == "declined"


def test_what_was_agreed_is_withdrawn_on_a_page_of_their_own(site: Site, asked: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    place = page_of(site, teacher, asked)
    teacher.send(teacher.fill(place, **{ANSWER: "given"}))
    withdraw = place.replace("consent_answer", "withdraw")
    page = teacher.get(withdraw).text

    assert "Withdraw what you agreed to</h1>" in page
    teacher.send(teacher.fill(withdraw))
    assert stands(site, asked) == "withdrawn"


def test_the_first_page_of_the_case_asks_the_person_in_their_words(site: Site, asked: CaseReference) -> None:
    page = site.person("oakfield-teacher").get(f"/cases/{asked}").text

    assert '<h2 class="dc-next__step" id="next">May the school tell the police?</h2>' in page
    assert "Record the person" not in page
    assert "Nothing for you to do now" not in page
