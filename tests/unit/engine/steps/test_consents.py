"""Only the person reopens what they refused or withdrew, and no correction takes away what a rule rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.changes.change import Change
from engine.changes.contents import correct
from engine.errors import BadAnswers
from engine.history.undo import blank_of, find_mistake
from engine.history.undo import take_back as taken_back
from engine.identity import About, FactName, InstanceId, PersonId, TrackName
from engine.record.values import Actor
from engine.steps.consents import is_refused, ways
from engine.steps.transition import Refusal, Step
from tests.builders import Story, consented, lumen, police_case, report, said

GIVEN = {"consent.police_report": "given", "how_consented": "email"}
THEMSELVES = "only the person themselves reopens it"


def answered(answer: str, how: str = "email") -> Story:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act("senior", "police/1", "consent_answer", **{"consent.police_report": answer, "how_consented": how})
    return story


def by_word(*, witness: str = "") -> Story:
    facts = {"consent.police_report": "given", "how_consented": "oral", "consent_witness": witness}
    story = police_case("both")
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act("senior", "police/1", "consent_answer", **{name: text for name, text in facts.items() if text})
    return story


def take_back(story: Story, who: str) -> Step | Refusal:
    mistake = find_mistake(blank_of(story.case), story.entries)
    return taken_back(story.policy, story.case, mistake, replace(story.change(), by=Actor(PersonId(who))), story.world)


def test_the_first_answer_is_recorded_for_the_person() -> None:
    story = answered("given")

    assert story.state("police/1") == "ready"


@pytest.mark.parametrize(("answer", "how"), [("declined", "email"), ("no_answer", "none")])
def test_a_manager_does_not_record_a_yes_after_a_no_or_a_silence(answer: str, how: str) -> None:
    story = answered(answer, how)
    refused = story.refused("senior", "police/1", "consent_answer", **GIVEN)
    offered = story.options("senior")[("police/1", "consent_answer")].asks[0].options

    assert THEMSELVES in refused
    assert "given" not in offered
    assert "given" in story.options("teacher")[("police/1", "consent_answer")].asks[0].options
    story.act("teacher", "police/1", "consent_answer", **GIVEN)
    assert story.state("police/1") == "ready"


def test_a_manager_does_not_record_a_yes_after_a_withdrawal() -> None:
    story = consented()
    story.act("teacher", "police/1", "withdraw")

    assert THEMSELVES in story.refused("senior", "police/1", "consent_answer", **GIVEN)


def test_a_name_that_may_not_be_given_is_given_by_the_person_alone() -> None:
    story = report()
    story.act("teacher", "support/1", "answer_naming", **{"consent.naming": "given"})
    story.act("senior", "support/1", "withdraw_naming")

    assert THEMSELVES in story.refused("senior", "support/1", "answer_naming", **{"consent.naming": "given"})
    story.act("teacher", "support/1", "answer_naming", **{"consent.naming": "given"})


def test_a_refusal_is_taken_back_by_the_person_alone() -> None:
    story = answered("declined")
    refused = take_back(story, "senior")

    assert isinstance(refused, Refusal)
    assert THEMSELVES in said(refused)
    assert isinstance(take_back(story, "teacher"), Step)


def test_a_withdrawal_is_not_taken_back_by_a_manager_who_recorded_it() -> None:
    story = consented()
    story.act("senior", "police/1", "withdraw")
    refused = take_back(story, "senior")

    assert isinstance(refused, Refusal)
    assert THEMSELVES in said(refused)


def test_a_refusal_counts_for_a_second_procedure_about_the_same_person() -> None:
    story = answered("declined")
    second = replace(story.track("police/1"), number=2, state="consent_asked", ended=False, consents={}, done={})
    story.case = story.case.with_track(second)

    assert THEMSELVES in story.refused("senior", "police/2", "consent_answer", **GIVEN)


def test_a_refusal_of_one_person_does_not_speak_for_another() -> None:
    story = answered("declined")
    first = story.track("police/1")
    other = replace(first, number=2, about=About.somebody(PersonId("somebody else")), consents={}, done={})

    assert is_refused(story.case.with_track(other), first, "police_report")
    assert not is_refused(story.case.with_track(other), other, "police_report")


def test_a_refusal_on_a_second_procedure_counts_where_an_earlier_one_had_a_yes() -> None:
    story = consented()
    story.keep(story.correct("investigation/1", material="neither"))
    story.keep(story.correct("police/1", finding="neither"))
    story.act("senior", "police/1", "step_back", not_asked_because="It was not needed then.")
    first = story.track("police/1")
    second = replace(first, number=2, state="not_referred", consents={"police_report": "declined"}, done={})
    story.case = story.case.with_track(second)

    assert THEMSELVES in story.refused("senior", "police/1", "consent_answer", **GIVEN)
    story.act("teacher", "police/1", "consent_answer", **GIVEN)


def test_those_who_heard_an_earlier_yes_have_not_heard_the_next() -> None:
    story = by_word(witness="A colleague")
    story.act("teacher", "police/1", "withdraw")
    oral = {"consent.police_report": "given", "how_consented": "oral"}
    story.act("teacher", "police/1", "consent_answer", **oral)
    story.issue("police/1", "refer")

    assert "Consent in words needs a witness." in story.refused("senior", "police/1", "refer")


@pytest.mark.parametrize("witness", ["", "A colleague"])
def test_how_a_consent_was_given_is_not_corrected_to_what_needs_no_witness(witness: str) -> None:
    refused = by_word(witness=witness).correct("police/1", how_consented="signed")

    assert isinstance(refused, Refusal)
    assert "nobody changes it for the person" in said(refused)


def test_what_is_asked_with_a_consent_or_read_together_with_that_says_how_it_was_given() -> None:
    police, support = (lumen().track(TrackName(name)).definition for name in ("police", "support"))

    assert ways(police, "police_report") == (
        "how_consented",
        "consent_parts",
        "consent_scope",
        "consent_witness",
        "witness_name",
        "passed_on",
        "pupil_asked",
        "pupil_said",
    )
    assert "how_consented" not in ways(support, "police_report")


def agreed_in_part() -> Story:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    limit = {"consent_parts": "addresses", "consent_scope": "Not my husband"}
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given"}, **limit)
    return story


@pytest.mark.parametrize(
    "corrected",
    [
        {"consent_scope": "Everything may be told"},
        {"consent_parts": "name,addresses,evidence"},
        {"consent_parts": "name,addresses,evidence", "how_consented": "oral"},
        {"consent_scope": "Everything may be told", "how_consented": "oral"},
    ],
)
def test_the_limit_that_the_person_set_for_themselves_is_widened_by_nobody_else(corrected: dict[str, str]) -> None:
    story = agreed_in_part()
    refused = story.correct("police/1", **corrected)
    theirs = replace(story.change(), by=Actor(PersonId("teacher")))

    assert isinstance(refused, Refusal)
    assert "nobody changes it for the person" in said(refused)
    assert isinstance(correct(story.policy, story.case, InstanceId("police/1"), corrected, theirs, story.world), Step)


def test_what_staff_wrote_down_of_a_limit_is_put_right_by_staff() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act("senior", "police/1", "consent_answer", **GIVEN, consent_scope="Not my housband")

    assert isinstance(story.correct("police/1", consent_scope="Not my husband"), Step)


def test_what_makes_a_consent_count_for_less_may_always_be_said() -> None:
    assert isinstance(consented().correct("police/1", how_consented="oral"), Step)


def test_a_witness_is_named_otherwise_but_not_struck_out_after_the_referral() -> None:
    story = by_word(witness="A coleague")
    story.keep(story.correct("police/1", consent_witness="A colleague"))
    story.send("senior", "police/1", "refer")
    refused = story.correct("police/1", consent_witness="")

    assert isinstance(refused, Refusal)
    assert "“Refer to the police” was done, and rests on the answer" in said(refused)


def test_an_answer_that_a_step_rested_on_stays() -> None:
    story = police_case()
    refused = story.correct("case/1", danger_confirmed="no")

    assert isinstance(refused, Refusal)
    assert "“Start the procedures that are needed” was done" in said(refused)


def test_a_finding_that_the_police_were_told_of_stays() -> None:
    story = consented()
    story.send("senior", "police/1", "refer")
    story.keep(story.correct("investigation/1", material="neither"))
    refused = story.correct("police/1", finding="neither")

    assert isinstance(refused, Refusal)
    assert "was done, and rests on the answer" in said(refused)


def test_nobody_corrects_away_that_a_second_person_is_needed_after_them() -> None:
    story = police_case("both")
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "decide_without_consent", reason="A crime", why_not_asked="Away.")
    refused = story.correct("police/1", finding="unlawful_conduct")
    colleague = Change(Actor(PersonId("head")), story.at, "It was looked at again")

    assert isinstance(refused, Refusal)
    assert "needs a second person because of this answer" in said(refused)
    facts = {"finding": "unlawful_conduct"}
    assert isinstance(correct(story.policy, story.case, InstanceId("police/1"), facts, colleague, story.world), Step)


def test_the_person_themselves_is_asked_in_words_for_them_and_only_how_far_they_agree() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    theirs = story.options("teacher")[("police/1", "consent_answer")]
    staff = story.options("senior")[("police/1", "consent_answer")]

    assert theirs.title == "May the school tell the police?"
    assert [ask.name for ask in theirs.asks] == ["consent.police_report", "consent_parts", "consent_scope"]
    assert dict(theirs.asks[0].options) == {"given": "Yes", "declined": "No"}
    assert staff.title == "Record the person's answer"
    assert "how_consented" in [ask.name for ask in staff.asks]
    assert theirs.page
    assert staff.page is None


def test_an_answer_that_the_person_gives_for_themselves_was_given_online() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given"})

    assert story.case.tracks[InstanceId("police/1")].answers[FactName("how_consented")].value == "online"


def test_staff_still_say_how_an_answer_was_given() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")

    with pytest.raises(BadAnswers, match="How was the answer given"):
        story.ask("senior", "police/1", "consent_answer", **{"consent.police_report": "given"})


def test_what_the_person_read_before_they_agreed_is_put_right_only_while_no_yes_rests_on_it() -> None:
    story = consented()
    refused = story.correct("police/1", police_concern="Something much worse")

    assert isinstance(refused, Refusal)
    assert "read these words before they agreed" in said(refused)
    story.act("teacher", "police/1", "withdraw")
    assert isinstance(story.correct("police/1", police_concern="Something much worse"), Step)
