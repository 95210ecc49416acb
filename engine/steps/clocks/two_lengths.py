"""Which of two lengths a running clock has: its condition decides at the start, and again when an answer changes.

What is not known yet does not hold. A clock that was told of as overdue stays as it ran out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.language.compiled import CompiledPolicy
from engine.language.field_types import TwoLengths, lengths_in, two_of
from engine.language.guards import evaluate
from engine.language.track_definition import ClockRule
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.values import Chosen, Deadline, Instance
from engine.steps.clocks.lengths import clock_of, worked_out
from engine.steps.guard_view import InstanceGuardView
from engine.time.calendar import Calendar
from engine.time.duration import Duration

OVERDUE = "overdue"


def chosen(policy: CompiledPolicy, case: Case, deadline: Deadline, at: datetime) -> Deadline:
    """Give a clock with the length that its condition picks at a moment; as it is where it has that already."""
    two = two_of(clock_of(policy, deadline).length)
    if two is None:
        return replace(deadline, chosen=()) if deadline.chosen else deadline
    held = _holds(policy, case, case.tracks[deadline.on], two, at)
    if deadline.chosen and deadline.chosen[-1].held == held:
        return deadline
    return replace(deadline, chosen=(*deadline.chosen, Chosen(at, held)))


def length_at(
    policy: CompiledPolicy, case: Case, instance: Instance, clock: ClockRule, at: datetime
) -> Duration | None:
    """Give the length that a clock would have if it began at a moment; None where it has none."""
    two = two_of(clock.length)
    if two is not None:
        return two.then if _holds(policy, case, instance, two, at) else two.otherwise
    return next(iter(lengths_in(clock.length)), None)


def _holds(policy: CompiledPolicy, case: Case, instance: Instance, two: TwoLengths, at: datetime) -> bool | None:
    return evaluate(two.when, InstanceGuardView(case, instance, policy.definitions, at))


def chosen_again(policy: CompiledPolicy, case: Case, at: datetime, calendar: Calendar) -> Iterator[Deadline]:
    """Give the running clocks whose condition says otherwise than before, worked out again from their start."""
    for deadline in tuple(case.deadlines.values()) if policy.has_two_lengths else ():
        if deadline.state == "open" and OVERDUE not in deadline.raised:
            again = chosen(policy, case, deadline, at)
            if again is not deadline:
                yield worked_out(policy, replace(again, revision=deadline.revision + 1), calendar)
