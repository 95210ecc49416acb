"""What Lumen's policy says will be done: no step of ours leaves it, unless the policy's own words allow it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import BadAnswers
from engine.identity import About, ActionName, FactName, TrackName
from engine.language.guards import evaluate
from engine.language.vocabulary import CASE_TRACK
from engine.steps.guard_view import InstanceGuardView
from engine.steps.transition import Refusal
from tests.builders import FINDINGS, Story, consented, library, lumen, police_case, requested, triaged
from tests.unit.workflows.test_link_by_its_clauses import begun


def may_close(story: Story) -> bool:
    """Say whether the reports to the police stand in the way of closing a case no longer."""
    close = lumen().track(CASE_TRACK).definition.actions[ActionName("close")]
    view = InstanceGuardView(story.case, story.track("case/1"), lumen().definitions, story.at)
    needs = [need for need in close.requires if {"13.7", "14.5"} & set(need.cites)]
    assert len(needs) == 6
    return all(evaluate(need.that, view) is True for need in needs)


@pytest.mark.parametrize("finding", ["unlawful_conduct", "both"])
def test_what_is_found_unlawful_is_not_left_by_a_step_of_ours(finding: str) -> None:
    story = police_case(finding)
    story.act("senior", "police/1", "assess", finding=finding)

    assert "leave_it" not in story.open_to("senior", "police/1")
    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.", why_not_asked="Away.")
    assert "step_back" not in story.open_to("senior", "police/1")


def test_a_finding_that_was_wrong_is_corrected_and_then_nothing_is_referred() -> None:
    story = consented()
    story.act("senior", "investigation/1", "look_again", new_evidence="It was quoted from a film.")
    story.act("senior", "investigation/1", "record_findings", **FINDINGS)
    corrected = story.correct("police/1", finding="neither")
    assert not isinstance(corrected, Refusal)
    story.keep(corrected)

    story.act("senior", "police/1", "step_back", not_asked_because="It was no threat.")
    assert story.state("police/1") == "not_referred"


def test_a_second_person_may_find_that_what_was_decided_on_was_wrong() -> None:
    story = police_case("unlawful_conduct")
    story.act("senior", "police/1", "assess", finding="unlawful_conduct")
    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.", why_not_asked="Away.")
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


# 14.5: what is unlawful and no conduct of staff is reported with the consent of the person who was wronged


def unlawful_by_others() -> Story:
    story = police_case("unlawful_other")
    story.act("senior", "police/1", "assess", finding="unlawful_other")
    return story


def nobody_named(story: Story) -> Story:
    story.case = story.case.with_track(replace(story.track("police/1"), about=About("")))
    return story


def agreed(story: Story) -> Story:
    story.act("senior", "police/1", "ask_consent")
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given", "how_consented": "online"})
    return story


def test_the_person_who_was_wronged_by_what_is_unlawful_is_asked_before_anything_ends() -> None:
    story = unlawful_by_others()

    assert "leave_it" not in story.open_to("senior", "police/1")
    assert "14.5" in story.options("senior")[("police/1", "leave_it")].reasons[0].clause
    assert not may_close(story)


def test_what_is_unlawful_and_wronged_nobody_whom_one_could_ask_is_reported() -> None:
    story = nobody_named(unlawful_by_others())
    assert story.open_to("senior", "police/1") == {"decide_without_consent", "emergency"}

    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.")
    assert "step_back" not in story.open_to("senior", "police/1")
    assert not may_close(story)


def test_what_the_person_agreed_to_report_is_not_left_unless_they_withdraw() -> None:
    story = agreed(unlawful_by_others())

    assert "step_back" not in story.open_to("senior", "police/1")
    assert not may_close(story)
    story.act("teacher", "police/1", "withdraw")
    assert (story.state("police/1"), may_close(story)) == ("not_referred", True)


def test_their_no_is_accepted_and_ends_it() -> None:
    story = unlawful_by_others()
    story.act("senior", "police/1", "ask_consent")
    no = {"consent.police_report": "declined", "how_consented": "online"}
    story.act("teacher", "police/1", "consent_answer", **no)

    assert (story.state("police/1"), may_close(story)) == ("not_referred", True)


def test_other_agencies_than_the_police_are_told_of_what_anybody_did_unlawfully() -> None:
    story = agreed(unlawful_by_others())
    story.send("senior", "police/1", "refer")
    close = lumen().track(CASE_TRACK).definition.actions[ActionName("close")]
    [need] = [each for each in close.requires if "14.5#2" in each.cites]

    def told() -> bool:
        view = InstanceGuardView(story.case, story.track("case/1"), lumen().definitions, story.at)
        return evaluate(need.that, view) is True

    assert not told()
    story.act("senior", "police/1", "tell_agencies", agencies_told="The local authority, by telephone.")
    assert told()


def test_what_agency_staff_do_unlawfully_is_unlawful_conduct_by_staff() -> None:
    story = triaged()
    story.act("senior", "investigation/1", "start")

    with pytest.raises(BadAnswers, match="count as staff"):
        story.act(
            "senior",
            "investigation/1",
            "record_findings",
            **{**FINDINGS, "material": "unlawful_other", "author": "agency"},
        )


# 13.5: who has to complain themselves is helped


def left_to_the_person(answer: str) -> Story:
    story = requested()
    story.act("senior", "removal/1", "host_answer", host_said="wants_person")
    story.act("senior", "removal/1", "personal_answer", person_said=answer)
    return story


@pytest.mark.parametrize("answer", ["declined", "no_answer"])
def test_nothing_more_is_done_about_an_address_only_after_the_person_was_helped(answer: str) -> None:
    story = left_to_the_person(answer)
    [reason] = story.options("senior")[("removal/1", "go_without")].reasons
    assert reason.printed == "13.5"
    assert story.clock_state("removal/1 request") == ("met" if answer == "declined" else "open")

    story.act("senior", "removal/1", "give_help", help_given="Offered at 10; she wanted none.")
    assert story.clock_state("removal/1 request") == "met"
    story.act("senior", "removal/1", "go_without", without_person="leave", without_reason="She would rather not.")
    assert story.state("removal/1") == "no_approach"


def test_a_person_who_has_complained_to_the_site_is_owed_no_more_help_with_it() -> None:
    story = left_to_the_person("declined")
    story.act("teacher", "removal/1", "file_after_all")

    assert story.track("removal/1").answers[FactName("help_owed")].value == "no"


# 13.4: a pupil who posted it is disciplined


def pupil(attribution: str = "high") -> Story:
    story = triaged()
    story.act("senior", "case/1", "open_more", routes="pupil", more_because="A pupil wrote it.")
    asked = {"pupil_name": "A pupil", "account": "A post.", "anonymous": "no", "attribution": attribution}
    story.act("senior", "pupil/1", "ask_lead", **asked)
    return story


def pupil_done(story: Story) -> bool:
    close = lumen().track(CASE_TRACK).definition.actions[ActionName("close")]
    [need] = [each for each in close.requires if "13.4" in each.cites]
    view = InstanceGuardView(story.case, story.track("case/1"), lumen().definitions, story.at)
    return evaluate(need.that, view) is True


@pytest.mark.parametrize("word", ["safeguarding_only", "wait"])
def test_a_word_of_the_lead_does_not_take_the_place_of_what_follows_under_the_behaviour_policy(word: str) -> None:
    story = pupil()
    story.act("dsl", "pupil/1", "screen", parent_contact=word, also_victim="yes", screen_reasons="Trouble at home.")
    assert not pupil_done(story)

    story.act("head", "pupil/1", "decide", measure="restorative", measure_reasons="With the lead.")
    assert (story.state("pupil/1"), pupil_done(story)) == ("decided", True)


@pytest.mark.parametrize("attribution", ["high", "not_shown"])
def test_a_pupil_of_whom_it_is_not_found_is_not_disciplined(attribution: str) -> None:
    story = pupil(attribution)
    if attribution == "high":
        story.act("head", "pupil/1", "rule_out", not_involved_because="It was somebody else's account.")
    else:
        said = {"parent_contact": "safeguarding_only", "also_victim": "yes", "screen_reasons": "A child at risk."}
        story.act("dsl", "pupil/1", "screen", **said)

    assert story.track("pupil/1").ended
    assert pupil_done(story)


# 3.2: a question that was raised is settled


def test_passing_a_question_on_buys_no_time_and_settles_nothing() -> None:
    story = begun(lumen(), {"purpose": "question"})
    story.act("senior", "query/1", "pass_on", passed_to="Somebody who knows; told at 9.")

    assert not story.track("query/1").ended
    assert story.clock_state("query/1 answer") == "open"
    assert "central" in {person for told in story.tells for person in told.people}
    story.act("central", "query/1", "answer", answer_words="Yes.")
    assert story.clock_state("query/1 answer") == "met"
