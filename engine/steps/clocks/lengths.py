"""How long a running clock has: worked out from its start, its pauses and what was added, with its alerts, in words.

A clock with `waits` is a time to pass: it has to run out before a step, is never late, and nobody is told of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from engine.errors import Fault
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import TwoLengths, two_of
from engine.language.track_definition import ANY, ClockRule
from engine.language.vocabulary import REVIEW, RoleKind, is_answer
from engine.people.staffing import BY_NAME
from engine.questions.conditions import said_length
from engine.record.replacement import replace
from engine.record.values import Deadline, Planned
from engine.steps.clocks.ladders import holders, ladder_of
from engine.time.calendar import Calendar
from engine.time.due_times import Due, Timing, after, before, work_out
from engine.time.duration import Duration, Extension, Pause, PauseCause, Unit
from engine.time.explanation import Explanation, awaited, explain
from engine.time.moments import say_day_and_time

LAW = "law"
ANSWERED, A_DAY = "answered", Duration(1, Unit.WORKING_DAYS)
"""What meets a clock that waits for the answer to a letter, which is no step; how long before its end it reminds."""
WHY_CHOSEN: Mapping[bool | None, str] = {
    True: "the condition holds",
    False: "the condition does not hold",
    None: "it is not known whether the condition holds",
}
LIFTED = "lift"
"""What meets such a clock: the hold ends, which is no step of a track."""


def worked_out(policy: CompiledPolicy, deadline: Deadline, calendar: Calendar) -> Deadline:
    """Work out due time and alerts of a deadline again from its start; a letter itself says when its answer is due."""
    if is_answer(deadline.name):
        return replace(deadline, calendar=calendar.version, planned=tuple(_chasing(policy, deadline, calendar)))
    clock = clock_of(policy, deadline)
    counts_in = counting(deadline, calendar)
    due = work_out(_timing(clock, deadline), counts_in)
    alerts = tuple(_planned(policy, clock, deadline, due, counts_in))
    return replace(
        deadline,
        due_at=due.due_at,
        overdue_at=due.overdue_at,
        calendar=calendar.version,
        planned=alerts,
        not_before=clock.waits is not None,
    )


def _chasing(policy: CompiledPolicy, deadline: Deadline, calendar: Calendar) -> Iterator[Planned]:
    """List the alerts of a clock that waits for an answer: a working day before, and when it is due."""
    if deadline.due_at is None:
        return
    tell = clock_of(policy, deadline).tell
    ahead = before(deadline.due_at, A_DAY, calendar)
    if ahead > deadline.started_at:
        yield Planned(f"remind {A_DAY}", ahead, tell)
    yield Planned("overdue", deadline.due_at, tell)


def counting(deadline: Deadline, calendar: Calendar) -> Calendar:
    """Give the calendar that a clock counts in: no day that a school declares closed moves what the law gives."""
    return calendar.of_the_law() if deadline.binding == LAW else calendar


def _planned(
    policy: CompiledPolicy, clock: ClockRule, deadline: Deadline, due: Due, calendar: Calendar
) -> Iterator[Planned]:
    """List the alerts of a clock: reminders before, word when it is due, the alert when overdue, then upwards.

    A clock that counts from a time somebody gave, such as the end of a permission, is reminded of before that time.
    """
    if due.due_at is None or due.overdue_at is None:
        return
    track = policy.track(deadline.on.track)
    ladder = ladder_of(policy, track, clock, deadline.binding, length_of(clock, deadline))
    timed = clock.start in track.definition.facts
    for ahead in ladder.remind:
        at = before(due.due_at, ahead, calendar)
        if timed or at > deadline.started_at:
            yield Planned(f"remind {ahead}", at, holders(track, clock) or ladder.tell)
    if clock.at_due:
        yield Planned("due", due.due_at, clock.at_due)
    yield Planned("overdue", due.overdue_at, ladder.tell)
    for escalation in ladder.after:
        yield Planned(f"after {escalation.wait}", after(due.overdue_at, escalation.wait, calendar), escalation.tell)


def clock_of(policy: CompiledPolicy, deadline: Deadline) -> ClockRule:
    """Find the clock behind a deadline; a hold's review is a clock as well, and so is waiting for an answer."""
    track = policy.track(deadline.on.track)
    definition = track.definition
    if is_answer(deadline.name):
        tell = tuple(role for role in policy.roles_of(RoleKind.MANAGER) if role in track.viewers)
        tell = tell or tuple(sorted(role for role in track.viewers if role not in BY_NAME))
        words = {"while": (ANY,), "within": A_DAY, "met_by": (ANSWERED,), "tell": tell}
        return ClockRule.model_validate(words)
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
    if is_answer(name):
        return True
    if not name.startswith(REVIEW):
        return name in definition.deadlines
    hold = definition.holds.get(name.removeprefix(REVIEW))
    return hold is not None and hold.review is not None


def length_of(clock: ClockRule, deadline: Deadline) -> Duration:
    """Give the length that a deadline has; of two, the one that was chosen last."""
    length = clock.length
    if isinstance(length, TwoLengths):
        return length.then if deadline.chosen and deadline.chosen[-1].held else length.otherwise
    if length is None:
        raise Fault(f"{deadline.key}: the clock has no length.")
    return length


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
    if is_answer(deadline.name) and deadline.due_at is not None:
        return awaited(deadline.started_at, deadline.due_at, calendar)
    found = explain(_timing(clock_of(policy, deadline), deadline), counting(deadline, calendar), deadline.started_by)
    return replace(found, chosen=tuple(choice_said(policy, deadline, calendar.zone)))


def _timing(clock: ClockRule, deadline: Deadline) -> Timing:
    moves = deadline.binding != LAW
    return Timing(
        start=deadline.started_at,
        within=length_of(clock, deadline),
        not_before=clock.waits is not None,
        roll=clock.roll,
        pauses=deadline.pauses if moves else (),
        extensions=deadline.extensions if moves else (),
        grace=clock.grace,
    )


def choice_said(policy: CompiledPolicy, deadline: Deadline, zone: tzinfo) -> Iterator[str]:
    """Say which of its two lengths a deadline has, why, and what counted before; nothing where it has but one."""
    two = two_of(clock_of(policy, deadline).length)
    if two is None or not deadline.chosen:
        return
    yield f"It has {said_length(policy, deadline.on.track, two)}."
    for number, choice in enumerate(deadline.chosen):
        length = two.then if choice.held else two.otherwise
        since = f"Since {say_day_and_time(choice.since, zone)} it has" if number else "At its start it had"
        yield f"{since} {length}: {WHY_CHOSEN[choice.held]}."
