"""Which procedures follow from the answers: worked out, left out with a reason, and never twice."""

from __future__ import annotations

import pytest

from engine.errors import BadAnswers
from engine.identity import CASE, FactName
from tests.builders import Story, report

SCOPED = {"scope": "in_scope", "scope_reason": "It is about us", "danger_confirmed": "yes"}


def looked_at(new_dangers: str = "", **answers: str) -> Story:
    """A case that was looked at for the first time."""
    story = report(answers=answers)
    story.act("senior", "case/1", "triage", **SCOPED, **({"new_dangers": new_dangers} if new_dangers else {}))
    return story


def followed(story: Story) -> dict[str, str]:
    """Give what the step proposes that begins now, with why."""
    (ask,) = (each for each in story.options("senior")["case/1", "open_tracks"].asks if each.otherwise)
    return {each.answer: each.because for each in ask.proposed if each.starts}


def begun(story: Story) -> set[str]:
    return {instance.track for instance in story.case.tracks.values()}


@pytest.mark.parametrize(
    ("answers", "track"),
    [
        ({"about_category": "pupil"}, "pupil"),
        ({"about_category": "parent"}, "parent"),
        ({"about_category": "volunteer"}, "volunteer"),
        ({"about_category": "governor"}, "governance"),
        ({"about_category": "agency"}, "contractor"),
        ({"about_category": "trainee"}, "contractor"),
        ({"about_category": "contractor"}, "contractor"),
        ({"about_category": "employee", "child_at_risk": "yes"}, "allegation"),
        ({"about_category": "volunteer", "child_at_risk": "dont_know"}, "allegation"),
        ({"category": "data"}, "data_breach"),
        ({"personal_data": "dont_know"}, "data_breach"),
        ({"category": "enquiry"}, "media"),
        ({"child_at_risk": "dont_know"}, "safeguarding"),
        ({"illegal_image": "yes"}, "safeguarding"),
        ({"life_in_danger": "yes"}, "police"),
        ({"new_dangers": "life"}, "police"),
        ({"new_dangers": "personal_data"}, "data_breach"),
    ],
)
def test_an_answer_starts_its_procedure_with_one_confirmation(answers: dict[str, str], track: str) -> None:
    story = looked_at(**answers)
    story.act("senior", "case/1", "open_tracks")

    assert track in begun(story)


def test_where_no_answer_calls_for_one_none_starts() -> None:
    story = looked_at()
    before = begun(story)
    story.act("senior", "case/1", "open_tracks")

    assert followed(looked_at()) == {}
    assert begun(story) == before
    assert FactName("routes") not in story.case.tracks[CASE].answers


def test_what_runs_already_is_not_proposed_again() -> None:
    assert followed(looked_at(child_at_risk="yes", about_category="pupil")) == {
        "pupil": "it is said to be about a pupil"
    }


def test_what_follows_is_left_out_with_a_reason_only() -> None:
    story = looked_at(about_category="pupil")
    with pytest.raises(BadAnswers) as refused:
        story.act("senior", "case/1", "open_tracks", routes="legal")
    story.act("senior", "case/1", "open_tracks", routes="legal", routes_because="The pupil has left")

    assert list(refused.value.faults) == ["routes_because"]
    assert begun(story) & {"legal", "pupil"} == {"legal"}


def test_nobody_leaves_out_what_must_start() -> None:
    story = looked_at(about_category="governor")
    story.act("senior", "case/1", "open_tracks", routes="none", routes_because="It was long ago")

    assert "governance" in begun(story)
    assert story.case.tracks[CASE].answers[FactName("routes")].value == ("governance",)


def test_one_may_be_added_to_what_follows_with_a_reason_only() -> None:
    story = looked_at(about_category="pupil")
    with pytest.raises(BadAnswers) as refused:
        story.act("senior", "case/1", "open_tracks", routes="pupil,legal")
    assert list(refused.value.faults) == ["routes_because"]
    assert "which does not follow from the answers: “Legal action”" in refused.value.faults["routes_because"]
    story.act("senior", "case/1", "open_tracks", routes="pupil,legal", routes_because="A claim is likely")

    assert {"legal", "pupil"} <= begun(story)
