"""A time that has to pass before a step: counted as a deadline is, and never late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.steps.clocks.lengths import explained, extended, paused, resumed, worked_out
from engine.time.duration import BY_HAND, Duration, Extension
from tests.builders import MONDAY, calendar, compiled, findings, small_sources
from tests.rungs import examples
from tests.unit.engine.steps.clock_rows import row, small

LONDON = calendar().zone
KEPT = '{that: due.notice, else: "Not yet."}'


def passing(rest: str = "waits: 3 working days, met_by: answer", *, kept: bool = True) -> Mapping[str, str]:
    """The small policy with a time that has to pass before the answer is recorded."""
    guard = (
        "answer:\n    title: Record the answer\n",
        f"answer:\n    title: Record the answer\n    requires: [{KEPT}]\n",
    )
    more = (
        "wait: {while: asked, within: 24 hours, met_by: answer}",
        f"wait: {{while: asked, within: 24 hours, met_by: answer}}\n  notice: {{while: asked, {rest}, source: Ours}}",
    )
    return small_sources(more, *((guard,) if kept else ()))


def only_fault(files: Mapping[str, str]) -> str:
    found = [str(each) for each in findings(files)]
    assert len(found) == 1, found
    return found[0]


UNITS = ("hours", "working days", "days", "weeks", "months")
lengths = some.tuples(some.integers(1, 40), some.sampled_from(UNITS)).map(lambda each: f"{each[0]} {each[1]}")


@settings(max_examples=examples(60), deadline=None)
@given(length=lengths, minutes=some.integers(0, 60 * 24 * 300))
def test_a_time_to_pass_ends_when_a_deadline_would_be_due_and_is_never_late(length: str, minutes: int) -> None:
    start = MONDAY + timedelta(minutes=minutes)
    begun = row()
    due = worked_out(small(f"within: {length}, met_by: answer"), replace(begun, started_at=start), calendar())
    passes = worked_out(
        compiled(passing(f"waits: {length}, met_by: answer")),
        replace(begun, name="notice", started_at=start),
        calendar(),
    )

    assert passes.due_at == due.due_at
    assert (passes.overdue_at, passes.planned, passes.next_alert) == (None, (), None)
    assert passes.not_before
    assert not due.not_before
    assert not passes.is_overdue(start + timedelta(days=4000))


def test_its_explanation_says_from_when_and_that_nobody_is_late() -> None:
    policy = compiled(passing())
    clock = worked_out(policy, replace(row(), name="notice"), calendar())
    said = " ".join(explained(policy, clock, calendar()).facts(LONDON))

    assert "Not before Thursday 19 November 2026 at 5:00pm" in said
    assert "Due" not in said
    assert "verdue" not in said


def test_it_can_be_stopped_and_given_more_time_and_while_it_stands_still_nobody_knows_from_when() -> None:
    policy = compiled(passing())
    clock = worked_out(policy, replace(row(), name="notice"), calendar())
    longer = extended(policy, clock, Extension(Duration.parse("1 working day"), "by hand"), calendar())
    stopped = paused(policy, clock, MONDAY + timedelta(hours=30), (BY_HAND, "by hand"), calendar())
    again = resumed(policy, stopped, MONDAY + timedelta(hours=54), calendar())

    assert longer.due_at is not None
    assert clock.due_at is not None
    assert longer.due_at - clock.due_at == timedelta(days=1)
    assert stopped.due_at is None
    assert "not known from when" in " ".join(explained(policy, stopped, calendar()).facts(LONDON))
    assert (again.due_at, again.overdue_at) == (longer.due_at, None)


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("waits: 3 working days, grace: 1 hour, met_by: answer", "grace"),
        ("waits: 3 working days, remind: [1 hour], met_by: answer", "remind"),
        ("waits: 3 working days, tell: [manager], met_by: answer", "tell"),
        ("waits: 3 working days, at_due: [manager], met_by: answer", "at_due"),
        ("waits: 3 working days, within: 2 hours, met_by: answer", "within"),
        ("waits: 3 working days, repeats: true, met_by: answer", "repeats"),
    ],
)
def test_what_only_a_deadline_can_say_is_a_fault_of_a_time_that_has_to_pass(rest: str, says: str) -> None:
    found = only_fault(passing(rest))

    assert f"deadlines.notice.{says}" in found
    assert "nobody is late by it" in found


def test_a_time_to_pass_that_keeps_no_step_is_a_fault_and_says_what_to_write() -> None:
    found = only_fault(passing(kept=False))

    assert "deadlines.notice.met_by.0: 'answer' is not kept until this time has passed" in found
    assert "require `due.notice` of that step" in found


def test_a_state_in_which_only_time_has_to_pass_tells_nobody_and_is_a_fault() -> None:
    alone = small_sources(
        (
            "wait: {while: asked, within: 24 hours, met_by: answer}",
            "notice: {while: asked, waits: 1 hour, met_by: answer}",
        ),
        ("answer:\n    title: Record the answer\n", f"answer:\n    title: Record the answer\n    requires: [{KEPT}]\n"),
    )

    assert "no clock runs here" in " ".join(str(each) for each in findings(alone))
