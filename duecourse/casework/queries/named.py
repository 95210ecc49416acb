"""What somebody names by its code, or by its number as earlier versions did, found among what they may see.

What is hidden and what never was are answered in the same words.
"""

from __future__ import annotations

from collections.abc import Callable

from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, NotFound
from engine.identity import CaseReference, InstanceId
from engine.record.values import Address, Alert, Evidence


def procedure(services: Services, caller: Caller, reference: CaseReference, typed: str) -> InstanceId:
    """Find a procedure: K7F, removal/K7F, removal/1, or removal for the first one. Raises NotFound or BadInput."""
    with looking(services, caller, reference, what="") as case:
        return procedure_of(case.view.case, typed)


def procedure_of(seen: VisibleCase, typed: str) -> InstanceId:
    """Find a procedure of a case that is looked at, in the same ways. Raises NotFound or BadInput."""
    found = seen.procedure(typed)
    if found is None:
        there = ", ".join(InstanceId.of(each.track, seen.code(each)) for each in seen.tracks.values())
        raise BadInput(f"Case {seen.reference} has no such procedure, or none that you may see. You see: {there}.")
    return found.on


def letter(services: Services, caller: Caller, reference: CaseReference, typed: str) -> int:
    """Find the number of a letter. Raises NotFound."""
    with looking(services, caller, reference, what="") as case:
        return case.letter_named(typed)


def file(services: Services, caller: Caller, reference: CaseReference, typed: str) -> int:
    """Find the number of a piece of evidence. Raises NotFound."""
    return _number(services, caller, reference, lambda case: case.file(typed), "evidence, or none that you may see")


def address(services: Services, caller: Caller, reference: CaseReference, typed: str) -> int:
    """Find the number of an address. Raises NotFound."""
    return _number(services, caller, reference, lambda case: case.address(typed), "address, or none that you may see")


def alert(services: Services, caller: Caller, reference: CaseReference, typed: str) -> int:
    """Find the number of an alert. Raises NotFound."""
    return _number(services, caller, reference, lambda case: case.alert(typed), "alert, or none that you may see")


def _number(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    find: Callable[[VisibleCase], Evidence | Address | Alert | None],
    what: str,
) -> int:
    with looking(services, caller, reference, what="") as case:
        found = find(case.view.case)
    if found is None:
        raise NotFound(f"Case {reference} has no such {what}.")
    return found.number
