"""Which rules each allegation comes under: a line for each, in their order."""

import pytest

from engine.identity import FactName, TrackName
from engine.questions.part_lines import by_paragraph, wrong_lines
from engine.record.values import Answer
from tests.services import library

TWO = "On 3 May you wrote it.\n\nOn 4 May you shared it."
DISCIPLINE = library().policies["lumen"].track(TrackName("discipline")).definition
LINES = FactName("allegation_rules")


def wrong(lines: str, alleged: str = TWO) -> str:
    answers = {FactName("conduct_alleged"): Answer("value", ("5.6#1", "5.8"))}
    return dict(wrong_lines(DISCIPLINE, answers, {"allegations": alleged, LINES: lines})).get(LINES, "")


@pytest.mark.parametrize("lines", ["5.6\n5.8", "1. clause 5.6\n2. 5.6 and 5.8", "5.6#1\n\n5.8"])
def test_a_line_names_rules_as_the_policy_prints_them(lines: str) -> None:
    assert wrong(lines) == ""


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            "",
            "has 2 paragraphs, and here are 0 lines. Write a line for each, in their order, with its numbers: 5.6",
        ),
        ("5.6", "here is 1 line"),
        ("5.6\n5.9", "Line 2 says “5.9”, which is none of those chosen: 5.6, 5.8."),
        ("5.6\n5.6", "No line names 5.8."),
        (",\n5.6, 5.8", "Line 1 names none. Open to it: 5.6, 5.8."),
    ],
)
def test_what_does_not_fit_is_told_with_what_would(lines: str, says: str) -> None:
    assert says in wrong(lines)


def test_one_allegation_needs_no_line() -> None:
    assert wrong("", "On 3 May you wrote it.") == ""


def test_without_lines_every_rule_belongs_to_every_allegation() -> None:
    assert by_paragraph(["a", "b"], "", ["5.6", "5.8"]) == [("5.6", "5.8"), ("5.6", "5.8")]
    assert by_paragraph(["a", "b"], "5.6\n5.8", ["5.6", "5.8"]) == [("5.6",), ("5.8",)]
