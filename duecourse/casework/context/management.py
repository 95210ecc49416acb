"""Steps and changes of a case: who may make them, what they need to know, and what is recorded of who makes them."""

from __future__ import annotations

from datetime import datetime

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.services import Caller, Transaction, demand_sight
from duecourse.casework.context.time_checks import refuse_future
from engine.changes import contents
from engine.changes.change import Change
from engine.errors import NotPermitted
from engine.identity import CASE, InstanceId
from engine.steps.permissions import Request
from engine.steps.transition import World

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


def world_for(transaction: Transaction, request: Request) -> World:
    """Give what a step needs: one that may flag a page needs to know under which addresses it stands here."""
    name = request.on.track
    actions = transaction.policy.track(name).definition.actions if name in transaction.policy.tracks else {}
    action = actions.get(request.action)
    flags = action is not None and (action.flags_address or any(end.flags_address for end in action.outcomes.values()))
    return transaction.knowing_pages if flags else transaction.world
