"""On the pages: words that a rule forbids are confirmed with a reason, and colleagues comment on a draft."""

from __future__ import annotations

from html import unescape

import pytest

from duecourse.casework.commands import letter_edits
from duecourse.casework.commands.letter_drafts.colleague_comments import LONGEST
from duecourse.web.forms.typed import clean
from engine.record.codes import letter_code
from tests.letters_given import SENIOR, case_of, drafted
from tests.services import caller
from tests.site import Site
from tests.unit.letters.nasty import LITERAL

HEAD, AFFECTED = "oakfield-head", "oakfield-teacher"
FORBIDDEN = "We would not say that we demand anything."
COMMENTS = -1
"""The form in which a comment is typed, on the page of a draft."""


@pytest.fixture
def letter(site: Site) -> str:
    """Give the address of the draft of a request to a host that says what a rule forbids."""
    place = site.services
    reference, number = drafted(place)
    with_it = letter_edits.read_wording(place, caller(place, SENIOR), reference, str(number)).text
    text = with_it.replace("\n\n", f"\n\n{FORBIDDEN}\n\n", 1)
    letter_edits.edit(place, caller(place, SENIOR), reference, number, text)
    return f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"


def test_words_that_a_rule_forbids_are_confirmed_on_a_page_and_then_the_letter_can_be_issued(
    site: Site, letter: str
) -> None:
    senior = site.person(SENIOR)
    stopped = senior.get(letter)
    shown = senior.get(f"{letter}/words")
    blank = senior.send(shown, why_stay="")
    confirmed = senior.send(shown, why_stay="The host asked us to write it.")
    twice = senior.send(shown, why_stay="The host asked us to write it.")
    issued = senior.send(confirmed, 0)

    assert f'href="{letter}/words"' in stopped.text
    assert "Issue this letter" not in stopped.text
    assert f"“{FORBIDDEN}”" in shown.text
    assert blank.status_code == 422
    assert confirmed.url.path == letter
    assert "Words that stay" in confirmed.text
    assert "The host asked us to write it." in confirmed.text
    assert "Issue this letter" in confirmed.text
    assert twice.url.path == letter
    assert "Sealed when it was issued" in issued.text


def test_a_reason_that_was_typed_is_kept_where_the_words_changed_meanwhile(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person(HEAD)
    shown, form = senior.get(f"{letter}/words"), head.get(f"{letter}/edit")
    changed = form.text.split("<textarea", 1)[1].split(">\n", 1)[1].split("</textarea>")[0]
    head.send(form, text=changed.replace("&#39;", "'").replace(FORBIDDEN, "And yet we demand it."))
    late = senior.send(shown, why_stay="The host asked us to write it.")

    assert late.status_code == 409
    assert "The host asked us to write it." in late.text
    assert "And yet we demand it." in late.text


def test_nobody_else_sees_the_page_of_forbidden_words(site: Site, letter: str) -> None:
    assert site.person(AFFECTED).get(f"{letter}/words").status_code == 404


def test_whatever_somebody_comments_stands_there_literally(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    fit = [said for said in LITERAL.values() if len(said) < LONGEST - 2]
    answers = [senior.fill(letter, COMMENTS, says=f"x {said}") for said in fit]
    too_long = [senior.fill(letter, COMMENTS, says=said) for said in LITERAL.values() if said not in fit]

    shown = unescape(senior.get(letter).text)
    assert {each.status_code for each in answers} == {200}
    assert {each.status_code for each in too_long} == {422}
    assert "<script>alert" not in answers[-1].text
    assert [said for said in fit if clean(f"x {said}").strip() not in shown] == []


def test_a_comment_is_said_settled_by_a_colleague_and_read_by_nobody_else(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person(HEAD)
    empty = senior.fill(letter, COMMENTS, says=" ")
    said = senior.fill(letter, COMMENTS, says="Is the address still right?")
    seen = head.get(letter)
    settled = head.send(seen, COMMENTS - 1)

    assert empty.status_code == 422
    assert "Write what you want to say" in empty.text
    assert said.url.path == letter
    assert "1 comment is open" in seen.text
    assert "Is the address still right?" in seen.text
    assert "Settled by" in settled.text
    assert "comment is open" not in settled.text
    assert senior.get(f"{letter}/comment").url.path == letter
    assert senior.get(f"{letter}/settle").url.path == letter
    assert site.person(AFFECTED).get(letter).status_code == 404
