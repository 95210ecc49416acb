"""Events that all who work on an instance know of, whatever else they may see: what follows from the record alone.

Whether somebody is told of other events hangs on what they may know of a role, a hold, an address or another instance.
That is asked of the policy, and not here; so what stands beside such an event is found only by those who see all.
"""

from __future__ import annotations

from engine.identity import CASE, InstanceId
from engine.language.vocabulary import REVIEW
from engine.record.chain import Event
from engine.record.effects import (
    AddressAdded,
    AddressFlagged,
    Alerted,
    Answered,
    Clocked,
    Effect,
    Held,
    RoleChanged,
    instance_of,
)
from engine.record.kinds import EventKind

OF_HOLDS = (EventKind.HOLD_SET, EventKind.HOLD_LIFTED)


def is_known(event: Event, on: InstanceId) -> bool:
    """Say whether all who work on an instance are told what an event on it was; never too often, though too rarely."""
    if (event.on or CASE) != on or event.kind in OF_HOLDS:
        return False
    means = event.kind.means
    return means.open or any(_is_shown(each, on) and isinstance(each, means.about) for each in event.effects)


def _is_shown(effect: Effect, on: InstanceId) -> bool:
    """Say whether all who work on an instance are told of an effect."""
    match effect:
        case RoleChanged() | Held() | AddressAdded() | AddressFlagged():
            return False
        case Answered() if isinstance(effect.answer.value, tuple):
            # of a choice of several, what would name a procedure that is not shown is left out
            return False
        case Clocked() if effect.deadline.name.startswith(REVIEW):
            return False
        case Alerted() if effect.alert.deadline.startswith(REVIEW):
            return False
        case _:
            return instance_of(effect) == on
