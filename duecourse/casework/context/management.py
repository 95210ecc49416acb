"""Changes of a case by hand: who may make them, and what is recorded of the person who does."""

from __future__ import annotations

from datetime import datetime

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.services import Caller, Transaction, demand_sight
from duecourse.casework.context.time_checks import refuse_future
from engine.changes import contents
from engine.changes.change import Change
from engine.errors import NotPermitted
from engine.identity import CASE, InstanceId

NOT_THEIRS = "Only somebody who holds a role in this part of the case may do this. Ask the senior manager of the case."


def managed(
    transaction: Transaction,
    caller: Caller,
    reason: str = "",
    happened_at: datetime | None = None,
    on: InstanceId = CASE,
) -> Change:
    """Describe a change that only somebody who works on an instance may make: on the case itself by default.

    Raises:
        BadInput: there is no such instance that they may see. NotPermitted: they have no role there.
    """
    demand_sight(transaction.policy, present_in(transaction), caller.viewer.person, on)
    if not contents.may_manage(transaction.policy, present_in(transaction), caller.viewer.person, on):
        raise NotPermitted(NOT_THEIRS)
    return change_of(caller, transaction, reason, happened_at)


def change_of(caller: Caller, transaction: Transaction, reason: str, happened_at: datetime | None = None) -> Change:
    """Describe a change that anybody may make who sees the case. Raises BadInput for a time that lies ahead."""
    refuse_future(happened_at or transaction.world.at, transaction.world.at, transaction.world.calendar.zone)
    return Change(caller.actor, happened_at or transaction.world.at, reason, caller.via)
