"""Roles of a case taken away by hand, and given to another school with which it is shared.

Those given to one person are given in `duecourse.casework.commands.steps`.
"""

from __future__ import annotations

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, person_of, school_of
from engine.changes import assignments, shares
from engine.errors import BadInput, NotPermitted
from engine.identity import CaseReference, RoleName, SchoolId
from engine.people.visibility import may_assign
from engine.ports.records import School
from engine.steps.transition import Refusal, Step, World


def demand_manager(transaction: Transaction, caller: Caller, what: str) -> None:
    """Let only those who manage a case do something in it. Raises NotPermitted."""
    if not may_assign(transaction.policy, present_in(transaction), caller.viewer.person):
        raise NotPermitted(f"Only those who manage the case {what}. Ask the senior manager of the case.")


def take_away(
    services: Services, caller: Caller, reference: CaseReference, role: RoleName, person: str, reason: str
) -> Written:
    """Take a role of a case from somebody, with a reason; what they saw by it ends with it."""

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, reason)
        demand_manager(transaction, caller, "take roles away in it")
        known = person_of(transaction.writing, transaction.case.organisation, person)
        return assignments.take_away(transaction.policy, transaction.case, role, known.id, change, transaction.world)

    return carry_out(services, caller, reference, f"take {role}", decide)


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
