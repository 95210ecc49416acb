"""What somebody does next, over all of their cases: the cases by their clocks, and in each the step that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.danger import marks
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import task_list
from duecourse.casework.queries.policy_titles import Versions
from duecourse.casework.queries.possible_steps import may_have_a_step
from duecourse.casework.queries.story.case_title import case_title
from engine.errors import NotFound
from engine.identity import NO_REFERENCE, ActionName, CaseReference
from engine.ports.records import Viewer
from engine.ports.sights import CasesWanted, ClocksWanted, ListedCase, ListedClock, Page, SightKind
from engine.ports.store import Reading

Line: TypeAlias = ListedCase | ListedClock
Read = Callable[[Reading, Page], Sequence[ListedCase] | Sequence[ListedClock]]
MOST = 10
"""So many steps are named at most: the rest is for `due`."""
AT_ONCE = 25
"""So many lines are read at once."""
MOST_OPENED, MOST_LINES = 50, 5000
"""So many cases are opened at most, and so many lines gone through; then it is said that others were not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step to take: where, as it is typed after `act`, by which clauses, and by when; None where no clock runs.

    `letter` is the code of the letter whose sending it is, or "". `about` is the title of the case.
    """

    case: CaseReference
    about: str
    on: str
    action: ActionName
    title: str
    procedure: str
    clauses: tuple[str, ...]
    due_at: datetime | None
    letter: str


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What somebody does next; `whole` says that every open case was gone through, where there are fewer than asked."""

    steps: tuple[NextStep, ...]
    whole: bool


def next_steps(services: Services, caller: Caller, count: int) -> NextSteps:
    """Give the next step of each case that needs the person soonest, up to so many; none where others have to act.

    Whether a case may have one is read from the rows of lists first, and only such are opened, up to MOST_OPENED.

    It is a line of a list, and no look at a case: a danger in it stays marked until somebody opens the case.
    """
    log_read(services, caller, NO_REFERENCE, "what to do next")
    search = Search(services, caller)
    steps = tuple(islice(search.steps(), count))
    return NextSteps(steps, search.is_whole)


@dataclass(slots=True)
class Search:
    """Goes through the cases before somebody, and stops where it has taken long enough."""

    services: Services
    caller: Caller
    is_whole: bool = True

    def steps(self) -> Iterator[NextStep]:
        """Give the next step of each case that has one."""
        opened = 0
        for gone_through, line in enumerate(_each_once(_in_turn(self.services, self.caller))):
            if opened == MOST_OPENED or gone_through == MOST_LINES:
                self.is_whole = False
                return
            if isinstance(line, str):
                opened += 1
                found = self._of(line)
            elif self._may_have_one(line):
                opened += 1
                found = self._of(line.reference)
            else:
                found = None
            if found is not None:
                yield found

    def _may_have_one(self, line: Line) -> bool:
        services, viewer = self.services, self.caller.viewer
        with services.store.reading() as reading:
            policy = Versions(services, reading, viewer.organisation).of(line.policy_hash)
            sight = (reading.sights(viewer.organisation, line.case) or {}).get(viewer.person)
        return policy is None or sight is None or may_have_a_step(policy, sight)

    def _of(self, reference: CaseReference) -> NextStep | None:
        try:
            return _of_case(self.services, self.caller, reference)
        except NotFound:
            return None  # a post has ended since the list was read


def _each_once(lines: Iterable[Line | CaseReference]) -> Iterator[Line | CaseReference]:
    named: set[CaseReference] = set()
    for line in lines:
        reference = line if isinstance(line, str) else line.reference
        if reference not in named:
            named.add(reference)
            yield line


def _in_turn(services: Services, caller: Caller) -> Iterator[Line | CaseReference]:
    """Name the open cases and requests before somebody: dangers, then by the clocks that need them, then the others.

    A case in which no clock runs, or one for others alone, may wait for them as well; those that they work on first.
    """
    yield from (mark.reference for mark in marks(services, caller))
    viewer, now = caller.viewer, services.clock.now()
    # what others had to meet is for everybody once its time has come
    for clocks in (ClocksWanted(due_by=now), ClocksWanted(due_after=now, waits=False)):
        yield from _lines(services, _clocks(viewer, clocks))
    for mine in (True, False):
        for kind in (SightKind.CASE, SightKind.REQUEST):
            yield from _lines(services, _cases(viewer, CasesWanted(kind=kind, ended=False, mine=mine)))


def _clocks(viewer: Viewer, wanted: ClocksWanted) -> Read:
    return lambda reading, page: reading.listed_clocks(viewer, wanted, page)


def _cases(viewer: Viewer, wanted: CasesWanted) -> Read:
    return lambda reading, page: reading.listed_cases(viewer, wanted, page)


def _lines(services: Services, read: Read) -> Iterator[Line]:
    """Read the lines of a list, a page at a time and none before it is needed."""
    page = Page(limit=AT_ONCE)
    while True:
        with services.store.reading() as reading:
            lines = read(reading, page)
        yield from lines
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
        about=case_title(view, caller.viewer.person),
        on=task_list.step_place(view, instance),
        action=option.action,
        title=option.title,
        procedure=view.policy.track(instance.track).definition.title,
        clauses=tuple(option.clauses),
        due_at=following.deadline.due_at if following.deadline else None,
        letter=view.case.code(letter) if letter else "",
    )
