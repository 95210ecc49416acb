"""A running case moves to another version of its policy only where nothing that was done in it would be otherwise."""

from __future__ import annotations

import re
from functools import cache

import pytest

from engine.history.migration import HIDDEN, Difference, migrate, preview
from engine.history.undo import blank_of, find_mistake
from engine.history.undo import take_back as taken_back
from engine.identity import ClockId, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.record.chain import verify
from engine.record.codes import Codes
from engine.record.replay import apply
from engine.steps.transition import Refusal, Step
from tests.builders import Story, changed, compiled, lumen, ready, report, said

LUMEN = "policies/lumen.yaml"
LONGER = (LUMEN, "request:\n        within: 24 hours", "request:\n        within: 48 hours")
NEW_CLOCK = (
    "tracks/support.yaml",
    "  signpost:\n    while: accepted",
    "  naming:\n    while: to_offer\n    within: 2 working days\n    met_by: [answer_naming]\n"
    "    source: A default of ours\n  signpost:\n    while: accepted",
)
"""A deadline for a question that may be answered at any time."""


@cache
def variant(*changes: tuple[str, str, str]) -> CompiledPolicy:
    """Lumen's policy with pieces of the text of its files replaced; every piece must be there.

    It says nothing twice: a clock that is new in a track need not be told in the policy as well.
    """
    sources = dict(lumen().sources)
    sources[LUMEN] = changed(sources[LUMEN], ("said_twice: true\n", ""))
    for file, old, new in changes:
        sources[file] = changed(sources[file], (old, new))
    return compiled(sources)


def renamed(file: str, old: str, new: str) -> CompiledPolicy:
    """Lumen's policy with a name of one track changed wherever it stands."""
    return compiled({**lumen().sources, file: re.sub(rf"\b{old}\b", new, lumen().sources[file])})


def ask(story: Story, new: CompiledPolicy, reason: str = "The policy was approved again") -> Step | Refusal:
    return migrate(story.policy, new, story.case, story.change(reason=reason), story.world)


def move(story: Story, new: CompiledPolicy) -> Step:
    step = story.keep(ask(story, new))
    story.policy = new
    return step


def take_back(story: Story, old: CompiledPolicy, sequence: int = 0) -> Step | Refusal:
    mistake = find_mistake(blank_of(story.case), story.entries, sequence)
    return taken_back(old, story.case, mistake, story.change(), story.world)


def differences(story: Story, new: CompiledPolicy) -> tuple[Difference, ...]:
    found = preview(story.policy, new, story.case, story.world)
    assert found.refused == ()
    return found.differences


def refused(story: Story, new: CompiledPolicy) -> str:
    """Give the reasons, which the preview and the move must both give; nothing is told as a difference then."""
    found = preview(story.policy, new, story.case, story.world)
    result = ask(story, new)
    assert isinstance(result, Refusal)
    assert (found.refused, found.differences) == (result.reasons, ())
    return said(result)


def test_a_longer_deadline_gives_another_date_in_the_preview_and_the_same_one_afterwards() -> None:
    story = report()
    before = story.case.deadlines[ClockId("removal/1 request")]
    told = differences(story, variant(LONGER))
    move(story, variant(LONGER))

    after = story.case.deadlines[ClockId("removal/1 request")]
    assert before.due_at is not None
    assert after.due_at is not None
    assert told == (
        Difference(
            what="date",
            on=InstanceId("removal/1"),
            name="request",
            now=before.due_at.isoformat(),
            then=after.due_at.isoformat(),
        ),
    )
    assert story.due("removal/1 request") == "Wed 18 Nov 2026 09:00 GMT"


def test_a_preview_changes_nothing() -> None:
    story = report()
    before = story.case
    differences(story, variant(LONGER))

    assert story.case is before
    assert story.case.policy_hash == lumen().hash


def test_a_moved_case_keeps_the_calendar_and_the_round_of_its_deadlines_and_what_was_raised() -> None:
    story = report()
    story.wait(hours=21)
    story.sweep()
    before = story.case.deadlines[ClockId("removal/1 request")]
    assert before.raised
    move(story, variant(LONGER))

    after = story.case.deadlines[ClockId("removal/1 request")]
    assert (after.calendar, after.round, after.raised) == (before.calendar, before.round, before.raised)
    assert (after.started_at, after.binding) == (before.started_at, "duty")


def test_a_step_that_the_new_version_leaves_out_is_told_beforehand_and_gone_afterwards() -> None:
    without = variant(
        (LUMEN, "      found_gone: [13.6]\n", ""),
        (LUMEN, "    without: [leave, reporter_files]\n", "    without: [leave, reporter_files, found_gone]\n"),
    )
    story = report()
    title = "Record that it is gone after all"
    told = differences(story, without)
    move(story, without)

    assert told == (Difference(what="exit", on=InstanceId("removal/1"), name=title, now=title, then=""),)
    assert ("removal/1", "found_gone") not in story.options("head")


def test_another_letter_stops_the_draft_and_is_asked_for_again() -> None:
    other = variant(
        ("tracks/removal.yaml", "letter: {sends: L02-takedown-request}", "letter: {sends: L05-isp-escalation}")
    )
    story = ready()
    told = differences(story, other)
    step = move(story, other)

    letters = {letter.template: letter for letter in story.case.letters.values()}
    assert {(each.name, each.then) for each in told if each.what == "letter"} == {
        ("L02-takedown-request", ""),
        ("L05-isp-escalation", "L05-isp-escalation"),
    }
    assert letters["L02-takedown-request"].status == "stopped"
    assert letters["L05-isp-escalation"].status == "draft"
    assert letters["L05-isp-escalation"].number in step.drafts


def test_a_letter_that_stays_the_same_keeps_its_number_template_and_issue() -> None:
    story = ready()
    issued = story.issue("removal/1", "send")
    move(story, variant(LONGER))

    assert story.letter("removal/1", "send") == issued
    story.act("senior", "removal/1", "send")
    assert story.letter("removal/1", "send").status == "dispatched"


def test_a_deadline_that_is_new_begins_and_one_that_is_gone_is_no_longer_needed() -> None:
    story = report()
    assert [(each.name, each.now) for each in differences(story, variant(NEW_CLOCK))] == [("naming", "")]
    move(story, variant(NEW_CLOCK))
    assert story.due("support/1 naming") == "Wed 18 Nov 2026 17:00 GMT"
    assert [(each.name, each.then) for each in differences(story, lumen())] == [("naming", "")]
    move(story, lumen())

    ended = story.case.deadlines[ClockId("support/1 naming")]
    assert (ended.state, ended.ended_at) == ("not_needed", story.at)


def test_a_new_deadline_does_not_begin_for_what_was_done_already() -> None:
    story = report()
    story.act("teacher", "support/1", "answer_naming", **{"consent.naming": "declined"})

    assert differences(story, variant(NEW_CLOCK)) == ()
    move(story, variant(NEW_CLOCK))
    assert "support/1 naming" not in story.case.deadlines


def test_what_was_done_and_would_lead_elsewhere_is_refused_with_the_step() -> None:
    elsewhere = variant(("tracks/case.yaml", "in_scope: {to: triaged}", "in_scope: {to: active}"))
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks")

    assert "The case: “Decide whether the policy covers this” was done, and would lead elsewhere" in refused(
        story, elsewhere
    )


def test_what_was_done_and_would_set_something_else_is_refused() -> None:
    story = report()
    story.act("senior", "support/1", "offer")
    other = variant(("tracks/support.yaml", "set: {offered: yes}", "set: {offered: no}"))

    assert "“Offer support” was done" in refused(story, other)


def test_an_end_of_a_step_that_was_not_taken_may_change() -> None:
    elsewhere = variant(("tracks/case.yaml", "out_of_scope: {to: out_of_scope,", "out_of_scope: {to: diverted,"))
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")

    move(story, elsewhere)
    assert story.case.policy_hash == elsewhere.hash


def code_of(story: Story) -> str:
    """Give the code of the first removal."""
    return Codes(story.case.id, story.policy.tracks).of_procedure(InstanceId("removal/1"))


def test_a_state_that_is_gone_is_refused_by_its_title() -> None:
    gone, story = renamed("tracks/removal.yaml", "to_decide", "undecided"), report()

    says = f"Removal {code_of(story)}: it stands at “Deciding whether to ask the host”, which the new version does not"
    assert says in refused(story, gone)


def test_a_state_that_is_gone_matters_only_to_those_who_stand_there() -> None:
    gone = renamed("tracks/removal.yaml", "isp_refused", "isp_said_no")

    assert differences(report(), gone) == ()


def test_an_answer_that_is_gone_is_refused_and_one_that_nobody_gave_is_not() -> None:
    gone = renamed("tracks/case.yaml", "abuse", "harassment")
    story = report()

    assert "“What is this mostly about?” was given an answer that the new version does not know" in refused(story, gone)
    assert differences(report(answers={"category": "image"}), gone) == ()


def test_a_question_that_is_gone_is_refused() -> None:
    gone = renamed("tracks/case.yaml", "personal_data", "data_made_public")

    assert "“Has anybody's personal information been made public?” was answered, and is no such question" in refused(
        report(), gone
    )


def test_a_hold_that_is_gone_is_refused_while_it_stands() -> None:
    gone = renamed("tracks/removal.yaml", "preservation", "standstill")
    story = report()
    assert differences(story, gone) == ()
    story.keep(story.hold("removal/1", "preservation", active=True))

    assert f"Removal {code_of(story)}: the hold “preservation” stands" in refused(story, gone)


def test_a_move_needs_a_reason() -> None:
    result = ask(report(), variant(LONGER), reason=" ")

    assert isinstance(result, Refusal)
    assert "needs a reason" in said(result)


def test_a_case_does_not_move_to_where_it_is_nor_to_another_policy() -> None:
    story = report()
    other = compiled(
        {name: text.replace("policy: lumen\n", "policy: lumina\n") for name, text in lumen().sources.items()}
    )

    assert "pinned to this version already" in refused(story, lumen())
    assert "This case runs under “lumen”, and the version given is one of “lumina”." in refused(story, other)


def test_those_who_may_not_see_a_part_of_the_case_are_not_told_of_it() -> None:
    story, seen = report(), ("case/1",)
    gone = renamed("tracks/removal.yaml", "to_decide", "undecided")
    dates = preview(story.policy, variant(LONGER), story.case, story.world, seen).differences
    reasons = preview(story.policy, gone, story.case, story.world, seen).refused

    assert dates == ()
    assert reasons == (HIDDEN,)
    assert "emoval" not in HIDDEN.says


def test_a_move_is_taken_back_while_nothing_followed() -> None:
    story = ready()
    before = story.case
    move(story, variant(LONGER, NEW_CLOCK))
    story.wait(minutes=10)
    story.keep(take_back(story, lumen()))

    assert story.case.policy_hash == lumen().hash
    assert story.case.tracks == before.tracks
    assert story.case.letters == before.letters
    assert story.due("removal/1 request") == "Tue 17 Nov 2026 09:00 GMT"
    assert story.clock_state("support/1 naming") == "not_needed"


def test_a_move_is_not_taken_back_once_something_followed() -> None:
    story = report()
    move(story, variant(LONGER))
    story.act("senior", "case/1", "acknowledge")
    result = take_back(story, lumen(), sequence=2)

    assert isinstance(result, Refusal)
    assert "Something was built on it since." in said(result)


def test_a_step_before_the_move_is_taken_back_only_after_the_move() -> None:
    story = report()
    story.act("senior", "case/1", "acknowledge")
    move(story, variant(LONGER))
    result = take_back(story, story.policy, sequence=2)

    assert isinstance(result, Refusal)
    assert "The case has moved to another version of its policy since." in said(result)
    story.keep(take_back(story, lumen()))
    story.keep(take_back(story, lumen()))
    assert story.state("case/1") == "reported"


def test_a_new_deadline_begins_again_when_a_case_moves_once_more() -> None:
    story = report()
    move(story, variant(NEW_CLOCK))
    story.keep(take_back(story, lumen()))
    story.policy = lumen()
    move(story, variant(NEW_CLOCK))

    again = story.case.deadlines[ClockId("support/1 naming")]
    assert (again.state, again.round) == ("open", 2)


@pytest.mark.parametrize("back", [False, True])
def test_the_record_of_a_moved_case_verifies_and_replays(back: bool) -> None:
    story = ready()
    move(story, variant(LONGER, NEW_CLOCK))
    if back:
        story.keep(take_back(story, lumen()))
    else:
        story.send("senior", "removal/1", "send")

    assert verify(story.entries) == story.case.head
    assert apply(blank_of(story.case), story.entries) == story.case


def test_a_moved_case_goes_on_under_the_new_version() -> None:
    story = report()
    move(story, variant(LONGER))
    story.wait(hours=25)
    story.sweep()
    overdue = {alert.deadline for alert in story.case.alerts.values() if alert.alert == "overdue"}

    assert "request" not in overdue
    story.act("senior", "removal/1", "decide", approach="no_approach", approach_reason="It has sunk")
    assert story.clock_state("removal/1 request") == "met"
