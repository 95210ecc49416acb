"""What somebody does next, over all of their cases: the cases by their clocks, and in each the step that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.danger import marks
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import task_list
from engine.errors import NotFound
from engine.identity import NO_REFERENCE, ActionName, CaseReference
from engine.ports.records import Viewer
from engine.ports.sights import CasesWanted, ClocksWanted, ListedCase, ListedClock, Page, SightKind
from engine.ports.store import Reading

Read = Callable[[Reading, Page], Sequence[ListedCase] | Sequence[ListedClock]]
MOST = 10
"""So many steps are named at most: the rest is for `due`."""
AT_ONCE = 25
"""So many lines are read in one look."""


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

    Every open case before them is gone through until there are so many: where none is given, there is none.

    It is a line of a list, and no look at a case: a danger in it stays marked until somebody opens the case.
    """
    log_read(services, caller, NO_REFERENCE, "what to do next")
    return list(islice(_steps(services, caller), count))


def _steps(services: Services, caller: Caller) -> Iterator[NextStep]:
    for reference in _each_once(_in_turn(services, caller)):
        try:
            found = _of_case(services, caller, reference)
        except NotFound:
            continue  # a post has ended since the list was read
        if found is not None:
            yield found


def _each_once(references: Iterable[CaseReference]) -> Iterator[CaseReference]:
    named: set[CaseReference] = set()
    for reference in references:
        if reference not in named:
            named.add(reference)
            yield reference


def _in_turn(services: Services, caller: Caller) -> Iterator[CaseReference]:
    """Name the open cases and requests before somebody: dangers, then by the clocks that need them, then the others.

    A case in which no clock runs, or one for others alone, may wait for them as well.
    """
    yield from (mark.reference for mark in marks(services, caller))
    viewer, now = caller.viewer, services.clock.now()
    # what others had to meet is for everybody once its time has come
    for clocks in (ClocksWanted(due_by=now), ClocksWanted(due_after=now, waits=False)):
        yield from _references(services, _clocks(viewer, clocks))
    for kind in (SightKind.CASE, SightKind.REQUEST):
        yield from _references(services, _cases(viewer, CasesWanted(kind=kind, ended=False)))


def _clocks(viewer: Viewer, wanted: ClocksWanted) -> Read:
    return lambda reading, page: reading.listed_clocks(viewer, wanted, page)


def _cases(viewer: Viewer, wanted: CasesWanted) -> Read:
    return lambda reading, page: reading.listed_cases(viewer, wanted, page)


def _references(services: Services, read: Read) -> Iterator[CaseReference]:
    """Name the cases of a list, a page at a time, each page in a look of its own and none before it is needed."""
    page = Page(limit=AT_ONCE)
    while True:
        with services.store.reading() as reading:
            lines = read(reading, page)
        yield from (line.reference for line in lines)
        if len(lines) < page.limit:
            return
        page = replace(page, after=lines[-1].key)


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
