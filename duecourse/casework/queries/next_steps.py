"""What somebody does next, over all of their cases: the cases by their clocks, and in each the step that comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import task_list, work_list
from engine.errors import NotFound
from engine.identity import NO_REFERENCE, ActionName, CaseReference

OPENED = 10
"""So many cases are opened at most: the rest of the work list is for `due`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step to take: where, as it is typed after `act`, by which clauses, and by when; None where no clock runs.

    `letter` is the code of the letter whose sending it is, or "".
    """

    case: CaseReference
    on: str
    action: ActionName
    title: str
    procedure: str
    clauses: tuple[str, ...]
    due_at: datetime | None
    letter: str


def next_steps(services: Services, caller: Caller, count: int) -> list[NextStep]:
    """Give the next step of each case that needs the person soonest, up to so many; none where others have to act.

    It is a line of a list, and no look at a case: a danger in it stays marked until somebody opens the case.
    """
    log_read(services, caller, NO_REFERENCE, "what to do next")
    return list(islice(_steps(services, caller), count))


def _steps(services: Services, caller: Caller) -> Iterator[NextStep]:
    for reference in work_list.soonest_cases(services, caller, OPENED):
        try:
            found = _of_case(services, caller, reference)
        except NotFound:
            continue  # a post has ended since the list was read
        if found is not None:
            yield found


def _of_case(services: Services, caller: Caller, reference: CaseReference) -> NextStep | None:
    with looking(services, caller, reference, what="") as case:
        view, following = case.view, task_list.guide(case.view, case.steps()).next
    if following is None:
        return None
    option, instance = following.option, view.case.tracks[following.option.on]
    letter = view.case.letters.get(str(option.letter)) if option.letter else None
    return NextStep(
        case=reference,
        on=task_list.step_place(view, instance),
        action=option.action,
        title=option.title,
        procedure=view.policy.track(instance.track).definition.title,
        clauses=tuple(option.clauses),
        due_at=following.deadline.due_at if following.deadline else None,
        letter=view.case.code(letter) if letter else "",
    )
