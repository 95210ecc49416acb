"""What the passing of time does to a case: alerts into the ledger, each once, with the true time of breach.

The scheduler never takes a decision that the policy gives to a person: it raises alerts, passes roles on when
somebody has left, and works out open clocks again when a calendar has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from engine.identity import RoleName, StepName
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import ClockRule
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.clock_alerts import BEFORE_OVERDUE, BEYOND, is_settled
from engine.record.effects import Alerted, Clocked
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER, Alert, Deadline, Planned
from engine.steps.clocks.ladders import ladder_of
from engine.steps.clocks.lengths import clock_of, length_of, worked_out
from engine.steps.consequences import staff
from engine.steps.permissions import roles_now
from engine.steps.transition import Recording, Step, World

OVERDUE = "overdue"


def sweep(policy: CompiledPolicy, case: Case, world: World) -> Step | None:
    """Raise every alert whose time has come; None where there is nothing to raise."""
    ripe = [deadline for deadline in case.deadlines.values() if _is_ripe(deadline, world.at)]
    if not ripe:
        return None
    recording = Recording.begin(policy, world, case, _by_itself(EventKind.SWEPT, world))
    staff(recording)
    for deadline in ripe:
        _raise(recording, deadline)
    return recording.finish()


def recalendar(policy: CompiledPolicy, case: Case, world: World, because: str = "") -> Step | None:
    """Work out open clocks again under a changed calendar; None where no time moves.

    A clock whose alert for being overdue was raised stays as it ran out. `because` is kept beside the event as words.
    """
    recording = Recording.begin(policy, world, case, _by_itself(EventKind.CALENDAR_CHANGED, world))
    recording.keep("reason", because)
    for deadline in case.deadlines.values():
        if deadline.state != "open" or deadline.calendar == world.calendar.version or OVERDUE in deadline.raised:
            continue
        moved = worked_out(policy, deadline, world.calendar)
        if (moved.due_at, moved.overdue_at) != (deadline.due_at, deadline.overdue_at):
            recording.do(Clocked(replace(moved, revision=deadline.revision + 1)))
    return recording.finish() if recording.effects else None


def _by_itself(kind: EventKind, world: World) -> Event:
    return Event(sequence=0, kind=kind, at=world.at, happened_at=world.at, by=SCHEDULER)


def _is_ripe(deadline: Deadline, now: datetime) -> bool:
    coming = deadline.next_alert
    return coming is not None and coming.at <= now


def _raise(recording: Recording, deadline: Deadline) -> None:
    now = recording.world.at
    for planned in _ripe(deadline, now):
        stale = _is_stale(recording.case, deadline, planned, now)
        number = len(recording.case.alerts) + 1
        recording.do(
            Alerted(
                Alert(
                    number=number,
                    on=deadline.on,
                    deadline=deadline.name,
                    alert=planned.alert,
                    round=deadline.round,
                    status="superseded" if stale else "raised",
                    breached_at=planned.at,
                    raised_at=now,
                )
            )
        )
        deadline = replace(deadline, raised=(*deadline.raised, planned.alert))
        if not stale:
            dedupe = f"{deadline.on} {deadline.name} {planned.alert} {deadline.round}"
            recording.tell(
                "alert", _told(recording, deadline, planned), deadline.on, planned.alert.split(" ")[0], dedupe
            )
    recording.do(Clocked(deadline))


def _is_stale(case: Case, deadline: Deadline, planned: Planned, now: datetime) -> bool:
    """Say whether an alert comes too late to be of use: it is overdue already, or somebody took that up."""
    if planned.alert.startswith(BEYOND):
        return is_settled(case.alerts.values(), deadline)
    return planned.alert.startswith(BEFORE_OVERDUE) and deadline.is_overdue(now)


def _told(recording: Recording, deadline: Deadline, planned: Planned) -> tuple[RoleName, ...]:
    """Name whom an alert tells. Where a policy leaves a step to fewer people, these and not all who could else take it.

    That may hang on answers, which are read now. Those whom a clock names by itself are told in any case.
    """
    policy, track, clock = recording.policy, deadline.on.track, clock_of(recording.policy, deadline)
    by_name = {OVERDUE: clock.tell, "due": clock.at_due}.get(planned.alert, ())
    steps = [step for met in clock.met_by if policy.only_by(track, step := StepName(met).action)]
    if not steps or by_name or planned.alert.startswith(BEYOND):
        return planned.roles
    instance, now = recording.case.tracks[deadline.on], recording.world.at
    able = (role for step in steps for role in roles_now(policy, recording.case, instance, step, now))
    fewer = tuple(dict.fromkeys(role for role in able if role in policy.definition.roles)) or planned.roles
    beside = _beside(policy, deadline, clock) if planned.alert == OVERDUE else ()
    return tuple(dict.fromkeys((*fewer, *beside)))


def _beside(policy: CompiledPolicy, deadline: Deadline, clock: ClockRule) -> tuple[RoleName, ...]:
    """Name those who are told at the end of what is bound, beside those who can meet it."""
    track, length = policy.track(deadline.on.track), length_of(clock, deadline)
    return ladder_of(policy, track, clock, deadline.binding, length).beside


def _ripe(deadline: Deadline, now: datetime) -> Iterator[Planned]:
    coming = (planned for planned in deadline.planned if planned.alert not in deadline.raised and planned.at <= now)
    yield from sorted(coming, key=lambda planned: planned.at)
