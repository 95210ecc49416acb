"""What lawyers found in Lumen when they read it once more beside Duecourse, each played or read where it stands."""

from __future__ import annotations

import pytest

from duecourse.casework.policies.description.deadlines import Deadlines
from duecourse.casework.policies.description.document import description
from duecourse.casework.policies.grounds import clock_said
from duecourse.casework.policies.track_map import map_of
from engine.changes.contents import add_person
from engine.errors import BadAnswers
from engine.identity import ActionName, ClockId, FactName, PersonId, TrackName
from engine.record.values import Part
from engine.steps.transition import Refusal
from tests.builders import FINDINGS, REMOVAL_TRACK, Story, consented, lumen, police_case, report, requested, triaged
from tests.services import letters
from tests.unit.workflows.test_link_by_its_clauses import begun
from tests.unit.workflows.test_tasmat_by_its_clauses import TAKEN_IN

DISCIPLINE = TrackName("discipline")


def found(story: Story, **findings: str) -> Story:
    """Have an investigation that was not started yet find something."""
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, **findings})
    return story


def named(category: str) -> Story:
    """A case that names somebody of this kind whom it is about, before procedures are started."""
    story = report()
    story.keep(
        add_person(
            story.policy,
            story.case,
            PersonId("worker"),
            Part.SUBJECT,
            story.change(),
            story.world,
            category=category,
        )
    )
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks")
    return story


# 13.7, 14.5: what the investigation found is not judged away by one person


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("material", "said", "clause"),
    [
        ("threatening", "neither", "13.7"),
        ("threatening", "unlawful_other", "13.7"),
        ("unlawful_conduct", "neither", "14.5"),
        ("unlawful_conduct", "threatening", "14.5"),
        ("both", "neither", "14.5"),
        ("unlawful_other", "neither", "14.5"),
    ],
)
def test_nobody_alone_answers_that_it_is_none_of_what_the_investigation_found(
    material: str, said: str, clause: str
) -> None:
    story = police_case(material)

    with pytest.raises(BadAnswers, match=rf"new evidence.*\(clause {clause}\)"):
        story.ask("senior", "police/1", "assess", finding=said)
    story.act("senior", "police/1", "assess")
    assert story.state("police/1") == "to_ask"


def test_a_finding_is_not_corrected_away_until_new_evidence_was_looked_into() -> None:
    story = consented()
    with pytest.raises(BadAnswers):
        story.correct("police/1", finding="neither")

    story.act("senior", "investigation/1", "look_again", new_evidence="It was quoted from a film.")
    story.act("senior", "investigation/1", "record_findings", **FINDINGS)
    assert not isinstance(story.correct("police/1", finding="neither"), Refusal)


# 14.1: any member of staff who is suspected is looked into


@pytest.mark.quotes
def test_the_procedure_for_an_employee_begins_where_the_report_names_one() -> None:
    assert [each.on for each in named("employee").case.of_track(DISCIPLINE)] == ["discipline/1"]
    assert not named("parent").case.of_track(DISCIPLINE)
    assert not triaged().case.of_track(DISCIPLINE)


@pytest.mark.quotes
def test_agency_staff_are_not_let_off_before_it_was_looked_into_who_it_was() -> None:
    story = named("agency")
    story.act("head", "contractor/1", "take_in", **TAKEN_IN)
    why = {"decision_reason": "We know them well."}
    assert "Agency staff who are suspected are investigated" in story.refused(
        "head", "contractor/1", "not_pursued", **why
    )

    found(story, author="agency")
    assert "not_pursued" not in story.open_to("head", "contractor/1")
    story = found(named("agency"), author="pupil")
    assert "not_pursued" in story.open_to("head", "contractor/1")


# 13.5: the same 24 hours, also where only the person can complain


@pytest.mark.quotes
def test_the_24_hours_run_until_the_person_was_helped_with_the_complaint_that_only_they_can_make() -> None:
    story = report()
    due = story.due("removal/1 request")
    story.act("senior", "removal/1", "decide", approach="personal", approach_reason="Their form asks for it.")

    assert (story.clock_state("removal/1 request"), story.due("removal/1 request")) == ("open", due)
    story.act("senior", "removal/1", "give_help", help_given="We filled in the form together at 10.")
    assert story.clock_state("removal/1 request") == "met"


@pytest.mark.parametrize(("answer", "state"), [("filed", "met"), ("declined", "met"), ("no_answer", "open")])
def test_the_24_hours_end_with_the_complaint_or_a_no_and_not_with_silence(answer: str, state: str) -> None:
    story = report()
    story.act("senior", "removal/1", "decide", approach="personal", approach_reason="Their form asks for it.")
    story.act("senior", "removal/1", "personal_answer", person_said=answer)

    assert story.clock_state("removal/1 request") == state


def test_where_the_host_wants_the_person_later_on_the_time_to_help_counts_from_then() -> None:
    story = requested()
    story.wait(hours=20)
    story.act("senior", "removal/1", "host_answer", host_said="wants_person")

    assert story.clock_state("removal/1 request") == "open"
    assert "it counts from then, and not from the report" in " ".join(
        Deadlines(lumen(), REMOVAL_TRACK).sentences("request")
    )


# 13.6: a host is reminded once


def test_a_host_is_reminded_once_and_the_internet_provider_comes_next() -> None:
    story = requested()
    story.act("senior", "removal/1", "host_answer", host_said="refused")
    story.send("senior", "removal/1", "remind")
    story.act("senior", "removal/1", "host_answer", host_said="refused")

    [reason] = story.options("senior")[("removal/1", "remind")].reasons
    assert reason.says == "The host was reminded already, and had another day."
    story.send("senior", "removal/1", "escalate")
    assert story.state("removal/1") == "isp_contacted"


# 2.5: volunteers while they work with the school


@pytest.mark.quotes
def test_what_a_volunteer_did_on_their_own_time_need_not_be_conduct_by_staff() -> None:
    story = found(triaged(), author="volunteer", material="unlawful_other")

    assert story.state("investigation/1") == "findings_recorded"
    with pytest.raises(BadAnswers, match="Agency staff count as staff"):
        found(triaged(), author="agency", material="unlawful_other")
    assert "while they work with the school (2.5)" in hint("investigation", "material")


def hint(track: str, question: str) -> str:
    return lumen().track(TrackName(track)).definition.facts[FactName(question)].help


# 13.2, 14.2, 15.1: what has to be so, or to be weighed, before somebody decides


@pytest.mark.quotes
def test_the_appointment_of_a_volunteer_ends_only_for_a_serious_breach() -> None:
    decide = lumen().track(TrackName("volunteer")).definition
    [slip] = [each for each in decide.contradictions if "13.2" in each.cites]

    assert FactName("serious") in decide.actions[ActionName("decide")].asks
    assert slip.says == "Only a serious breach may end the appointment of a volunteer."
    assert "(14.2)" in hint("volunteer", "serious")
    assert "(14.2)" in hint("discipline", "decision")


@pytest.mark.quotes
def test_what_the_belief_rests_on_that_somebody_broke_the_policy_is_asked_before_a_look_into_records() -> None:
    monitoring = lumen().track(TrackName("monitoring")).definition

    assert FactName("belief_words") in monitoring.actions[ActionName("request")].asks
    assert [each.cites for each in monitoring.contradictions if "reasonable" in each.says] == [("15.1",)]


# Where numbers stand


@pytest.mark.quotes
def test_a_duty_to_report_is_met_by_the_report_and_is_no_rule_that_a_victim_could_break() -> None:
    rules = lumen().definition.conduct

    assert {"11.1", "11.3", "12.1"} <= set(lumen().definition.reported)
    assert not lumen().cites(TrackName("case"), ActionName("acknowledge"))
    assert not {"11.3", "12.1"} & set(rules)
    assert {"9.3#3", "9.3#5"} <= set(rules)


def test_users_are_pointed_elsewhere_and_readers_of_the_policy_are_entered_by_steps() -> None:
    assert "6.3#2" in lumen().cites(TrackName("case"), ActionName("redirect"))
    assert "3.2#6" in lumen().cites(TrackName("register"), ActionName("file"))
    assert not {"6.3#2", "9.3#3"} & set(lumen().definition.by_hand)
    assert lumen().definition.by_hand["6.3#3"].who == ("anyone",)


# 3.1: a question asked again


def test_a_question_that_is_asked_again_has_its_whole_time_once_more() -> None:
    story = begun(lumen(), {"purpose": "question"})
    story.act("teacher", "query/1", "say_more", question_words="May I?")
    story.wait(days=9)
    story.act("line", "query/1", "answer", answer_words="You may.")
    story.act("teacher", "query/1", "ask_again", question_words="Even on Sundays?")

    assert story.clock_state("query/1 answer") == "open"
    assert story.case.deadlines[ClockId("query/1 answer")].started_at == story.at


# Words: what binds, and who is told


def test_what_an_authority_publishes_is_kept_like_the_law_and_not_called_it() -> None:
    for track, clock in (("allegation", "refer"), ("discipline", "threshold")):
        said = clock_said(lumen(), TrackName(track), clock)

        assert lumen().binding(TrackName(track), clock) == "law"
        assert said.startswith("This time is kept like one of the law: Local authority procedures")
        assert "It is never paused" in said
    assert clock_said(lumen(), TrackName("data_breach"), "ico").startswith(
        "The law gives this time: UK GDPR, Article 33"
    )


def test_every_time_that_is_called_one_of_the_law_names_the_law() -> None:
    named = {
        (name, key): clock.source
        for name, track in lumen().definitions.items()
        for key, clock in track.deadlines.items()
        if clock.binding == "law" and not clock.as_law
    }

    assert named
    assert [each for each in named.values() if not any(word in each for word in ("Act ", "GDPR", "Regulations"))] == []


def test_the_page_of_a_procedure_says_who_is_told_of_a_deadline_as_the_description_does() -> None:
    shown = map_of(lumen(), REMOVAL_TRACK)
    [request] = {clock.told for state in shown.states for clock in state.clocks if clock.key == "request"}

    assert request == tuple(Deadlines(lumen(), REMOVAL_TRACK).told("request"))
    assert any("reminded 4 hours before" in said for said in request)
    assert any("When it is overdue by 4 hours" in said for said in request)


def test_what_a_policy_lets_a_step_begin_is_described_with_its_clause() -> None:
    text = description(lumen(), letters().kinds())

    assert "“Discipline” begins for each person whom the case is about who is known to be" in text
    assert "by clause 14.1" in text
