"""A case shared with another school of the trust, and the end of that."""

from __future__ import annotations

from duecourse.casework.commands.case_roles import demand_manager
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, school_of
from engine.changes import shares
from engine.errors import BadInput
from engine.identity import CaseReference, SchoolId
from engine.ports.records import School
from engine.steps.transition import Refusal, Step, World


def share(services: Services, caller: Caller, reference: CaseReference, school: str, reason: str) -> Written:
    """Share a case with another school of the trust; for those who manage it. Those who get it are told.

    Raises:
        BadInput, NotFound, NotPermitted, Refused.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, reason)
        demand_manager(transaction, caller, "share it")
        place = _school(transaction, school)
        if not place.active:
            raise BadInput(f"{place.name} is no longer open.")
        world = _world(services, transaction, (*transaction.case.shared, place.id))
        return shares.share(transaction.policy, transaction.case, place.id, change, world)

    return carry_out(services, caller, reference, "share", decide)


def end_share(services: Services, caller: Caller, reference: CaseReference, school: str, reason: str) -> Written:
    """End that a case is shared with a school: from then on its people see nothing of it by that.

    Raises:
        BadInput, NotFound, NotPermitted, Refused.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, reason)
        demand_manager(transaction, caller, "end that it is shared")
        place = _school(transaction, school)
        others = tuple(each for each in transaction.case.shared if each != place.id)
        world = _world(services, transaction, others)
        return shares.end_share(transaction.policy, transaction.case, place.id, change, world)

    return carry_out(services, caller, reference, "end share", decide)


def _school(transaction: Transaction, named: str) -> School:
    return school_of(transaction.writing, transaction.case.organisation, named)


def _world(services: Services, transaction: Transaction, beside: tuple[SchoolId, ...]) -> World:
    writing, own = transaction.writing, transaction.case.school
    return services.world(writing, writing.organisation(), own, transaction.world.at, beside)
