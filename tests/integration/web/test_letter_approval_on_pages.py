"""On the pages a second person is asked, reads and approves a draft, or sends it back; its author is offered none."""

from __future__ import annotations

import pytest

from duecourse.casework.administration.settings import set_setting
from engine.ports.settings import SECOND_PERSON
from engine.record.codes import letter_code
from tests.integration.web.test_letter_edits_on_pages import text_of
from tests.letters_given import SENIOR, case_of, drafted
from tests.services import caller
from tests.site import Site

HEAD = "oakfield-head"


@pytest.fixture
def letter(site: Site) -> str:
    """Give the address of the draft of a request to a host that a second person has to approve."""
    set_setting(site.services, caller(site.services, "central"), SECOND_PERSON, "L02: yes")
    reference, number = drafted(site.services)
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def test_a_second_person_finds_the_letter_in_their_work_reads_it_and_approves_it(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person(HEAD)
    before = senior.get(letter)
    asked = senior.send(before, 0, message="Is the address right?")
    work, mine = head.get("/work"), senior.get("/work")
    theirs = head.get(letter)
    approved = head.send(theirs, 0)
    issued = senior.fill(letter, 0)

    assert "Issue this letter" not in before.text
    assert "They have been told" in asked.text
    assert "Approve this letter" not in asked.text
    assert f'href="{letter}"' in work.text
    assert "for your approval" not in mine.text
    assert "Is the address right?" in theirs.text
    assert "Issue this letter" in approved.text
    assert "for your approval" not in head.get("/work").text
    assert "Issued: to send" in issued.text


def test_a_letter_is_sent_back_with_words_that_its_author_reads(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person(HEAD)
    senior.fill(letter, 0)
    empty = head.fill(letter, 1, back_why="")
    head.fill(letter, 1, back_why="The second address is missing.")
    page = senior.get(letter)

    assert empty.status_code == 422
    assert "sent it back" in page.text
    assert "The second address is missing." in page.text
    assert "Ask again" in page.text
    assert "Sent back: to mend" in page.text


def test_who_read_a_letter_before_it_was_edited_approves_nothing(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person(HEAD)
    senior.fill(letter, 0)
    read = head.get(letter)
    form = senior.get(f"{letter}/edit")
    saved = senior.send(form, text=text_of(form.text).replace("Dear team", "Dear colleagues"))
    late = head.send(read, 0)

    assert "Dear colleagues" in saved.text
    assert late.status_code == 409
    assert "Approved by" not in senior.get(letter).text


def test_an_address_of_a_form_leads_back_to_the_letter(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)

    for part in ("ask-approval", "approve", "send-back"):
        assert senior.get(f"{letter}/{part}").url.path == letter
