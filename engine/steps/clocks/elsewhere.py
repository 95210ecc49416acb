"""From when a clock counts that begins with a step of another track, and whether that step still stands.

Where both tracks are about one kind of address or person, the instance about the same one counts; else any does, and of
several the first to take the step. A clock never begins before its own procedure, and is not moved by the step being
taken again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from engine.identity import NOWHERE, ActionName, InstanceId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import Reserved
from engine.record.case import Case
from engine.record.values import Deadline, Instance

ELSEWHERE = "a step of another procedure was taken"
"""Why such a clock began, in the record: who may not look there is not told which step."""
BEGAN = "this procedure began"


class BegunElsewhere(NamedTuple):
    """From when a clock counts, why, and the instance whose step began it."""

    at: datetime
    why: str
    on: InstanceId


def beginning(
    policy: CompiledPolicy, case: Case, instance: Instance, step: tuple[TrackName, ActionName], before: Deadline | None
) -> BegunElsewhere | None:
    """Say from when a clock counts that begins with a step of another track; None while nobody took it.

    `before` is its last round: what that counted from, and met, begins no second one.
    """
    found = min(_done(policy, case, instance, *step), default=None)
    if found is None:
        return None
    moment, on = found
    if before is not None and before.state == "met" and moment <= before.started_at:
        return BegunElsewhere(moment, "", NOWHERE)
    if moment < instance.reported_at:
        return BegunElsewhere(instance.reported_at, BEGAN, on)
    return BegunElsewhere(moment, ELSEWHERE, on)


def still_stands(case: Case, deadline: Deadline, action: ActionName) -> bool:
    """Say whether the step that a running clock began with was not taken back; taken again, it stands."""
    other = case.tracks.get(deadline.started_in)
    if not deadline.started_in:
        return True  # a later round, which began where it stands
    done = other.done.get(action) if other is not None else None
    return done is not None and (done.happened_at >= deadline.started_at or deadline.started_by == BEGAN)


def _done(
    policy: CompiledPolicy, case: Case, instance: Instance, track: TrackName, action: ActionName
) -> Iterator[tuple[datetime, InstanceId]]:
    """List when the step was taken in the instances that count."""
    if track not in policy.tracks:
        return
    per = policy.track(track).definition.per
    alike = per == policy.track(instance.track).definition.per and per != Reserved.CASE.value
    for other in case.of_track(track):
        done = other.done.get(action)
        if done is not None and (other.about == instance.about or not alike):
            yield done.happened_at, other.on
