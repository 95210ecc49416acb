"""When a deadline begins, is met or ends, and from what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import pytest

from engine.errors import Fault
from engine.identity import CASE, ActionName, InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.language.machine import compile_track
from engine.language.vocabulary import CASE_TRACK
from engine.record.case import Case
from engine.record.values import Answer, Deadline, Done
from engine.steps.clocks.lengths import explained, worked_out
from engine.steps.deadlines import Happening, moved_starts, settle
from tests.builders import MONDAY, by_fact, calendar, lumen, report
from tests.unit.engine.steps.clock_rows import BREACH, OURS, at_hour, row, small, standing


def settled(policy: CompiledPolicy, case: Case, left: str, step: str = "") -> list[tuple[int, str]]:
    """The rounds and states of the clock `wait` that come of a step, five hours after the report."""
    action, _, outcome = step.partition("/")
    happening = Happening(on=CASE, left=left, action=ActionName(action), outcome=outcome)
    found = [each for each in settle(policy, case, happening, at_hour(5), calendar()) if each.name == "wait"]
    assert all(each.ended_at == (None if each.state == "open" else at_hour(5)) for each in found)
    return [(each.round, each.state) for each in found]


# Beginning and ending


@pytest.mark.parametrize(
    ("running", "left", "step", "found"),
    [
        (None, "begun", "send", [(1, "open")]),
        (None, "asked", "note", [(1, "open")]),
        (row("open"), "asked", "note", []),
        (row("met"), "asked", "note", []),
        (row("not_needed", 3), "asked", "note", [(4, "open")]),
        (row("met", 2), "begun", "send", [(3, "open")]),
        (row("open"), "asked", "answer/well", [(1, "met")]),
    ],
    ids=[
        "comes in",
        "not begun yet",
        "runs",
        "was met here",
        "was taken back",
        "comes in again",
        "is met and does not repeat",
    ],
)
def test_a_clock_begins_where_its_state_begins_or_where_it_has_not_begun(
    running: Deadline | None, left: str, step: str, found: list[tuple[int, str]]
) -> None:
    policy = small()

    assert settled(policy, standing(policy, "asked", running), left, step) == found


@pytest.mark.parametrize(
    ("met_by", "step", "state"),
    [
        ("answer", "answer/well", "met"),
        ("answer/well", "answer/well", "met"),
        ("answer/well", "answer/badly", "not_needed"),
        ("answer", "silence", "not_needed"),
        ("answer", "", "not_needed"),
    ],
)
def test_a_clock_that_is_left_is_met_by_its_steps_alone(met_by: str, step: str, state: str) -> None:
    policy = small(OURS.replace("answer", met_by))

    assert settled(policy, standing(policy, "over", row()), "asked", step) == [(1, state)]


def test_a_clock_that_repeats_begins_its_next_round_where_it_is_met() -> None:
    policy = small(f"{OURS}, repeats: true")

    assert settled(policy, standing(policy, "asked", row(round_=4)), "asked", "answer/well") == [
        (4, "met"),
        (5, "open"),
    ]
    assert settled(policy, standing(policy, "asked", row(round_=4)), "asked", "note") == []


def test_a_clock_of_any_state_begins_with_the_instance_and_with_no_later_state() -> None:
    policy = small(states="any")

    assert settled(policy, standing(policy, "begun"), "") == [(1, "open")]
    assert settled(policy, standing(policy, "begun", row("met")), "") == [(2, "open")]
    assert settled(policy, standing(policy, "asked", row("met")), "begun", "send") == []
    assert settled(policy, standing(policy, "asked", row()), "begun", "send") == []


def test_a_clock_of_another_state_does_nothing() -> None:
    policy = small()

    assert settled(policy, standing(policy, "begun"), "") == []
    assert settled(policy, standing(policy, "over", row("met")), "asked", "silence") == []


# From when it runs


def begun(
    policy: CompiledPolicy,
    running: Deadline | None = None,
    *,
    answers: Mapping[str, Answer] | None = None,
    done: Mapping[ActionName, Done] | None = None,
) -> Deadline | None:
    case = standing(policy, "asked", running, answers=answers, done=done)
    found = settle(policy, case, Happening(on=CASE, left="begun", action=ActionName("send")), at_hour(5), calendar())
    return next((each for each in found if each.name == "wait"), None)


def test_a_clock_from_the_report_runs_from_it_in_its_first_round_alone() -> None:
    policy = small(f"{OURS}, from: reported_at")
    first, second = begun(policy), begun(policy, row("met"))
    assert first
    assert second

    assert (first.started_at, first.due_at) == (MONDAY, at_hour(24))
    assert (second.started_at, second.due_at) == (at_hour(5), at_hour(29))


def test_a_clock_from_a_step_runs_from_when_that_was_done_and_not_before() -> None:
    policy = small(f"{OURS}, from: send")
    done = Done(by=PersonId("head"), at=at_hour(9), happened_at=at_hour(3))
    found = begun(policy, done={ActionName("send"): done})
    assert found

    assert (found.started_at, found.due_at) == (at_hour(3), at_hour(27))
    assert begun(policy) is None
    assert begun(policy, done={ActionName("answer"): done}) is None


@pytest.mark.parametrize("answers", [{}, {"told": Answer("unknown")}, {"told": Answer("cleared", "x")}])
def test_a_clock_from_an_answer_waits_for_it(answers: Mapping[str, Answer]) -> None:
    assert begun(small(f"{OURS}, from: told"), answers=answers) is None


def test_a_clock_from_an_answer_runs_from_the_time_that_was_given() -> None:
    policy = small(f"{OURS}, from: told")
    found = begun(policy, answers={"told": Answer("value", at_hour(-30).isoformat())})
    assert found

    assert (found.started_at, found.due_at) == (at_hour(-30), at_hour(-6))


def test_a_clock_that_has_begun_says_all_of_itself() -> None:
    found = begun(small())
    assert found

    assert (found.on, found.name, found.round, found.revision) == (CASE, "wait", 1, 1)
    assert (found.started_at, found.due_at, found.overdue_at) == (at_hour(5), at_hour(29), at_hour(29))
    assert (found.calendar, found.binding) == (calendar().version, "target")
    assert "Asked" in found.started_by
    assert found.started_by in str(explained(small(), found, calendar()))


def test_a_clock_without_a_length_is_a_fault_of_ours() -> None:
    track = small().track(CASE_TRACK).definition
    clock = track.deadlines["wait"].model_copy(update={"within": None})
    endless = compile_track(track.model_copy(update={"deadlines": {"wait": clock}}))
    policy = replace(small(), tracks={CASE_TRACK: endless})

    with pytest.raises(Fault):
        begun(policy)
    with pytest.raises(Fault):
        worked_out(policy, row(), calendar())


def breach(state: Literal["open", "met"] = "open") -> Case:
    """A case in which the answer that the 72 hours count from is now an hour earlier."""
    case = report(answers={"personal_data": "yes"}).case
    ico = replace(row(state, on=BREACH, name="ico", binding="law"), started_at=at_hour(2), revision=3)
    rows = (row("met", on=BREACH, name="tell_dpo"), row(on=BREACH, name="contain"), ico)
    answers = by_fact({"aware_at": Answer("value", at_hour(1).isoformat())})
    case = case.with_track(replace(case.tracks[BREACH], state="dpo_notified", answers=answers))
    return replace(case, deadlines={each.key: each for each in rows})


def test_a_running_clock_follows_the_answer_that_it_counts_from() -> None:
    (moved,) = moved_starts(lumen(), breach(), calendar())

    assert (moved.key, moved.started_at, moved.due_at) == ("data_breach/1 ico", at_hour(1), at_hour(73))
    assert (moved.round, moved.revision, moved.binding) == (1, 4, "law")
    assert "aware_at" in moved.started_by


def test_a_clock_that_ended_or_whose_answer_is_as_it_was_or_is_gone_stays() -> None:
    case = breach()
    (moved,) = moved_starts(lumen(), case, calendar())
    instance = replace(case.tracks[moved.on], answers={})

    assert not list(moved_starts(lumen(), breach("met"), calendar()))
    assert not list(moved_starts(lumen(), replace(case, deadlines={moved.key: moved}), calendar()))
    assert not list(moved_starts(lumen(), case.with_track(instance), calendar()))


def test_a_clock_of_a_procedure_that_was_opened_later_does_not_say_that_it_counts_from_the_report() -> None:
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="It is about staff.", danger_confirmed="yes")
    story.wait(hours=7)
    story.act("senior", "case/1", "open_tracks", routes="own_channel", routes_because="It is needed.")
    removal, channel = story.case.tracks[InstanceId("removal/1")], story.case.tracks[InstanceId("own_channel/1")]
    clock = next(each for key, each in story.case.deadlines.items() if key.startswith("own_channel/1"))
    asked = next(each for key, each in story.case.deadlines.items() if key.startswith("removal/1 request"))

    assert (story.case.is_from_report(removal), story.case.is_from_report(channel)) == (True, False)
    # 6.3(h): what has to go at once counts from when it was known, and says so
    assert clock.started_at == story.case.reported_at < channel.reported_at
    assert clock.started_by == asked.started_by
