"""What is done by hand to holds, clocks and alerts of a case. Each is one event; each gives a `Step` or a `Refusal`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.changes.change import Change, begin, unexplained
from engine.changes.clock_limits import may_change, source_of
from engine.errors import BadInput
from engine.identity import ClockId, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Hold
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.clock_alerts import clock_alerts, of_same_round
from engine.record.effects import Alerted, Clocked, Held
from engine.record.kinds import EventKind
from engine.record.values import Deadline
from engine.steps.clocks.lengths import extended, paused, resumed
from engine.steps.take import conclude, find_instance
from engine.steps.transition import Refusal, Step, World
from engine.time.duration import BY_HAND, Duration, Extension, PauseKind
from engine.time.pauses import cause_of

CLOCK_KINDS = {
    "pause": EventKind.CLOCK_PAUSED,
    "resume": EventKind.CLOCK_RESUMED,
    "extend": EventKind.CLOCK_EXTENDED,
}
"""What is recorded of a clock by hand, by what is done to it."""


def hold(
    policy: CompiledPolicy, case: Case, change: Change, world: World, *, on: InstanceId, name: str, active: bool
) -> Step | Refusal:
    """Set or lift a hold by hand, with a reason."""
    instance = find_instance(case, on)
    holds = policy.track(instance.track).definition.holds
    if name not in holds:
        raise BadInput(f"{on.track} has no hold '{name}'. Its holds: {', '.join(holds) or 'none'}.")
    reasons = unexplained(change, "A hold needs a reason.")
    if active == (name in instance.held_by_hand):
        says = "is already set" if active else "is not set by hand"
        pulled = " It stands because of the case itself and ends with its cause." if name in instance.held else ""
        source = ReasonSource(SourceKind.HOLD, (name,))
        reasons.append(
            Reason(
                code=ReasonCode.DONE_ALREADY,
                source=source,
                says=f"The hold '{name}' {says}.{pulled if not active else ''}",
            )
        )
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(
        policy, case, EventKind.HOLD_SET if active else EventKind.HOLD_LIFTED, change, world, on=on, action=name
    )
    recording.do(Held(on=on, name=name, active=active, by_hand=True))
    return conclude(recording, [])


def change_clock(
    policy: CompiledPolicy,
    case: Case,
    clock: ClockId,
    change: Change,
    world: World,
    *,
    what: str,
    more: Duration | None,
) -> Step | Refusal:
    """Pause, resume or extend a clock by hand: `what` is `pause`, `resume` or `extend` (then by `more`)."""
    instance = find_instance(case, clock.on)
    deadline = case.deadlines.get(clock)
    found = may_change(policy, deadline, clock, what)
    reasons = [found] if found else []
    reasons += unexplained(change, "A change to a clock needs a reason.")
    if deadline is not None and not found:
        reasons += _why_not_clock(policy.track(instance.track).definition.holds, deadline, what)
    if reasons or deadline is None:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, CLOCK_KINDS[what], change, world, on=clock.on, action=clock.name)
    if what == "pause":
        changed = paused(policy, deadline, change.happened_at, (BY_HAND, "by hand"), world.calendar)
    elif what == "resume":
        changed = resumed(policy, deadline, change.happened_at, world.calendar)
    elif more is None:
        raise BadInput("Say by how long the clock is extended, for example: 2 working days.")
    else:
        changed = extended(policy, deadline, Extension(more, "by hand"), world.calendar)
    recording.do(Clocked(changed))
    return conclude(recording, [])


def _why_not_clock(holds: Mapping[str, Hold], deadline: Deadline, what: str) -> list[Reason]:
    source = source_of(deadline.key)
    if what == "pause" and deadline.paused:
        return [Reason(code=ReasonCode.CLOCK_STANDS_OTHERWISE, source=source, says="The clock is paused already.")]
    if what == "resume" and not deadline.paused:
        return [Reason(code=ReasonCode.CLOCK_STANDS_OTHERWISE, source=source, says="The clock is not paused.")]
    if what == "resume" and cause_of(deadline.pauses[-1], holds).kind == PauseKind.HOLD:
        says = "The clock stands still because of a hold."
        return [
            Reason(code=ReasonCode.CLOCK_HELD, source=source, says=says, unlocks="It runs again when the hold ends.")
        ]
    return []


def acknowledge_alert(policy: CompiledPolicy, case: Case, number: int, change: Change, world: World) -> Step | Refusal:
    """Note that somebody takes care of an alert: of everything that was raised of this round of its clock."""
    alert = case.alerts.get(str(number))
    if alert is None:
        raise BadInput(f"Case {case.reference} has no alert {number}. It has {len(case.alerts)}.")
    if alert.status != "raised":
        source = ReasonSource(SourceKind.RECORD, (alert.deadline,))
        return Refusal(
            (Reason(code=ReasonCode.DONE_ALREADY, source=source, says=f"Alert {number} is {alert.status} already."),)
        )
    ended = next(each.ended for each in clock_alerts([alert], case.deadlines, case.tracks))
    if ended is not None:
        source = ReasonSource(SourceKind.RECORD, (alert.deadline,))
        says = "This alert has ended: what it was about is done, or no longer needed."
        return Refusal((Reason(code=ReasonCode.DONE_ALREADY, source=source, says=says),))
    reasons = unexplained(change, "Say what is being done about it.", "Give a reason.")
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.ALERT_ACKNOWLEDGED, change, world, on=alert.on, action=alert.deadline)
    for line in of_same_round(case.alerts.values(), alert):
        recording.do(Alerted(replace(line, status="acknowledged")))
    return conclude(recording, [])
