"""A case with the roles that are in force now: what looks and permissions ask; what is written is the case itself."""

from __future__ import annotations

from duecourse.casework.context.services import Transaction, staffing
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.ports.store import Reading
from engine.record.case import Case


def present(reading: Reading, policy: CompiledPolicy, case: Case) -> Case:
    """Give a case for somebody's eyes: without the roles of those whose post has ended."""
    # where everybody was given their role by name, nobody's posts matter
    return in_force(policy, case, staffing(reading, case.organisation, case.school)) if case.by_post else case


def present_in(transaction: Transaction) -> Case:
    """Do the same inside a transaction, whose own case stays as it is."""
    return in_force(transaction.policy, transaction.case, transaction.world.staffing)
