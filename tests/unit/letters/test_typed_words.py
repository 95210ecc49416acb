"""What people type into a letter is read as well: verdicts, names of children in their forms, passwords."""

import pytest

from letters.never_rules import forms
from tests.unit.letters.facts import drafted


@pytest.mark.parametrize(
    ("letter", "fact", "typed"),
    [
        ("L11-investigation-notice", "allegations", ["Your breach is gross misconduct."]),
        ("L14-hearing", "allegations", ["This was gross misconduct."]),
        ("L13-suspension", "suspension_reasons", "You have breached the policy."),
        ("L12-meeting", "allegations", ["It has been proved that you wrote it."]),
    ],
)
def test_nobody_is_judged_before_there_is_an_outcome_in_what_was_typed_either(
    letter: str, fact: str, typed: object
) -> None:
    (*_, problem) = drafted(letter, **{fact: typed}).problems()

    assert "nobody is judged" in problem


@pytest.mark.parametrize(
    "named", ["Robin Sandpiper", "Sandpiper, Robin", "R. Sandpiper", "ROBIN S", "Robin Sandpiper\u2019s", "Robin"]
)
def test_a_child_is_not_named_to_a_subject_in_any_form(named: str) -> None:
    allegations = [f"You wrote about {named} on 12 October."]

    (problem,) = drafted("L14-hearing", ("Robin Sandpiper",), allegations=allegations).problems()

    assert "must not name “Robin Sandpiper”" in problem


def test_a_first_name_that_is_also_a_word_stops_nothing() -> None:
    allegations = ["May we say so? You posted a picture."]

    assert drafted("L14-hearing", ("May Sandpiper",), allegations=allegations).problems() == ()


def test_one_name_alone_has_one_form() -> None:
    assert forms("Sandpiper") == ("Sandpiper",)


@pytest.mark.parametrize("quoted", ["The password is hunter2.", "PIN: 1234", "login: oakley"])
def test_a_password_goes_on_in_no_letter_not_even_in_quoted_words(quoted: str) -> None:
    incidents = [{"words_quoted": quoted}]

    (problem,) = drafted("L08-police-referral", incidents=incidents).problems()

    assert "No password stands in a letter" in problem


def test_what_is_against_the_law_is_never_a_fact_in_a_letter() -> None:
    (problem,) = drafted("L13-suspension", suspension_reasons="What was posted is illegal.").problems()

    assert "never says as a fact" in problem


def test_what_the_parents_read_is_not_written_in_the_first_person_of_who_told_us() -> None:
    (problem,) = drafted("L20-pupil-parents", what_happened="Two posts call me a liar.").problems()

    assert "does not speak in the first person" in problem
    # the letter itself may: the head writes it
    assert drafted("L20-pupil-parents", what_happened="Two posts insult a teacher.").problems() == ()


@pytest.mark.parametrize(
    "letter", ["L15-no-case", "L17-warning", "L18-dismissal", "L26-tra-referral", "L27-dbs-referral"]
)
@pytest.mark.parametrize(
    "findings",
    [
        ["Upheld: it was so, and the second is not shown."],
        ["Upheld: it was so.", "The second is not shown."],
        ["Upheld.", "Not upheld.", "Upheld: something else has come up."],
    ],
)
def test_each_allegation_has_a_finding_of_its_own_that_says_whether_it_is_upheld(
    letter: str, findings: list[str]
) -> None:
    (problem,) = drafted(letter, allegations=["The first.", "The second."], findings=findings).problems()

    assert "one finding for each allegation" in problem


def test_findings_that_fit_the_allegations_stop_nothing() -> None:
    findings = ["Upheld in part: one of the two.", "Not upheld: it was somebody else."]

    assert drafted("L18-dismissal", allegations=["The first.", "The second."], findings=findings).problems() == ()


@pytest.mark.parametrize("letter", ["L17-warning", "L18-dismissal"])
def test_a_sanction_names_no_rule_that_the_person_was_not_told_of(letter: str) -> None:
    told = drafted(letter, conduct_alleged=["Keep secrets."], conduct_found=["Keep secrets.", "Harass nobody."])

    assert [each for each in told.problems() if "told of beforehand" in each]
    assert drafted(letter, conduct_alleged=["Keep secrets."], conduct_found=["Keep secrets."]).problems() == ()


def test_a_dismissal_with_notice_says_how_notice_is_given() -> None:
    (problem,) = drafted("L18-dismissal", notice_way="There is no notice: you are dismissed without it").problems()

    assert "how notice is given" in problem


def test_a_board_is_not_told_that_words_are_untrue() -> None:
    (problem,) = drafted("L31-board-notice", matter="A website keeps untrue statements online.").problems()

    assert "does not say what is true" in problem
