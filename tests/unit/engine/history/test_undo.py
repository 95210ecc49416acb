"""A mistaken step is taken back by an event of its own, with everything that followed from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.changes.change import Change
from engine.changes.contents import change_letter
from engine.errors import BadInput
from engine.history.undo import blank_of, find_mistake
from engine.history.undo import take_back as taken_back
from engine.identity import ClockId, RoleName
from engine.record.chain import verify
from engine.record.replay import apply
from engine.steps.transition import Refusal, Step
from tests.builders import FINDINGS, Story, consented, report, said


def take_back(story: Story, who: str = "senior", sequence: int = 0, reason: str = "The wrong button") -> Step | Refusal:
    mistake = find_mistake(blank_of(story.case), story.entries, sequence)
    return taken_back(story.policy, story.case, mistake, Change(story.change(who).by, story.at, reason), story.world)


def refused(story: Story, who: str = "senior", sequence: int = 0, reason: str = "The wrong button") -> str:
    result = take_back(story, who, sequence, reason)
    assert isinstance(result, Refusal)
    return said(result)


def triaged() -> Story:
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    return story


def test_a_step_taken_back_leaves_every_instance_as_it_was() -> None:
    story = report()
    before = story.case.tracks
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.wait(minutes=5)
    story.keep(take_back(story))

    assert story.case.tracks == before
    assert story.entries[-1].event.kind == "undone"


def test_what_the_step_had_opened_is_gone_and_its_clocks_no_longer_needed() -> None:
    story = triaged()
    assert "investigation/1" in story.case.tracks
    story.keep(take_back(story))

    assert "investigation/1" not in story.case.tracks
    assert story.case.deadlines[ClockId("investigation/1 start")].state == "not_needed"


def test_the_clock_that_the_step_had_met_runs_on_in_its_round() -> None:
    story = report()
    ran = story.case.deadlines[ClockId("case/1 triage")]
    story.wait(hours=1)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    assert story.case.deadlines[ClockId("case/1 triage")].state == "met"
    story.keep(take_back(story))

    runs = story.case.deadlines[ClockId("case/1 triage")]
    assert (runs.state, runs.round, runs.due_at) == ("open", ran.round, ran.due_at)


def test_a_draft_that_the_step_left_behind_is_withdrawn() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    story.keep(take_back(story))

    assert [(letter.template, letter.status) for letter in story.case.letters.values()] == [
        ("L01-acknowledgement", "withdrawn")
    ]


def test_a_step_can_be_taken_again_after_it_was_taken_back() -> None:
    story = triaged()
    story.keep(take_back(story))
    story.act("senior", "case/1", "triage", scope="out_of_scope", scope_reason="Not ours", danger_confirmed="yes")

    assert story.state("case/1") == "out_of_scope"
    assert story.case.deadlines[ClockId("case/1 triage")].round == 1


def test_the_record_still_verifies_and_replays_to_the_same_case() -> None:
    story = triaged()
    story.keep(take_back(story))

    assert verify(story.entries) == story.case.head
    assert apply(blank_of(story.case), story.entries) == story.case


def test_steps_are_taken_back_newest_first() -> None:
    story = triaged()
    story.act("senior", "case/1", "open_tracks", routes="police", routes_because="It is needed.")

    assert "Something was built on it since" in refused(story, sequence=2)
    story.keep(take_back(story))
    story.keep(take_back(story))
    assert story.state("case/1") == "reported"


def test_what_has_left_the_house_cannot_be_taken_back() -> None:
    story = report()
    story.act(
        "senior",
        "removal/1",
        "decide",
        approach="ask_host",
        approach_reason="It names her",
        host_name="Example",
        host_contact="abuse@posts.example",
        ground="terms",
        requested_action="remove",
        description="A post",
    )
    story.send("senior", "removal/1", "send")

    assert "It has gone out" in refused(story)


def test_taking_a_step_back_needs_a_reason_and_the_role_of_the_step() -> None:
    story = triaged()

    assert "needs a reason" in refused(story, reason="  ")
    assert "Taking this step back is for" in refused(story, who="colleague")


def test_a_warning_about_an_image_of_a_child_is_never_simply_taken_back() -> None:
    story = report()
    story.act("teacher", "removal/1", "flag")

    assert "never simply taken back" in refused(story, who="teacher")


def test_what_was_taken_back_cannot_be_taken_back_once_more() -> None:
    story = triaged()
    story.keep(take_back(story))

    with pytest.raises(BadInput, match="taken back already"):
        find_mistake(blank_of(story.case), story.entries, 2)


def test_a_report_is_not_taken_back() -> None:
    story = report()

    with pytest.raises(BadInput, match="There is no such step"):
        find_mistake(blank_of(story.case), story.entries)
    assert "Only a step, or what somebody did to a clock, can be taken back" in refused(story, sequence=1)


def test_alerts_that_were_raised_stay_raised() -> None:
    story = report()
    story.wait(days=3)
    story.sweep()
    raised = story.case.deadlines[ClockId("case/1 triage")].raised
    assert raised
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.keep(take_back(story))

    assert story.case.deadlines[ClockId("case/1 triage")].raised == raised
    assert story.sweep() is None or story.case.deadlines[ClockId("case/1 triage")].raised == raised


def test_findings_that_opened_discipline_are_taken_back_with_it() -> None:
    story = triaged()
    story.act("senior", "case/1", "open_tracks")
    who = next(iter(story.case.team[RoleName("investigator")]))
    story.act(who, "investigation/1", "start")
    story.act(who, "investigation/1", "record_findings", **{**FINDINGS, "author": "employee"})
    assert "discipline/1" in story.case.tracks
    story.keep(take_back(story, who))

    assert "discipline/1" not in story.case.tracks
    assert story.state("investigation/1") == "gathering"
    assert replace(story.case, head="").tracks == apply(blank_of(story.case), story.entries).tracks


def dispatched(story: Story, number: str) -> None:
    """Record that a letter which is no step of its own went out."""
    for status in ("issued", "dispatched"):
        letter = replace(story.case.letters[number], status=status, sha256="0" * 64)
        story.keep(change_letter(story.policy, story.case, letter, story.change(), story.world))


def test_a_letter_that_was_issued_and_not_sent_is_withdrawn_with_the_step_that_drafted_it() -> None:
    story = report()
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It names her")
    issued = story.issue("removal/1", "send")
    story.keep(take_back(story))

    assert story.state("removal/1") == "to_decide"
    assert story.case.letters[str(issued.number)].status == "withdrawn"
    assert "stands at" in story.refused("senior", "removal/1", "send")


def test_a_letter_that_has_gone_out_since_stands_in_the_way_of_the_step_that_left_it() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    dispatched(story, "1")

    assert "A letter that belongs to it has gone out since" in refused(story)


def test_a_draft_that_the_step_had_stopped_is_taken_up_again() -> None:
    story = report()
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It names her")
    draft = story.letter("removal/1", "send")
    story.act("head", "removal/1", "found_gone")
    assert story.letter("removal/1", "send").status == "stopped"
    story.keep(take_back(story, "head"))

    assert story.letter("removal/1", "send") == draft


def test_an_issued_letter_that_speaks_of_the_step_is_withdrawn_and_drafted_again() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    letter = replace(story.case.letters["1"], status="issued", sha256="0" * 64)
    story.keep(change_letter(story.policy, story.case, letter, story.change(), story.world))
    step = story.keep(take_back(story, sequence=3))

    assert [each.status for each in story.case.letters.values()] == ["withdrawn", "draft"]
    assert step.drafts == (2,)


def test_an_instance_that_begins_again_has_a_number_and_clocks_of_its_own() -> None:
    story = triaged()
    first = story.case.deadlines[ClockId("investigation/1 start")]
    story.keep(take_back(story))
    story.wait(minutes=30)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")

    again = story.case.deadlines[ClockId("investigation/2 start")]
    assert "investigation/1" not in story.case.tracks
    assert (again.state, again.round, first.round) == ("open", 1, 1)


def test_what_was_done_where_somebody_may_not_look_is_not_there_for_them() -> None:
    story = triaged()
    blank = blank_of(story.case)

    assert find_mistake(blank, story.entries, known=(1, 2)).event.sequence == 2
    with pytest.raises(BadInput, match="There is no such step"):
        find_mistake(blank, story.entries, sequence=2, known=(1, 3))


def test_the_review_of_a_hold_goes_on_when_a_step_beside_it_is_taken_back() -> None:
    story = consented()
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It names her")
    story.send("senior", "police/1", "refer")
    story.act("senior", "police/1", "police_answer", police_said="hold")
    review = story.case.deadlines[ClockId("removal/1 review preservation")]
    decided = next(each.event.sequence for each in story.entries if each.event.action == "decide")
    story.wait(minutes=20)
    story.keep(take_back(story, sequence=decided))

    assert story.state("removal/1") == "to_decide"
    assert story.case.deadlines[ClockId("removal/1 review preservation")] == review
    assert story.case.deadlines[ClockId("removal/1 request")].paused
