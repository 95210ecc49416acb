"""Looking at a case for one answer: each look is one transaction and one load, and is logged."""

from __future__ import annotations

from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.event_history import Since
from duecourse.casework.context.look.narrative import Sentence
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import CaseReference, InstanceId
from engine.record.values import Deadline
from engine.steps.options import Option


def look(services: Services, caller: Caller, reference: CaseReference, what: str = "the case") -> CaseView:
    """Give a case as one person sees it. Raises NotFound."""
    with looking(services, caller, reference, what) as case:
        return case.view


def possible(services: Services, caller: Caller, reference: CaseReference) -> list[Option]:
    """List what the viewer may do now, and what is locked and why, on what they may see."""
    with looking(services, caller, reference, "what may be done") as case:
        return case.steps()


def history(services: Services, caller: Caller, reference: CaseReference) -> list[Sentence]:
    """Tell a case in plain sentences, oldest first: what the viewer may see of it."""
    with looking(services, caller, reference, "the history") as case:
        return case.history()


def since(services: Services, caller: Caller, reference: CaseReference, revision: int) -> Since:
    """Tell what happened after a revision, as far as the viewer may see it."""
    with looking(services, caller, reference, "the history") as case:
        return case.since(revision)


def deadline_of(seen: CaseView, on: InstanceId, name: str) -> Deadline:
    """Find a clock by name. Raises NotFound, naming those that there are."""
    found = next((deadline for deadline in seen.deadlines if (deadline.on, deadline.name) == (on, name)), None)
    if found is None:
        names = ", ".join(sorted({deadline.name for deadline in seen.deadlines if deadline.on == on})) or "none"
        raise NotFound(f"There is no clock '{name}' there in case {seen.case.reference}. Its clocks: {names}.")
    return found
