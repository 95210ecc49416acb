"""The wording of a letter edited in a browser: its pages stand beside it and follow what is typed; axe looks at all."""

from __future__ import annotations

import pytest

from duecourse.casework.commands import letter_edits
from duecourse.casework.commands.steps import correct
from engine.identity import CaseReference, InstanceId
from engine.record.codes import letter_code
from tests.browser.conftest import Open
from tests.browser.windows import LAPTOP, PHONE, Served
from tests.letters_given import SENIOR, case_of, drafted
from tests.services import caller

SHEET = "[data-pages] img"


@pytest.fixture
def letter(served: Served) -> str:
    """Give the address of the draft of a request to a host."""
    place = served.site.services
    reference, number = drafted(place)
    return f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_the_pages_follow_what_is_typed_and_nothing_is_saved_by_it(window: Open, letter: str, width: int) -> None:
    senior = window(width).sign_in(SENIOR)
    page = senior.open(f"{letter}/edit")
    page.wait_for_selector(SHEET)
    wrong = senior.look()
    before, text = page.get_attribute(SHEET, "src"), page.input_value("#text")
    page.fill("#text", text.replace("Dear team", "Dear colleagues, and everybody else who reads this"))
    page.wait_for_function(f"before => document.querySelector('{SHEET}').src !== before", arg=before)
    again = page.get_attribute(SHEET, "src")
    page.click("text=Show the pages")
    stayed = page.input_value("#text")
    unsaved = senior.open(letter).inner_text("main")

    assert wrong == []
    assert again != before
    assert "Dear colleagues" in stayed
    assert "Dear colleagues" not in unsaved


def test_without_scripts_a_button_draws_the_pages_and_a_file_that_is_none_is_refused(window: Open, letter: str) -> None:
    senior = window(PHONE, script=False).sign_in(SENIOR)
    page = senior.open(f"{letter}/edit")
    empty = page.locator(SHEET).count()
    page.click("text=Show the pages")
    drawn = page.locator(SHEET).count()
    page.set_input_files("#word_file", {"name": "a.docx", "mimeType": "text/plain", "buffer": b"no Word file"})
    page.click("text=Bring in the text of the file")
    senior.provoked.add((422, f"{letter}/edit/word"))
    told = page.inner_text("main")

    assert (empty, drawn > 0) == (0, True)
    assert "This is no Word file" in told


def test_three_texts_side_by_side_comments_and_forbidden_words_can_be_read_by_everybody(
    window: Open, letter: str, served: Served
) -> None:
    place = served.site.services
    reference, code = letter.split("/")[2], letter.split("/")[4]
    case = case_of(place, CaseReference(reference))
    number = next(each.number for each in case.letters.values() if letter_code(case.id, each.number) == code)
    text = letter_edits.read_wording(place, caller(place, SENIOR), case.reference, code).text
    mine = text.replace("Dear team", "Dear team, we demand that you act")
    letter_edits.edit(place, caller(place, SENIOR), case.reference, number, mine)
    facts = {"requested_action": "amend"}
    correct(place, caller(place, SENIOR), case.reference, InstanceId("removal/1"), facts, "Changed")
    senior = window().sign_in(SENIOR)
    wrong: list[str] = []
    for address in (f"{letter}/edit", f"{letter}/edit?begin=both", f"{letter}/words", letter):
        page = senior.open(address)
        if page.locator("[data-pages]").count():
            page.wait_for_selector(SHEET)
        wrong += senior.look()

    assert wrong == []
