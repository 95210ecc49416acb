"""Web addresses of a case: added to it, and flagged."""

from __future__ import annotations

from datetime import datetime

from duecourse.casework.context.attendance import present_in, seen_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import change_of
from duecourse.casework.context.services import Caller, Services, Transaction, demand_sight
from engine.addresses.reported import page_of
from engine.changes import contents
from engine.changes.contents import already_there
from engine.errors import BadInput
from engine.identity import CASE, NO_ACTION, About, CaseReference
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step


def add_address(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    address: str,
    happened_at: datetime | None = None,
    *,
    as_given: bool = False,
) -> Written:
    """Add a web address to a case; its own clock runs from when it was reported.

    Refused where its page is in the case already; it is named by its number to those who see that address.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        demand_sight(transaction.policy, present_in(transaction), caller.viewer.person, CASE)
        change, world = change_of(caller, transaction, "", happened_at), transaction.knowing_pages
        result = contents.add_address(transaction.policy, transaction.case, address, change, world, as_given=as_given)
        there = set(world.pages.of(page_of(address)))
        hidden = there.isdisjoint(seen_in(transaction, caller.viewer.person).addresses)
        return Refusal((already_there(),)) if isinstance(result, Refusal) and there and hidden else result

    return carry_out(services, caller, reference, "add address", decide)


def flag_address(services: Services, caller: Caller, reference: CaseReference, number: int) -> Written:
    """Flag an address as possibly an indecent image of a child: the step of its track that does so (ruling 9)."""

    def decide(transaction: Transaction) -> Step | Refusal:
        policy, case = transaction.policy, transaction.case
        instance = next((each for each in case.tracks.values() if each.about == About.address(number)), None)
        if instance is None or instance.on not in seen_in(transaction, caller.viewer.person).tracks:
            raise BadInput(f"Case {reference} has no such address, or none that you may see.")
        actions = policy.track(instance.track).definition.actions
        flag = next((name for name, action in actions.items() if action.flags_address == "yes"), NO_ACTION)
        if not flag:
            change = change_of(caller, transaction, "")
            return contents.flag_address(policy, case, number, change, transaction.knowing_pages)
        at = transaction.world.at
        request = Request(on=instance.on, action=flag, by=caller.actor, happened_at=at, via=caller.via)
        return act(policy, case, request, transaction.knowing_pages)

    return carry_out(services, caller, reference, f"flag address {number}", decide)
