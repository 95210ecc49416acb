"""Roles of a case taken away by hand; they are given in `duecourse.casework.commands.steps`."""

from __future__ import annotations

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, person_of
from engine.changes import assignments
from engine.errors import NotPermitted
from engine.identity import CaseReference, RoleName
from engine.people.visibility import may_assign
from engine.steps.transition import Refusal, Step


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
