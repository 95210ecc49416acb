"""Flourish's clauses where they were once got wrong: each is played, or read where it stands."""

from __future__ import annotations

import pytest

from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, TrackName
from engine.steps.transition import Refusal
from tests.builders import FINDINGS, Story, library, report

UNLAWFUL = {**FINDINGS, "material": "unlawful_other", "author": "parent"}


def begun(*, affected: tuple[str, ...] = ("teacher",), **answers: str) -> Story:
    """A case under Flourish that the policy covers, with its first procedures started."""
    story = report(policy="flourish", affected=affected, answers=answers)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    return story


def found(story: Story) -> Story:
    """The investigation finds that what a parent posted is against the law."""
    story.act("senior", "case/1", "open_tracks")
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **UNLAWFUL)
    story.act("senior", "police/1", "assess", finding="unlawful_other")
    return story


# 8.2: a breach of confidential information goes to the data protection officer


def test_confidential_information_is_told_to_the_data_protection_officer_with_the_report() -> None:
    story = report(policy="flourish", answers={"category": "data", "personal_data": "no"})

    assert story.clock_state("data_breach/1 tell_dpo") == "open"
    assert "dpo" in {person for told in story.tells for person in told.people}


# 8.4: any unlawful act


def test_what_a_parent_did_against_the_law_is_referred_where_the_person_agrees() -> None:
    story = found(begun())
    story.act("senior", "police/1", "ask_consent")
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given", "how_consented": "signed"})
    story.send("senior", "police/1", "refer")

    assert story.state("police/1") == "referred"


def test_after_a_no_it_is_not_referred_and_the_refusal_blames_no_clause_for_that() -> None:
    story = found(begun())
    story.act("senior", "police/1", "ask_consent")
    no = {"consent.police_report": "declined", "how_consented": "online"}
    story.act("teacher", "police/1", "consent_answer", **no)
    refused = story.ask("senior", "police/1", "decide_without_consent", reason="It is against the law.")

    assert isinstance(refused, Refusal)
    assert "That limit is ours" in refused.reasons[0].unlocks
    assert refused.reasons[0].clause == ""


def test_what_is_against_the_law_is_referred_without_consent_where_nobody_can_be_asked() -> None:
    story = found(begun(affected=()))
    story.act("senior", "police/1", "decide_without_consent", reason="Nobody is named in it.")
    story.send("senior", "police/1", "refer_unlawful")

    assert story.state("police/1") == "referred"


def test_the_law_leaves_the_school_the_choice_and_so_do_the_steps() -> None:
    story = found(begun())

    assert "leave_it" in story.open_to("senior", "police/1")


# 10.3 to 10.6: outside working hours


def disciplined(**scope: str) -> Story:
    story = begun()
    story.add_subject("colleague")
    story.act("head", "discipline/1", "answer_threshold", harm_threshold="not_met", concern="A post.")
    story.act("head", "discipline/1", "decide_scope", scope="in_scope", scope_reasons="A post on Saturday.", **scope)
    story.act("head", "discipline/1", "consult_registers", registers="none_found")
    return story


@pytest.mark.parametrize("limb", ["limb_threat", "limb_order", "limb_reputation"])
def test_one_limb_is_enough_for_what_happened_outside_working_hours(limb: str) -> None:
    story = disciplined(outside_hours="yes", jurisdiction_grounds=limb)

    assert "prepare_notice" in story.open_to("head", "discipline/1")


def test_without_a_limb_nobody_is_told_of_discipline_for_a_saturday() -> None:
    story = disciplined(outside_hours="yes")

    [reason] = story.options("head")[("discipline/1", "prepare_notice")].reasons
    assert reason.clause == "10.3, 10.4, 10.5, 10.6"
    assert "drop" in story.open_to("head", "discipline/1")


def test_what_happened_at_work_needs_no_limb() -> None:
    assert "prepare_notice" in disciplined(outside_hours="no").open_to("head", "discipline/1")


# 10.1: bullying is dealt with


def test_a_matter_is_not_dropped_as_permitted_where_the_registers_say_otherwise() -> None:
    story = disciplined(outside_hours="no")
    with pytest.raises(BadAnswers):
        story.ask("head", "discipline/1", "drop", drop_ground="permitted", drop_reason="It was allowed.")

    story.act("head", "discipline/1", "drop", drop_ground="no_breach", drop_reason="It was somebody else's post.")


# 9.1, 9.2: who is asked for what


def test_a_letter_to_a_parent_hangs_on_no_condition_that_the_policy_does_not_print() -> None:
    flourish = library().current("flourish")
    parent = flourish.track(TrackName("parent")).definition

    assert flourish.definition.tracks[TrackName("parent")].requires == {}
    assert set(parent.facts[FactName("expectations_sent")].domain) == {"yes", "no", "not_known"}


@pytest.mark.parametrize("action", ["arrange_hearing", "hold_hearing"])
def test_a_hearing_of_which_the_policy_says_nothing_cites_no_clause_on_what_may_follow(action: str) -> None:
    assert library().current("flourish").cites(TrackName("discipline"), ActionName(action)) == ("10.2",)
