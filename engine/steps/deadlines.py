"""Deadlines as rows: begun and met as a case moves.

A clock runs while its instance is in one of its states. It runs from, and is met at, the moment things happened;
when they were recorded plays no part. Every value is worked out again from the start (`engine.time.due_times`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Fault
from engine.identity import NO_ACTION, NOWHERE, ActionName, ClockId, FactName, InstanceId, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import step_elsewhere
from engine.language.track_definition import ANY, ClockRule
from engine.language.vocabulary import REVIEW, Reserved
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.values import Deadline, Instance, Letter
from engine.steps.clocks.elsewhere import beginning, still_stands
from engine.steps.clocks.lengths import clock_of, worked_out
from engine.steps.clocks.two_lengths import chosen
from engine.steps.decide import letters_unsent
from engine.time.calendar import Calendar
from engine.time.moments import parse_moment

REPORT = "this was reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What a step did to one instance, as far as clocks care: where it stood, what was done, and when."""

    on: InstanceId
    left: str
    action: ActionName = NO_ACTION
    outcome: str = ""
    happened_at: datetime | None = None

    def meets(self, clock: ClockRule) -> bool:
        """Say whether this is what the clock waits for."""
        return bool(self.action) and (
            self.action in clock.met_by or StepName.of(self.action, self.outcome) in clock.met_by
        )


def settle(
    policy: CompiledPolicy, case: Case, happening: Happening, at: datetime, calendar: Calendar
) -> Iterator[Deadline]:
    """Give every deadline of one instance that a step begins, meets or ends, in its new value."""
    instance = case.tracks[happening.on]
    for name, clock in policy.track(instance.track).definition.deadlines.items():
        running = case.deadlines.get(ClockId.of(instance.on, name))
        open_now = running is not None and running.state == "open"
        inside = instance.state in clock.states or ANY in clock.states
        was_inside = happening.left in clock.states or (ANY in clock.states and happening.left != "")
        met = happening.meets(clock)
        unsent = (
            running is not None and open_now and awaits(policy, case.tracks[running.on], case.letters.values(), running)
        )
        if running is not None and open_now and not unsent and (met or not inside):
            running = running.ended("met" if met else "not_needed", at)
            yield running
            open_now = False
        taken_again = ANY in clock.states and clock.start == happening.action
        if inside and not open_now and (not was_inside or (met and clock.repeats) or _idle(running) or taken_again):
            begun = _begin(policy, case, instance, name, at, calendar)
            if begun:
                yield begun


def awaits(policy: CompiledPolicy, instance: Instance, letters: Collection[Letter], deadline: Deadline) -> bool:
    """Say whether what an open clock waits for was done but for its letter, which is neither sent nor withdrawn."""
    track = policy.track(deadline.on.track)
    clock = track.definition.deadlines.get(deadline.name)
    if not track.done_when_sent or clock is None:
        return False
    return any(
        done.happened_at >= deadline.started_at
        and not {action, StepName.of(action, done.outcome)}.isdisjoint(clock.met_by)
        and bool(letters_unsent(track, letters, instance, action))
        for action, done in instance.done.items()
    )


def counted(policy: CompiledPolicy, case: Case, letter: Letter, at: datetime) -> Iterator[Happening]:
    """Give the steps that count from now on, as a letter of theirs was sent or withdrawn and no other waits.

    Of one that is written again they counted from the first, and nothing counts from the second.
    """
    if letter.replaces:
        return
    instance, track = case.tracks[letter.on], policy.track(letter.on.track)
    for action, done in instance.done.items():
        mine = letter.template in track.done_when_sent.get(StepName.of(action, done.outcome), ())
        if mine and not letter.action and not letters_unsent(track, case.letters.values(), instance, action):
            yield Happening(on=letter.on, left=instance.state, action=action, outcome=done.outcome, happened_at=at)


def _idle(clock: Deadline | None) -> bool:
    """Say whether a clock has not begun here yet, or its beginning was taken back."""
    return clock is None or clock.state == "not_needed"


def moved_starts(policy: CompiledPolicy, case: Case, calendar: Calendar) -> Iterator[Deadline]:
    """Give the running clocks that count from a time which is now another one, in their new value."""
    for deadline in case.deadlines.values():
        if deadline.state != "open":
            continue
        clock, instance = clock_of(policy, deadline), case.tracks[deadline.on]
        if clock.start not in policy.track(instance.track).definition.facts:
            continue
        start = _start(policy, clock, instance, deadline.started_at, calendar)
        if start is not None and start[0] != deadline.started_at:
            again = replace(deadline, started_at=start[0], started_by=start[1], revision=deadline.revision + 1)
            yield worked_out(policy, again, calendar)


def counted_elsewhere(policy: CompiledPolicy, case: Case, at: datetime, calendar: Calendar) -> Iterator[Deadline]:
    """Give the clocks that a step of another track begins which was now taken, and those whose step was taken back."""
    for instance in tuple(case.tracks.values()) if policy.counted_elsewhere else ():
        for name, step in policy.counted_elsewhere.get(instance.track, {}).items():
            clock = policy.track(instance.track).definition.deadlines[name]
            running = case.deadlines.get(ClockId.of(instance.on, name))
            if running is not None and running.state == "open":
                moved = _without_ground(policy, case, running, step, at, calendar)
            elif _idle(running) and (instance.state in clock.states or ANY in clock.states):
                moved = _begin(policy, case, instance, name, at, calendar)
            else:
                continue
            if moved is not None:
                yield moved


def _without_ground(
    policy: CompiledPolicy,
    case: Case,
    running: Deadline,
    step: tuple[TrackName, ActionName],
    at: datetime,
    calendar: Calendar,
) -> Deadline | None:
    """Give a running clock whose step was taken back: from another such step, or ended; None where nothing changes."""
    if still_stands(case, running, step[1]):
        return None
    other = beginning(policy, case, case.tracks[running.on], step, None)
    if other is None:
        return running.ended("not_needed", at)
    moved = replace(running, started_at=other.at, started_by=other.why, started_in=other.on)
    return worked_out(policy, replace(moved, revision=running.revision + 1), calendar)


def _begin(
    policy: CompiledPolicy, case: Case, instance: Instance, name: str, at: datetime, calendar: Calendar
) -> Deadline | None:
    """Begin the next round of a clock; None where what it counts from has not happened yet."""
    track = policy.track(instance.track)
    clock = track.definition.deadlines[name]
    if clock.length is None:
        raise Fault(f"{instance.track}: the clock '{name}' has no length in the policy {policy.key}.")
    if clock.start in track.definition.actions and letters_unsent(
        track, case.letters.values(), instance, ActionName(clock.start)
    ):
        return None
    running = case.deadlines.get(ClockId.of(instance.on, name))
    round_ = running.round + 1 if running else 1
    start, on, other = _start(policy, clock, instance, at, calendar), NOWHERE, step_elsewhere(clock.start)
    if other is not None and (found := beginning(policy, case, instance, other, running)) is None:
        return None
    if other is not None and found is not None and found.on:
        start, on = (found.at, found.why), found.on
    if round_ == 1:
        start = _reported(case, instance, clock) or start
    if start is None:
        return None
    fresh = Deadline(
        on=instance.on,
        name=name,
        round=round_,
        state="open",
        started_at=start[0],
        started_by=start[1],
        due_at=None,
        overdue_at=None,
        calendar=calendar.version,
        binding=policy.binding(instance.track, name),
        started_in=on,
    )
    return worked_out(policy, chosen(policy, case, fresh, at), calendar)


def _reported(case: Case, instance: Instance, clock: ClockRule) -> tuple[datetime, str] | None:
    """Say from when a clock runs that counts from a report: of its procedure, which may have begun later, or of what it
    deals with."""
    if clock.start == Reserved.FIRST_KNOWN.value:
        return case.first_known(instance), REPORT
    if clock.start == Reserved.REPORTED.value:
        return instance.reported_at, REPORT if case.is_from_report(instance) else "this procedure began"
    return None


def _start(
    policy: CompiledPolicy, clock: ClockRule, instance: Instance, at: datetime, calendar: Calendar
) -> tuple[datetime, str] | None:
    """Say from when a clock runs that counts from no report, and why; None while that has not happened yet."""
    definition = policy.track(instance.track).definition
    if clock.start in definition.actions:
        action = ActionName(clock.start)
        done = instance.done.get(action)
        if done and StepName.of(action, done.outcome) in policy.track(instance.track).done_when_sent:
            return max(
                at, done.happened_at
            ), f"the letter of “{definition.actions[action].title}” was sent or withdrawn"
        return (done.happened_at, f"“{definition.actions[action].title}” was done") if done else None
    if clock.start in definition.facts:
        answer = instance.answers.get(FactName(clock.start))
        if answer is None or answer.kind != "value":
            return None
        return parse_moment(str(answer.value), calendar.zone), f"given as the answer to “{clock.start}”"
    return at, f"this came to “{definition.states[instance.state].title}”"


def begin_review(
    policy: CompiledPolicy, case: Case, on: InstanceId, hold: str, at: datetime, calendar: Calendar
) -> Deadline:
    """Begin the review clock of a hold that has just begun."""
    earlier = case.deadlines.get(ClockId.of(on, REVIEW + hold))
    round_ = earlier.round + 1 if earlier else 1
    fresh = Deadline(
        on=on,
        name=REVIEW + hold,
        round=round_,
        state="open",
        started_at=at,
        started_by="the hold began",
        due_at=None,
        overdue_at=None,
        calendar=calendar.version,
    )
    return worked_out(policy, fresh, calendar)
