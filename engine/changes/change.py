"""A change of a case by hand, and the event that it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.identity import NOWHERE, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.reasons import INPUT, Reason, ReasonCode
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.kinds import EventKind
from engine.record.values import Actor
from engine.steps.transition import Recording, World


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes what about a case, when it happened, and why; the reason is kept as words."""

    by: Actor
    happened_at: datetime
    reason: str = ""
    via: str = ""


def unexplained(change: Change, says: str, unlocks: str = "Say why.") -> list[Reason]:
    """Refuse a change that nobody gives a reason for, in the words of that change; [] where one is given."""
    return (
        [] if change.reason.strip() else [Reason(code=ReasonCode.NO_REASON, source=INPUT, says=says, unlocks=unlocks)]
    )


def begin(
    policy: CompiledPolicy,
    case: Case,
    kind: EventKind,
    change: Change,
    world: World,
    *,
    on: InstanceId = NOWHERE,
    action: str = "",
) -> Recording:
    """Begin the event of a change; its reason, and the way by which it came in, are kept beside it as words."""
    event = Event(
        sequence=0, kind=kind, at=world.at, happened_at=change.happened_at, by=change.by.person, on=on, action=action
    )
    recording = Recording.begin(policy, world, case, event)
    recording.keep("via", change.via)
    recording.keep("reason", change.reason)
    return recording
