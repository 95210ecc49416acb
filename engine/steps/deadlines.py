"""Deadlines as rows: begun, met, paused and recomputed as a case moves, and explained in words.

A clock runs while its instance is in one of its states. It runs from, and is met at, the moment things happened;
when they were recorded plays no part. Every value is worked out again from the start (`engine.time.due_times`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Fault
from engine.identity import NO_ACTION, ActionName, ClockId, FactName, InstanceId, RoleName, StepName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import CompiledTrack
from engine.language.track_definition import ANY, ClockRule
from engine.language.vocabulary import ANYONE
from engine.people.staffing import BY_NAME
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.values import Deadline, Instance, Letter, Planned
from engine.steps.decide import letters_unsent
from engine.time.calendar import Calendar
from engine.time.due_times import Due, Timing, after, before, work_out
from engine.time.duration import Extension, Pause, PauseCause
from engine.time.explanation import Explanation, explain
from engine.time.moments import parse_moment

LAW = "law"
REPORTED, REPORT = "reported_at", "this was reported"
REVIEW = "review "
"""A hold's review is a clock named after the hold: `review preservation`."""
LIFTED = "lift"
"""What meets such a clock: the hold ends, which is no step of a track."""


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
        if inside and not open_now and (not was_inside or (met and clock.repeats) or _idle(running)):
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
    """Give the steps that count from now on, as a letter of theirs was sent or withdrawn and no other waits."""
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


def _begin(
    policy: CompiledPolicy, case: Case, instance: Instance, name: str, at: datetime, calendar: Calendar
) -> Deadline | None:
    """Begin the next round of a clock; None where what it counts from has not happened yet."""
    track = policy.track(instance.track)
    clock = track.definition.deadlines[name]
    if clock.within is None:
        raise Fault(f"{instance.track}: the clock '{name}' has no length in the policy {policy.key}.")
    if clock.start in track.definition.actions and letters_unsent(
        track, case.letters.values(), instance, ActionName(clock.start)
    ):
        return None
    running = case.deadlines.get(ClockId.of(instance.on, name))
    round_ = running.round + 1 if running else 1
    start = _start(policy, clock, instance, at, calendar)
    if clock.start == REPORTED and round_ == 1:
        start = instance.reported_at, REPORT if case.is_from_report(instance) else "this procedure began"
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
    )
    return worked_out(policy, fresh, calendar)


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


def worked_out(policy: CompiledPolicy, deadline: Deadline, calendar: Calendar) -> Deadline:
    """Work out due time and alerts of a deadline again from its start."""
    clock, track = clock_of(policy, deadline), policy.track(deadline.on.track)
    counting = _counting(deadline, calendar)
    due = work_out(_timing(clock, deadline), counting)
    alerts = tuple(_planned(track, clock, deadline, due, counting))
    return replace(deadline, due_at=due.due_at, overdue_at=due.overdue_at, calendar=calendar.version, planned=alerts)


def _counting(deadline: Deadline, calendar: Calendar) -> Calendar:
    """Give the calendar that a clock counts in: no day that a school declares closed moves what the law gives."""
    return calendar.of_the_law() if deadline.binding == LAW else calendar


def _staff(track: CompiledTrack, clock: ClockRule) -> tuple[RoleName, ...]:
    """List the roles that can meet a clock; never those who are waited for (ruling 14)."""
    able = (track.definition.actions.get(StepName(met).action) for met in clock.met_by)
    roles = (role for action in able if action for role in action.by)
    return tuple(dict.fromkeys(role for role in roles if role not in BY_NAME and role != ANYONE))


def _planned(
    track: CompiledTrack, clock: ClockRule, deadline: Deadline, due: Due, calendar: Calendar
) -> Iterator[Planned]:
    """List the alerts of a clock: reminders before, word when it is due, the alert when overdue, then upwards.

    A clock that counts from a time somebody gave, such as the end of a permission, is reminded of before that time.
    """
    if due.due_at is None or due.overdue_at is None:
        return
    staff = _staff(track, clock)
    roles = clock.tell or staff
    timed = clock.start in track.definition.facts
    for ahead in clock.remind:
        at = before(due.due_at, ahead, calendar)
        if timed or at > deadline.started_at:
            yield Planned(f"remind {ahead}", at, staff or roles)
    if clock.at_due:
        yield Planned("due", due.due_at, clock.at_due)
    yield Planned("overdue", due.overdue_at, roles)
    for escalation in clock.after:
        yield Planned(f"after {escalation.wait}", after(due.overdue_at, escalation.wait, calendar), escalation.tell)


def clock_of(policy: CompiledPolicy, deadline: Deadline) -> ClockRule:
    """Find the clock behind a deadline; a hold's review is a clock as well."""
    definition = policy.track(deadline.on.track).definition
    if not deadline.name.startswith(REVIEW):
        return definition.deadlines[deadline.name]
    hold = definition.holds[deadline.name.removeprefix(REVIEW)]
    review = hold.review
    if review is None:
        raise Fault(f"{deadline.key}: this hold has no review.")
    words = {"while": (ANY,), "within": review.within, "met_by": (LIFTED,), "tell": hold.managed_by, "says": hold.says}
    return ClockRule.model_validate(words)


def is_known(policy: CompiledPolicy, deadline: Deadline) -> bool:
    """Say whether this version of a policy has the clock; one that ended under another version may be gone."""
    name, definition = deadline.name, policy.track(deadline.on.track).definition
    if not name.startswith(REVIEW):
        return name in definition.deadlines
    hold = definition.holds.get(name.removeprefix(REVIEW))
    return hold is not None and hold.review is not None


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


def paused(
    policy: CompiledPolicy, deadline: Deadline, at: datetime, stopped: tuple[PauseCause, str], calendar: Calendar
) -> Deadline:
    """Stop a running clock, for a cause and in its words."""
    cause, reason = stopped
    pauses = (*deadline.pauses, Pause(at, None, reason, cause))
    return worked_out(policy, replace(deadline, pauses=pauses, revision=deadline.revision + 1), calendar)


def resumed(policy: CompiledPolicy, deadline: Deadline, at: datetime, calendar: Calendar) -> Deadline:
    """Let a paused clock run on."""
    last = deadline.pauses[-1]
    pauses = (*deadline.pauses[:-1], replace(last, end=max(at, last.start)))
    return worked_out(policy, replace(deadline, pauses=pauses, revision=deadline.revision + 1), calendar)


def extended(policy: CompiledPolicy, deadline: Deadline, more: Extension, calendar: Calendar) -> Deadline:
    """Give a running clock more time."""
    extensions = (*deadline.extensions, more)
    return worked_out(policy, replace(deadline, extensions=extensions, revision=deadline.revision + 1), calendar)


def explained(policy: CompiledPolicy, deadline: Deadline, calendar: Calendar) -> Explanation:
    """Work a deadline out again, in words."""
    return explain(_timing(clock_of(policy, deadline), deadline), _counting(deadline, calendar), deadline.started_by)


def _timing(clock: ClockRule, deadline: Deadline) -> Timing:
    if clock.within is None:
        raise Fault(f"{deadline.key}: the clock has no length.")
    moves = deadline.binding != LAW
    return Timing(
        start=deadline.started_at,
        within=clock.within,
        roll=clock.roll,
        pauses=deadline.pauses if moves else (),
        extensions=deadline.extensions if moves else (),
        grace=clock.grace,
    )
