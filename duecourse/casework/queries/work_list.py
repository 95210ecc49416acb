"""The work list: running clocks by when they need somebody, and the open cases by their next clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from duecourse.casework.context.look.danger import Mark
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.desk import COUNTED, Desk, PageOfLines, desk_of, turned
from duecourse.casework.queries.work_lines import CaseLine, When, WorkRow
from engine.identity import CaseReference
from engine.ports.records import School
from engine.ports.sights import CasesWanted, Page
from engine.ports.store import Reading

CLOCKS = 6
"""So many clocks of a case run side by side, seldom more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What one person has before them: how many clocks when, those that are urgent, and their open cases.

    `dangers` are those that they must act on and have not opened; their cases come first. `requests` are questions and
    entries in registers that somebody has to do something about. While `catching_up`, what was gained or lost with a
    post may be missing. `given` are the cases that came with a post and that they have not opened, up to COUNTED.
    """

    counts: Mapping[When, int]
    urgent: tuple[WorkRow, ...]
    cases: tuple[CaseLine, ...]
    running: int
    requests: tuple[CaseLine, ...]
    dangers: tuple[Mark, ...]
    catching_up: bool
    given: tuple[CaseReference, ...] = ()
    schools: tuple[School, ...] = ()


def overview(services: Services, caller: Caller, shown: int, school: str = "") -> Overview:
    """Gather what one person has before them, at most `shown` lines of each list; of one school where it is named.

    Dangers, and cases that came with a post, are those of every school. Raises BadAnswers for a school that is not
    among the person's.
    """
    with services.store.reading() as reading:
        desk, schools = _at_school(services, reading, caller, school)
        open_cases = CasesWanted(ended=False, school=desk.school)
        return Overview(
            counts=desk.counts(),
            urgent=desk.clocks((When.OVERDUE, When.TODAY), Page(limit=shown)),
            cases=desk.cases(open_cases, Page(limit=shown), marked=True)[:shown],
            running=reading.count_cases(caller.viewer, open_cases, COUNTED),
            requests=desk.requests(shown),
            dangers=desk.dangers,
            catching_up=reading.is_catching_up(caller.viewer, desk.now),
            given=tuple(reading.given_unread(caller.viewer, COUNTED)),
            schools=schools,
        )


def _at_school(services: Services, reading: Reading, caller: Caller, school: str) -> tuple[Desk, tuple[School, ...]]:
    """Look at one school, or at all where none is named; beside it the schools that may be chosen."""
    desk = desk_of(services, reading, caller)
    schools = desk.filters.schools()
    return replace(desk, school=desk.filters.school(school, schools)), schools


def clocks_when(
    services: Services, caller: Caller, when: When, page: Page, school: str = ""
) -> tuple[PageOfLines[WorkRow], Overview]:
    """List the clocks that need somebody at one time, a page of them, beside the counts of all times.

    Raises BadAnswers for a school that is not among the person's.
    """
    with services.store.reading() as reading:
        desk, schools = _at_school(services, reading, caller, school)
        counts = desk.counts()
        found = desk.listed(when, replace(page, limit=page.limit + 1))
        kept, earlier, later = turned(found, page)
        lines = PageOfLines(lines=tuple(map(desk.row, kept)), earlier=earlier, later=later, total=counts[when])
        catching_up = reading.is_catching_up(caller.viewer, desk.now)
        beside = Overview(
            counts=counts,
            urgent=(),
            cases=(),
            running=0,
            requests=(),
            dangers=desk.dangers,
            catching_up=catching_up,
            schools=schools,
        )
        return lines, beside


NEEDED = (When.OVERDUE, When.TODAY, When.WEEK, When.LATER)
"""The times at which a clock needs the person themself."""


def soonest_cases(services: Services, caller: Caller, limit: int) -> tuple[CaseReference, ...]:
    """Name the cases that need the person soonest, each once: dangers first, then by their clocks."""
    with services.store.reading() as reading:
        desk = desk_of(services, reading, caller)
        marked = (mark.reference for mark in desk.dangers)
        rows = desk.clocks(NEEDED, Page(limit=limit * CLOCKS))
        return tuple(dict.fromkeys((*marked, *(row.reference for row in rows))))[:limit]
