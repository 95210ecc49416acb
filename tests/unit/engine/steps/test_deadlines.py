from datetime import UTC, datetime, timedelta

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from engine.identity import ActionName, ClockId, TrackName
from engine.record.values import Letter, Part
from engine.steps.clocks.lengths import explained
from engine.steps.transition import Refusal
from tests.builders import MONDAY, Story, calendar, lumen, police_case, ready, report, requested, said, triaged
from tests.unit.workflows.test_broken_policies import LUMEN, broken


def test_a_clock_is_met_at_the_moment_it_happened_and_not_when_it_was_recorded() -> None:
    story = report().wait(hours=30)
    facts = {"scope": "in_scope", "scope_reason": "About the school", "danger_confirmed": "yes"}
    story.earlier(MONDAY + timedelta(hours=3), "senior", "case/1", "triage", **facts)
    clock = story.case.deadlines[ClockId("case/1 acknowledge")]

    assert (clock.state, clock.ended_at) == ("met", MONDAY + timedelta(hours=3))
    assert story.track("case/1").done[ActionName("triage")].at == MONDAY + timedelta(hours=30)


def test_the_clock_of_the_next_state_runs_from_the_moment_it_happened() -> None:
    story = ready()
    story.issue("removal/1", "send")
    story.wait(hours=10)
    story.earlier(MONDAY + timedelta(hours=2), "senior", "removal/1", "send")

    assert story.due("removal/1 check") == "Tue 17 Nov 2026 11:00 GMT"


def test_what_is_late_is_recorded_and_never_forbidden() -> None:
    story = report().wait(days=3)
    story.act("senior", "removal/1", "decide", approach="no_approach", approach_reason="Gone already")
    clock = story.case.deadlines[ClockId("removal/1 request")]

    assert clock.state == "met"
    assert clock.ended_at is not None
    assert clock.due_at is not None
    assert clock.ended_at - clock.due_at == timedelta(days=2)


def test_a_clock_that_is_left_another_way_is_not_met_but_no_longer_needed() -> None:
    story = report()
    story.act("colleague", "removal/1", "flag")

    assert story.case.deadlines[ClockId("removal/1 request")].state == "not_needed"


def test_triage_ends_the_acknowledgement_clock_as_well() -> None:
    story = triaged()

    assert story.case.deadlines[ClockId("case/1 acknowledge")].state == "met"


def test_a_repeating_clock_begins_a_new_round_when_it_is_met() -> None:
    story = triaged().wait(days=3)
    story.act("senior", "case/1", "review", review_note="Waiting for the host")
    clock = story.case.deadlines[ClockId("case/1 review")]

    assert (clock.round, clock.state, clock.started_at) == (2, "open", MONDAY + timedelta(days=3))


def test_a_step_that_stays_restarts_no_clock() -> None:
    story = report().wait(hours=5)
    story.act("senior", "removal/1", "prepare", host_name="Posts")

    assert story.case.deadlines[ClockId("removal/1 request")].started_at == MONDAY


def test_still_there_is_only_a_finding_when_the_hosts_time_is_over() -> None:
    story = requested()
    assert "The host still has time to act." in story.refused("deputy", "removal/1", "check", result="still_there")

    story.wait(hours=24)

    story.act("deputy", "removal/1", "check", result="still_there")
    assert story.state("removal/1") == "not_cooperating"


def test_the_hosts_time_is_judged_at_the_moment_of_the_check_and_not_of_its_recording() -> None:
    story = requested().wait(hours=30)
    early = MONDAY + timedelta(hours=5)
    with pytest.raises(AssertionError, match=r"The host still has time to act\."):
        story.earlier(early, "deputy", "removal/1", "check", result="still_there")


def test_an_answer_of_the_host_lets_its_time_run_on() -> None:
    story = requested().wait(hours=4)
    story.act("senior", "removal/1", "host_answer", host_said="agreed")

    assert story.state("removal/1") == "to_check"
    assert story.due("removal/1 check") == "Tue 17 Nov 2026 09:00 GMT"


def test_a_hold_of_the_police_stops_clocks_locks_steps_and_lets_both_go_on_afterwards() -> None:
    story = police_case()
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It is a threat.")
    story.issue("removal/1", "send")
    story.wait(hours=1)
    story.act("senior", "police/1", "emergency", emergency_words="Called 999 at ten.")
    story.act("senior", "police/1", "police_answer", police_said="hold")

    assert "preservation" in story.track("removal/1").held
    assert story.due("removal/1 request") == "paused"
    assert "The police have asked to leave the material up." in story.refused("senior", "removal/1", "send")
    assert story.clock_state("removal/1 review preservation") == "open"

    story.wait(hours=10)
    story.act("senior", "police/1", "police_answer", police_said="released")

    assert story.track("removal/1").held == ()
    assert story.due("removal/1 request") == "Tue 17 Nov 2026 19:00 GMT"
    assert story.clock_state("removal/1 review preservation") == "met"
    story.act("senior", "removal/1", "send")


def test_an_address_that_is_added_under_a_hold_is_under_it_too() -> None:
    story = report(answers={"child_at_risk": "yes"}).wait(hours=1)
    story.add_address("https://posts.example/2")

    assert "safety" in story.track("removal/2").held
    assert story.due("removal/2 request") == "paused"


def test_a_request_waits_for_the_clearance_of_the_safeguarding_lead() -> None:
    story = ready(child_at_risk="dont_know")
    story.issue("removal/1", "send")
    assert "the safeguarding lead or the police must clear it first" in story.refused("senior", "removal/1", "send")

    story.wait(hours=2)
    story.act("dsl", "safeguarding/1", "clear_host_contact", clearance_words="No child is to be seen.")
    story.act("senior", "removal/1", "send")

    assert story.state("removal/1") == "requested"


@pytest.mark.quotes
def test_a_hold_is_set_and_lifted_by_hand_with_a_reason_only() -> None:
    story = ready()
    story.issue("removal/1", "send")
    refused = story.hold("removal/1", "preservation", active=True, reason=" ")
    assert isinstance(refused, Refusal)
    assert said(refused) == "A hold needs a reason."

    story.keep(story.hold("removal/1", "preservation", active=True))
    assert "Held: " in story.refused("senior", "removal/1", "send")
    story.wait(hours=3)
    story.keep(story.hold("removal/1", "preservation", active=False))

    assert story.due("removal/1 request") == "Tue 17 Nov 2026 12:00 GMT"
    story.act("senior", "removal/1", "send")


def test_a_clock_stopped_by_hand_is_not_started_by_a_hold_that_ends() -> None:
    story = ready()
    story.send("senior", "removal/1", "send")
    story.keep(story.clock("removal/1", "check", "pause"))
    story.keep(story.hold("removal/1", "preservation", active=True))
    story.keep(story.hold("removal/1", "preservation", active=False))
    assert story.due("removal/1 check") == "paused"

    story.wait(hours=2)
    story.keep(story.clock("removal/1", "check", "resume"))

    assert story.due("removal/1 check") == "Tue 17 Nov 2026 11:00 GMT"


@pytest.mark.quotes
def test_a_clock_that_a_hold_stopped_is_not_started_by_hand() -> None:
    story = ready()
    story.keep(story.hold("removal/1", "preservation", active=True))
    refused = story.clock("removal/1", "request", "resume")

    assert isinstance(refused, Refusal)
    assert said(refused) == "The clock stands still because of a hold."


def test_a_clock_is_extended_by_hand_and_keeps_its_round() -> None:
    story = report()
    story.keep(story.clock("case/1", "triage", "extend", "2 working days"))

    assert story.due("case/1 triage") == "Thu 19 Nov 2026 17:00 GMT"
    assert story.case.deadlines[ClockId("case/1 triage")].round == 1


def test_a_clock_that_no_longer_runs_or_never_did_is_not_changed() -> None:
    story = requested()

    for name, says in (("request", "no longer runs"), ("nothing", "There is no clock")):
        refused = story.clock("removal/1", name, "pause")
        assert isinstance(refused, Refusal)
        assert says in said(refused)


def test_a_deadline_is_explained_from_its_start() -> None:
    story = report(at=datetime(2026, 12, 24, 12, 0, tzinfo=UTC))
    clock = story.case.deadlines[ClockId("case/1 triage")]
    words = str(explained(story.policy, clock, calendar()))

    assert story.due("case/1 triage") == "Tue 29 Dec 2026 17:00 GMT"
    assert "Christmas Day" in words
    assert "Boxing Day" in words


def test_a_person_who_joins_moves_no_clock() -> None:
    story = report().wait(hours=2)
    before = {key: clock.due_at for key, clock in story.case.deadlines.items()}
    story.add_person("colleague", Part.WITNESS)

    assert {key: clock.due_at for key, clock in story.case.deadlines.items()} == before


def test_a_step_that_tells_somebody_meets_its_clock_only_once_its_letter_was_sent() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    assert (story.state("case/1"), story.clock_state("case/1 acknowledge")) == ("acknowledged", "open")

    story.wait(hours=2)
    letter = story.issue_letter(waiting(story, "L01-acknowledgement"))
    assert story.clock_state("case/1 acknowledge") == "open"

    story.keep(story.dispatch_letter(letter, story.at))
    clock = story.case.deadlines[ClockId("case/1 acknowledge")]
    assert (clock.state, clock.ended_at) == ("met", MONDAY + timedelta(hours=2))


def test_it_is_overdue_while_the_draft_waits_and_settled_when_the_letter_is_dropped_with_a_reason() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    swept = story.wait(days=2).sweep()
    assert swept is not None
    assert "overdue" in {alert.alert for alert in story.case.alerts.values() if alert.deadline == "acknowledge"}

    story.withdraw_letters()
    assert story.clock_state("case/1 acknowledge") == "met"


def test_what_meets_the_same_clock_besides_does_not_hide_that_the_letter_waits() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About us", danger_confirmed="yes")

    assert story.clock_state("case/1 acknowledge") == "open"
    assert story.clock_state("case/1 triage") == "met"


def test_the_time_to_answer_begins_when_the_question_was_sent_and_not_when_it_was_drafted() -> None:
    story = report()
    story.act("senior", "support/1", "offer", how_offered="letter")
    assert ClockId("support/1 answer") not in story.case.deadlines
    assert story.clock_state("support/1 offer") == "open"

    story.wait(hours=5)
    letter = story.issue_letter(waiting(story, "L09-support"))
    story.keep(story.dispatch_letter(letter, story.at))
    clock = story.case.deadlines[ClockId("support/1 answer")]
    assert (clock.state, clock.started_at) == ("open", MONDAY + timedelta(hours=5))
    assert clock.started_by == "the letter of “Offer support” was sent or withdrawn"


def test_a_person_who_has_answered_was_asked_in_whatever_way() -> None:
    story = report()
    story.act("senior", "support/1", "offer", how_offered="In person")
    story.wait(hours=1)
    story.act("teacher", "support/1", "answer", support_answer="declined")

    assert story.clock_state("support/1 offer") == "not_needed"


def test_each_letter_that_a_step_left_behind_has_to_go() -> None:
    policy = lumen().track(TrackName("discipline"))

    both = policy.done_when_sent["consider_duties/both"]
    assert both == {"L26-tra-referral", "L27-dbs-referral"}
    assert "consider_duties/neither" not in policy.done_when_sent


def waiting(story: Story, template: str) -> Letter:
    """Find the draft that a step left behind."""
    (letter,) = (each for each in story.case.letters.values() if (each.template, each.status) == (template, "draft"))
    return letter


def test_a_policy_may_have_a_clock_begin_again_each_time_it_is_met() -> None:
    repeating = broken((LUMEN, r'answer: \{cites: \["3.2#2"\]\}', 'answer: {cites: ["3.2#2"], repeats: true}'))
    policy = compile_sources(repeating, build_letters().kinds())

    assert policy.track(TrackName("query")).definition.deadlines["answer"].repeats
    assert not lumen().track(TrackName("query")).definition.deadlines["answer"].repeats
