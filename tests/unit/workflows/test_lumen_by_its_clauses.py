"""Lumen's clauses where they were once got wrong: each is played, or read where it stands."""

from __future__ import annotations

import pytest

from duecourse.casework.policies.grounds import OUR_TIME, basis_said, clock_said, grounds_of
from engine.identity import ActionName, FactName, TrackName
from engine.language.guards import evaluate
from engine.language.vocabulary import CASE_TRACK, CONDUCT
from engine.steps.guard_view import InstanceGuardView
from tests.builders import FINDINGS, MONDAY, REMOVAL_TRACK, Story, lumen, police_case, report, requested, triaged
from tests.services import letters

REGISTER, CHANNEL, PUPIL = TrackName("register"), TrackName("own_channel"), TrackName("pupil")
LEADERS = {"headteacher", "senior manager"}


def cites(track: str, action: str) -> tuple[str, ...]:
    return lumen().cites(TrackName(track), ActionName(action))


# 13.4, 13.5, 13.6: what is done about the material


def test_a_pupil_who_is_found_to_have_posted_it_is_not_let_go_without_any_measure() -> None:
    decide = lumen().track(PUPIL).definition.actions[ActionName("decide")]

    assert "no_action" not in decide.outcomes
    assert {"sanction", "restorative", "suspension_or_exclusion"} <= set(decide.outcomes)
    assert "rule_out" in lumen().track(PUPIL).definition.actions


def test_what_the_reporter_wrote_to_the_site_does_not_stand_for_the_request_of_the_school() -> None:
    story = triaged()
    due = story.due("removal/1 request")
    assert "reporter_files" not in story.open_to("senior", "removal/1")
    seen = {"seen_at": MONDAY.isoformat(), "seen_how": "The reporter used the site's own form at 9."}
    story.act("senior", "removal/1", "record_capture", **seen)

    assert story.clock_state("removal/1 request") == "open"
    assert story.due("removal/1 request") == due


def test_the_deadline_of_a_request_says_what_of_it_is_our_reading_and_why() -> None:
    said = clock_said(lumen(), REMOVAL_TRACK, "request")

    assert said.startswith("A duty of your policy, clause 13.5. Our reading: ")
    assert "does not say from when" in said
    assert "Only the host can do that" in said


def test_only_a_time_that_a_clause_prints_is_called_prescribed() -> None:
    clocks = [each for each in grounds_of(lumen(), letters().kinds()) if each.clock]
    prescribed = [(each.track, each.key) for each in clocks if each.basis == "prescribed"]

    assert prescribed == [("removal", "request")]
    assert ("removal", "check") in [(each.track, each.key) for each in clocks if each.basis == OUR_TIME]


def test_the_answer_of_a_host_is_what_two_clauses_turn_on() -> None:
    assert cites("removal", "host_answer") == ("13.5#2", "13.6#2")


def test_the_help_that_the_school_owes_is_a_step_within_the_time_of_the_clause() -> None:
    story = requested()
    story.act("senior", "removal/1", "host_answer", host_said="wants_person")

    assert "give_help" not in story.open_to("teacher", "removal/1")
    assert (story.clock_state("removal/1 request"), cites("removal", "give_help")) == ("open", ("13.5#2",))
    story.act("senior", "removal/1", "give_help", help_given="We filled in the form together at 10.")
    assert story.clock_state("removal/1 request") == "met"
    assert story.state("removal/1") == "personal_needed"


@pytest.mark.parametrize("action", ["recheck", "recheck_month", "go_without"])
def test_what_we_do_besides_is_not_put_into_the_mouth_of_the_policy(action: str) -> None:
    assert basis_said(lumen(), REMOVAL_TRACK, ActionName(action)).startswith("The policy is silent")


# 14.5: other agencies than the police


def test_a_case_with_unlawful_conduct_stays_open_until_other_agencies_were_thought_of() -> None:
    story = police_case("unlawful_conduct")
    story.act("senior", "police/1", "assess", finding="unlawful_conduct")
    story.act("senior", "police/1", "decide_without_consent", reason="It is a crime.", why_not_asked="Away.")
    story.send("senior", "police/1", "refer_unlawful")
    close = lumen().track(CASE_TRACK).definition.actions[ActionName("close")]
    [need] = [each for each in close.requires if "14.5#2" in each.cites]

    def may_close() -> bool:
        view = InstanceGuardView(story.case, story.track("case/1"), lumen().definitions, story.at)
        return evaluate(need.that, view) is True

    assert not may_close()
    story.act("senior", "police/1", "tell_agencies", agencies_told="The Information Commissioner, by telephone.")
    assert may_close()


# Times that no clause gives, and clauses that speak of something else


def test_a_weekend_is_no_time_that_a_clause_gives_for_a_child_at_risk() -> None:
    assert "11.2" not in lumen().clock_cites(CASE_TRACK, "triage")
    assert lumen().clock_cites(TrackName("safeguarding"), "tell") == ("11.2",)
    assert lumen().clock_cites(CASE_TRACK, "acknowledge") == ()


@pytest.mark.parametrize(
    ("track", "action"),
    [("case", "review"), ("own_channel", "decide_poster"), ("data_breach", "tell_dpo"), ("data_breach", "contain")],
)
def test_a_step_that_no_clause_asks_for_cites_none(track: str, action: str) -> None:
    assert cites(track, action) == ()


# Who: leaders of the school, agency staff and volunteers


@pytest.mark.parametrize("action", ["approve", "renew", "refuse", "revoke"])
def test_a_leader_of_the_school_and_nobody_else_decides_about_a_permission(action: str) -> None:
    assert set(lumen().track(REGISTER).definition.actions[ActionName(action)].by) == LEADERS


def test_one_leader_of_the_school_is_enough_and_marketing_notes_no_declaration() -> None:
    actions = lumen().track(REGISTER).definition.actions

    assert "approve_second" not in actions
    assert set(actions[ActionName("note")].by) == {*LEADERS, "DSL"}


def test_agency_staff_and_volunteers_are_staff_to_this_policy_and_volunteers_read_no_word_of_discipline() -> None:
    assert cites("contractor", "take_in") == ("14.1",)
    assert cites("volunteer", "take_in") == ("13.2",)


# Grounds and rules that people pick from


def test_no_ground_of_the_policy_is_that_equipment_of_the_school_was_used() -> None:
    grounds = lumen().definition.lists["jurisdiction"]

    assert not [says for says in grounds.values() if "equipment" in says]
    assert [says for says in grounds.values() if "likely" not in says] == [grounds["for_work"], grounds["private"]]


def test_one_ground_for_looking_into_the_network_is_the_policys_and_others_say_that_they_are_not() -> None:
    grounds = lumen().definition.lists["access_grounds"]
    asked = lumen().track(TrackName("monitoring")).definition.facts[FactName("ground")].ask

    assert [key for key, says in grounds.items() if "(15.1)" in says] == ["breach"]
    assert {key for key, says in grounds.items() if says.startswith("Not from the policy")} == {*grounds} - {"breach"}
    assert "of the policy" not in asked


def test_breaking_other_policies_online_and_answering_bullies_can_be_found_as_a_breach() -> None:
    findings = lumen().track(TrackName("investigation")).definition.facts

    assert {"12.1#2", "14.3#2"} <= set(lumen().definition.conduct)
    assert CONDUCT in [fact.of for fact in findings.values()]


@pytest.mark.parametrize("number", ["3.1#3", "5.6#2", "9.3#2", "9.4#2", "13.1", "13.2", "14.3", "14.4#2"])
def test_what_the_policy_leaves_open_is_not_called_prescribed(number: str) -> None:
    assert lumen().definition.clauses[number].basis == "discretion"


@pytest.mark.parametrize(
    ("number", "word"),
    [("2.3", "likely"), ("9.7", "discouraged"), ("8.2", "discouraged"), ("13.4", "disciplined"), ("14.4#2", "serious")],
)
def test_a_sentence_is_as_strong_as_its_clause(number: str, word: str) -> None:
    said = {key: clause.says for key, clause in lumen().definition.clauses.items()}
    said |= {key: rule.says for key, rule in lumen().definition.conduct.items()}

    assert word in said[number]


def test_a_report_on_a_friday_evening_is_looked_at_first_in_a_time_of_ours() -> None:
    story = report()

    assert story.clock_state("case/1 triage") == "open"
    assert (
        clock_said(lumen(), CASE_TRACK, "triage") == "A target: our default for what clause 13.3 of your policy asks."
    )


# 5.2: who reads what is declared


def test_what_is_declared_is_read_by_leaders_and_the_lead_and_by_nobody_who_deals_with_other_things() -> None:
    seeing = set(lumen().track(TrackName("register")).definition.seen_by)

    assert seeing == {"reporter", "senior manager", "headteacher", "DSL"}


# 9.3: telling of an approach is to be considered


def test_the_register_says_that_telling_of_an_approach_is_to_be_considered() -> None:
    assert "to be considered (9.3)" in lumen().track(TrackName("register")).definition.facts[FactName("register")].help


# 14.1: who is suspected is investigated


def suspected(registers: str) -> Story:
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    story.add_subject("colleague")
    story.act("head", "discipline/1", "answer_threshold", harm_threshold="not_met", concern="A post.")
    story.act("head", "discipline/1", "decide_scope", scope="in_scope", scope_reasons="Ours.", outside_hours="no")
    story.act("head", "discipline/1", "consult_registers", registers=registers)
    return story


def test_an_investigation_is_not_ended_before_the_person_is_told_because_somebody_calls_it_a_mistake() -> None:
    story = suspected("none_found")

    [reason] = story.options("head")[("discipline/1", "drop")].reasons
    assert reason.clause == "14.1"


def test_it_ends_there_where_the_registers_permit_what_was_done() -> None:
    story = suspected("covered")
    story.act("head", "discipline/1", "drop", drop_ground="permitted", drop_reason="It was allowed.")

    assert story.track("discipline/1").ended


def test_it_ends_there_where_the_investigation_finds_that_it_was_somebody_else() -> None:
    story = suspected("none_found")
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, "author": "other"})

    assert "drop" in story.open_to("head", "discipline/1")


# 2.5: who counts as staff is asked where it is decided what is covered


@pytest.mark.parametrize(("track", "clause"), [("contractor", "14.1"), ("volunteer", "13.2")])
def test_taking_in_what_is_said_rests_on_what_follows_and_not_on_who_counts_as_staff(track: str, clause: str) -> None:
    assert lumen().cites(TrackName(track), ActionName("take_in")) == (clause,)


# 3.4, 15.1, 14.5: what a clause does not ask for is not put into its mouth


@pytest.mark.parametrize(
    ("track", "action"),
    [
        ("governance", "decide"),
        ("monitoring", "authorise"),
        ("discipline", "consider_duties"),
        ("allegation", "refer"),
    ],
)
def test_a_procedure_of_ours_is_not_called_prescribed(track: str, action: str) -> None:
    assert cites(track, action) == ()
    assert basis_said(lumen(), TrackName(track), ActionName(action)).startswith("The policy is silent")


@pytest.mark.parametrize("number", ["3.4", "8.2#2", "9.3#3", "9.3#5", "16.1", "17.1", "17.2", "17.3"])
def test_the_person_who_breaks_a_rule_of_conduct_can_be_found_to_have_broken_it(number: str) -> None:
    assert number in lumen().definition.conduct


def test_what_stands_before_the_numbers_has_its_lines() -> None:
    assert {"vision", "aim", "§6", "§7", "§8"} <= set(lumen().definition.outside)
