"""Which rules each allegation comes under: a line for each, in their order."""

import pytest

from engine.identity import ActionName, FactName, InstanceId, TrackName
from engine.questions.answers import take
from engine.questions.bounds import Occasion
from engine.questions.part_lines import by_paragraph, wrong_lines
from engine.record.values import Answer
from tests.builders import report
from tests.services import library

TWO = "On 3 May you wrote it.\n\nOn 4 May you shared it."
DISCIPLINE = library().policies["lumen"].track(TrackName("discipline")).definition
LINES = FactName("allegation_rules")


def wrong(lines: str, alleged: str = TWO) -> str:
    answers = {FactName("conduct_alleged"): Answer("value", ("5.6#1", "5.8"))}
    asked = (FactName("conduct_alleged"), LINES)
    return dict(wrong_lines(DISCIPLINE, asked, answers, {"allegations": alleged, LINES: lines})).get(LINES, "")


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


def test_a_step_of_an_earlier_version_that_does_not_ask_for_the_lines_is_not_stopped_by_them() -> None:
    policy, name = library().policies["lumen"], ActionName("prepare_notice")
    step = DISCIPLINE.actions[name]
    asks = tuple(each for each in step.asks if each in ("allegations", "conduct_alleged"))
    earlier = DISCIPLINE.model_copy(
        update={"actions": {**DISCIPLINE.actions, name: step.model_copy(update={"asks": asks})}}
    )
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.add_subject("colleague")
    instance, at = story.case.tracks[InstanceId("discipline/1")], story.world.at
    occasion = Occasion(
        definition=earlier,
        case=story.case,
        instance=instance,
        at=at,
        now=at,
        calendar=story.world.calendar,
        action=name,
    )
    raw = {"allegations": TWO, "conduct_alleged": "5.6,5.8"}

    assert set(take(earlier, instance, raw, policy.definition, occasion).answers) == {*asks}


def test_without_lines_every_rule_belongs_to_every_allegation() -> None:
    assert by_paragraph(["a", "b"], "", ["5.6", "5.8"]) == [("5.6", "5.8"), ("5.6", "5.8")]
    assert by_paragraph(["a", "b"], "5.6\n5.8", ["5.6", "5.8"]) == [("5.6",), ("5.8",)]
