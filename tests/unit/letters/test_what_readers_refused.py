"""What readers of letters refused: closed lists of whom one may speak to, calls not owned up to, lost numbers."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from letters.writers import text
from tests.unit.letters.facts import drafted, shipped
from tests.unit.letters.pages import flat


def read(letter: str, **changes: object) -> str:
    return flat(text.write(drafted(letter, **changes).blocks))


@pytest.mark.parametrize(
    "letter",
    ["L11-investigation-notice", "L13-suspension", "L13a-suspension-reviewed", "L13b-suspension-lifted"],
)
def test_whom_one_may_speak_to_is_no_closed_list(letter: str) -> None:
    told = read(letter)

    assert "your union, a doctor, a lawyer or another adviser, and with anybody else from whom you need help" in told
    assert "raising a concern in the public interest, or from speaking to the safeguarding lead, a regulator" in told


def test_who_was_not_waiting_is_not_comforted_for_the_wait() -> None:
    waited = "We know that you have been waiting for this since you were suspended"

    assert waited in read("L11-investigation-notice", pause_reason="x", suspended_from=date(2026, 11, 20))
    assert waited not in read("L11-investigation-notice", pause_reason="x", suspended_from=None)


def test_who_comes_back_from_a_suspension_still_does_not_speak_with_witnesses() -> None:
    assert "do not speak about it with colleagues who may be asked as witnesses" in read("L13b-suspension-lifted")


def test_a_letter_to_parents_about_their_child_asks_where_it_goes() -> None:
    (problem,) = drafted("L20-pupil-parents", addressee={"name": "A Parent", "salutation": "A Parent"}).problems()

    assert "the address this letter goes to, or “By hand”" in problem


def test_a_referral_to_the_lead_goes_without_a_telephone_number_and_says_so() -> None:
    sender = {"name": "Rowan Adeyemi", "role": "Deputy", "place": "School", "email": "r@x.example"}
    letter = drafted("L24-dsl-referral", sender=sender)

    assert letter.problems() == ()
    assert "We know no number for them: ask the school office" in flat(text.write(letter.blocks))
    assert "telephone 01632 960 009" in read("L24-dsl-referral", ring_on="01632 960 009")


def test_a_referral_to_the_lead_says_who_says_so() -> None:
    letter = read("L24-dsl-referral", said_by="A pupil told the form tutor at 8:40am")

    assert "A pupil told the form tutor at 8:40am" in letter
    assert "the person who says so" in letter


@pytest.mark.parametrize(
    ("named", "words"),
    [("yes", "Your name was given."), ("no", "Your name was not given."), (None, "was given we do not know.")],
)
def test_who_is_asked_for_consent_reads_what_the_police_were_told_and_whether_they_were_named(
    named: str | None, words: str
) -> None:
    called = {"called_words": "The head rang 101", "called_words_given": True, "called_because": "A knife"}
    letter = read("L06-consent-request", **called, called_told="That somebody waits", called_named=named)

    assert "The police were told this: That somebody waits." in letter
    assert words in letter


def test_a_request_for_consent_after_a_call_waits_for_what_the_police_were_told() -> None:
    called = {"called_words": "The head rang 101", "called_words_given": True, "called_because": "A knife"}
    letter = drafted("L06-consent-request", **called, called_told=None)

    assert [gap.path for gap in letter.missing] == ["called_told"]


def test_a_withdrawal_closes_no_way_to_complain_or_to_raise_a_concern() -> None:
    letter = read("L43-withdrawal")

    assert "do not do what it asked" not in letter
    assert "raise a concern in the public interest" in letter


@pytest.mark.parametrize("letter", ["L07-consent-record", "L23-people-notice", "L36-intimate-image-report"])
def test_what_law_gives_effect_to_is_put_right_and_not_withdrawn(letter: str) -> None:
    assert not shipped()[letter].sources[0].matter.withdrawn


def test_a_closing_letter_tells_steps_against_harassment_in_words_or_not_at_all() -> None:
    assert "so that it stops" not in read("L32-closure")
    assert "The posts were reported on Monday." in read(
        "L32-closure", harassment_words="The posts were reported on Monday"
    )


def test_parents_read_that_they_may_say_no_at_any_time_and_nothing_that_a_clause_of_the_board_breaks() -> None:
    letter = read("L40-expectations")

    assert "from then on we put nothing new of your child online" in letter
    assert "without your yes" not in letter


def test_who_is_shown_in_an_intimate_image_reads_the_48_hours_and_the_numbers_that_the_trust_has() -> None:
    helplines = [{"name": "Revenge Porn Helpline", "contact": "01632 960 555"}]
    letter = read("L03-personal-complaint", intimate=True, support_contacts=helplines)

    assert "then has 48 hours" in letter
    assert "Revenge Porn Helpline (01632 960 555)" in letter
    assert "gives more weight" not in letter


def test_a_reader_is_told_of_no_kinds_that_concern_others_alone_and_has_not_to_guess_whom_it_is_about() -> None:
    listed = {"name": "Mrs Example", "about": "Robin Example", "kinds": ["Name"]}
    own = read("L23-people-notice", addressee=listed, special_category=True, data_categories=["Health"])
    (whom, which) = drafted("L23-people-notice", addressee={"name": "Mrs Example"}).problems()

    assert "Health" not in own
    assert "that the law protects most" not in own
    assert "whom it concerns" in whom
    assert "which information about that person" in which


def test_who_got_a_letter_by_mistake_reads_of_the_data_protection_officer_also_where_the_case_has_none() -> None:
    assert "Our data protection officer will answer your questions" in read("L43a-wrong-person", dpo_name=None)


def test_no_paragraph_runs_into_the_next_because_a_condition_ends_its_line() -> None:
    """What ends a line takes the line break behind it along, so that a paragraph needs two empty lines there."""
    joined = re.compile(r"^(?!\{%).*\S.*\{% \w+[^\n]*%\}\n\n(?=[A-Z])", re.MULTILINE)
    templates = {path.name: path.read_text() for path in Path(str(files("letters") / "templates")).glob("*.j2")}
    found = {name: [each.group() for each in joined.finditer(words)] for name, words in templates.items()}

    assert len(templates) > 50
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_person_who_needs_a_companion_may_speak_to_a_colleague_about_it() -> None:
    for letter in ("L11-investigation-notice", "L13-suspension", "L13a-suspension-reviewed", "L13b-suspension-lifted"):
        assert "a colleague whom you ask to come with you to a meeting" in read(letter)


def test_a_consent_that_was_given_does_not_hide_what_is_reported_without_one() -> None:
    assert "What our letter said about danger" in read("L07-consent-record", decision="given")
