"""What Lumen's policy says will be done: no step of ours leaves it, unless the policy's own words allow it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.identity import About, ActionName, TrackName
from engine.language.guards import evaluate
from engine.language.vocabulary import CASE_TRACK
from engine.steps.guard_view import InstanceGuardView
from engine.steps.transition import Refusal
from tests.builders import Story, consented, library, lumen, police_case


def may_close(story: Story) -> bool:
    """Say whether the reports to the police stand in the way of closing a case no longer."""
    close = lumen().track(CASE_TRACK).definition.actions[ActionName("close")]
    view = InstanceGuardView(story.case, story.track("case/1"), lumen().definitions, story.at)
    needs = [need for need in close.requires if {"13.7", "14.5"} & set(need.cites)]
    assert len(needs) == 3
    return all(evaluate(need.that, view) is True for need in needs)


@pytest.mark.parametrize("finding", ["unlawful_conduct", "both"])
def test_what_is_found_unlawful_is_not_left_by_a_step_of_ours(finding: str) -> None:
    story = police_case(finding)
    story.act("senior", "police/1", "assess", finding=finding)

    assert "leave_it" not in story.open_to("senior", "police/1")
    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.")
    assert "step_back" not in story.open_to("senior", "police/1")


def test_a_finding_that_was_wrong_is_corrected_and_then_nothing_is_referred() -> None:
    story = consented()
    corrected = story.correct("police/1", finding="neither")
    assert not isinstance(corrected, Refusal)
    story.keep(corrected)

    story.act("senior", "police/1", "step_back", not_asked_because="It was no threat.")
    assert story.state("police/1") == "not_referred"


def test_a_second_person_may_find_that_what_was_decided_on_was_wrong() -> None:
    story = police_case("unlawful_conduct")
    story.act("senior", "police/1", "assess", finding="unlawful_conduct")
    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.")
    assert not may_close(story)

    assert "judge_again" not in story.open_to("senior", "police/1")
    story.act("head", "police/1", "judge_again", finding="neither", judged_otherwise="It was somebody else's account.")
    assert (story.state("police/1"), may_close(story)) == ("below", True)


def test_a_threat_is_not_left_unasked_unless_nobody_can_be_asked() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    assert "leave_it" not in story.open_to("senior", "police/1")
    assert not may_close(story)

    instance = story.track("police/1")
    story.case = story.case.with_track(replace(instance, about=About("")))
    assert "leave_it" in story.open_to("senior", "police/1")


def test_nobody_is_asked_for_consent_that_the_policy_does_not_want() -> None:
    story = police_case("unlawful_conduct")
    story.act("senior", "police/1", "assess", finding="unlawful_conduct")

    assert story.open_to("senior", "police/1") == {"decide_without_consent", "emergency"}


def test_a_refusal_by_the_person_does_not_end_a_report_of_what_is_unlawful() -> None:
    story = police_case("both")
    story.act("senior", "police/1", "assess", finding="both")
    story.act("senior", "police/1", "ask_consent")
    story.act(
        "teacher", "police/1", "consent_answer", **{"consent.police_report": "declined", "how_consented": "online"}
    )

    assert story.state("police/1") == "not_referred"
    assert not may_close(story)
    assert "decide_without_consent" in story.open_to("senior", "police/1")


def test_a_threat_whose_report_the_person_agreed_to_is_not_left_unless_they_withdraw() -> None:
    story = consented()

    assert "step_back" not in story.open_to("senior", "police/1")
    assert not may_close(story)
    assert "13.7" in story.options("senior")[("police/1", "step_back")].reasons[0].clause
    story.act("teacher", "police/1", "withdraw")
    assert (story.state("police/1"), may_close(story)) == ("not_referred", True)


def test_a_site_that_does_not_cooperate_leads_to_the_internet_provider_and_nowhere_else() -> None:
    removal = lumen().track(TrackName("removal")).definition
    others = [library().current(name).track(TrackName("removal")).definition for name in ("flourish", "link")]

    assert "leave" not in removal.actions
    assert all("leave" in other.actions for other in others)
