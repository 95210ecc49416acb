"""The work list and the list of cases: running clocks by when they need somebody, cases by their next clock.

Everything is read from rows of sight, a page at a time; counts stop where nobody counts on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from duecourse.casework.context.attendance import own_schools
from duecourse.casework.context.look.danger import Mark, marks_in
from duecourse.casework.context.services import Caller, Services, school_of
from duecourse.casework.queries.policy_titles import Versions
from duecourse.casework.queries.work_lines import CaseLine, When, WorkRow
from engine.identity import CaseReference, SchoolId
from engine.ports.records import School
from engine.ports.sights import (
    UNREADABLE,
    CasesWanted,
    ClockSight,
    ClocksWanted,
    Key,
    ListedCase,
    ListedClock,
    Page,
    SightKind,
)
from engine.ports.store import Reading

WEEK = timedelta(days=7)
CLOCKS = 6
"""So many clocks of a case run side by side, seldom more."""
COUNTED = 100
"""Where counting stops: what a page calls 99+."""


Line = TypeVar("Line", WorkRow, CaseLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfLines(Generic[Line]):
    """A page of a list. `earlier` and `later` are where the pages before and after it begin; () where there is none.

    `total` counts all lines of the list, up to COUNTED.
    """

    lines: tuple[Line, ...]
    earlier: Key = ()
    later: Key = ()
    total: int = 0


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


def overview(services: Services, caller: Caller, shown: int) -> Overview:
    """Gather what one person has before them, at most `shown` lines of each list."""
    with services.store.reading() as reading:
        desk = _desk(services, reading, caller)
        open_cases = CasesWanted(ended=False)
        return Overview(
            counts=desk.counts(),
            urgent=desk.clocks((When.OVERDUE, When.TODAY), Page(limit=shown)),
            cases=desk.cases(open_cases, Page(limit=shown), marked=True)[:shown],
            running=reading.count_cases(caller.viewer, open_cases, COUNTED),
            requests=desk.requests(shown),
            dangers=desk.dangers,
            catching_up=reading.is_catching_up(caller.viewer, desk.now),
            given=tuple(reading.given_unread(caller.viewer, COUNTED)),
        )


def clocks_when(services: Services, caller: Caller, when: When, page: Page) -> tuple[PageOfLines[WorkRow], Overview]:
    """List the clocks that need somebody at one time, a page of them, beside the counts of all times."""
    with services.store.reading() as reading:
        desk = _desk(services, reading, caller)
        counts = desk.counts()
        found = desk.listed(when, replace(page, limit=page.limit + 1))
        kept, earlier, later = _turned(found, page)
        lines = PageOfLines(lines=tuple(map(desk.row, kept)), earlier=earlier, later=later, total=counts[when])
        catching_up = reading.is_catching_up(caller.viewer, desk.now)
        beside = Overview(
            counts=counts, urgent=(), cases=(), running=0, requests=(), dangers=desk.dangers, catching_up=catching_up
        )
        return lines, beside


NEEDED = (When.OVERDUE, When.TODAY, When.WEEK, When.LATER)
"""The times at which a clock needs the person themself."""


def soonest_cases(services: Services, caller: Caller, limit: int) -> tuple[CaseReference, ...]:
    """Name the cases that need the person soonest, each once: dangers first, then by their clocks."""
    with services.store.reading() as reading:
        desk = _desk(services, reading, caller)
        marked = (mark.reference for mark in desk.dangers)
        rows = desk.clocks(NEEDED, Page(limit=limit * CLOCKS))
        return tuple(dict.fromkeys((*marked, *(row.reference for row in rows))))[:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """A page of cases; whether the list is still catching up, and the schools that it may be narrowed to.

    Those are the schools of the viewer's own posts, so that none tells of a case; all with a post of the whole trust.
    """

    page: PageOfLines[CaseLine]
    catching_up: bool
    schools: tuple[School, ...]


def case_lines(services: Services, caller: Caller, wanted: CasesWanted, page: Page, school: str = "") -> CaseList:
    """List cases, a page of them, those with dangers to open first; of one school where its short name is given.

    Raises NotFound where there is no such school.
    """
    with services.store.reading() as reading:
        desk = _desk(services, reading, caller)
        if school:
            wanted = replace(wanted, school=school_of(reading, caller.viewer.organisation, school).id)
        found = reading.listed_cases(caller.viewer, wanted, replace(page, limit=page.limit + 1))
        kept, earlier, later = _turned(found, page)
        lines = desk.case_lines(kept, marked=not page.after, wanted=wanted)
        total = reading.count_cases(caller.viewer, wanted, COUNTED)
        catching_up = reading.is_catching_up(caller.viewer, desk.now)
        found_page = PageOfLines(lines=lines, earlier=earlier, later=later, total=total)
        return CaseList(page=found_page, catching_up=catching_up, schools=own_schools(reading, caller.viewer, desk.now))


Listed = TypeVar("Listed", ListedCase, ListedClock)


def _turned(found: Sequence[Listed], page: Page) -> tuple[Sequence[Listed], Key, Key]:
    """Take away the line that was read to see whether there are more; say where the pages on both sides begin."""
    more = len(found) > page.limit
    kept = (found[1:] if page.back else found[:-1]) if more else found
    before, after = (more, True) if page.back else (bool(page.after), more)
    earlier = kept[0].key if kept and before else ()
    later = kept[-1].key if kept and after else ()
    return kept, earlier, later


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """One person's look at what stands before them."""

    reading: Reading
    caller: Caller
    versions: Versions
    schools: Mapping[SchoolId, str]
    now: datetime
    zone: tzinfo
    dangers: tuple[Mark, ...] = field(default=())

    def counts(self) -> Mapping[When, int]:
        """Count the clocks of each time, up to COUNTED."""
        viewer = self.caller.viewer
        return {
            when: min(COUNTED, sum(self.reading.count_clocks(viewer, each, COUNTED) for each in self.wanted(when)))
            for when in When
        }

    def wanted(self, when: When) -> tuple[ClocksWanted, ...]:
        """Say which clocks need somebody at one time; what others have to meet is ours once its time has come."""
        now, week = self.now, self.now + WEEK
        tomorrow = datetime.combine(now.astimezone(self.zone).date() + timedelta(days=1), time(), self.zone)
        tonight = tomorrow - timedelta(microseconds=1)
        match when:
            case When.OVERDUE:
                return (ClocksWanted(overdue_by=now, due_by=now),)
            case When.TODAY:
                return (
                    ClocksWanted(due_by=now, in_grace_at=now),
                    ClocksWanted(due_after=now, due_by=tonight, waits=False),
                )
            case When.WEEK:
                return (ClocksWanted(due_after=tonight, due_by=week, waits=False),)
            case When.WAITING:
                return (ClocksWanted(due_after=now, waits=True),)
            case When.LATER:
                return (ClocksWanted(due_after=week, waits=False),)

    def listed(self, when: When, page: Page) -> Sequence[ListedClock]:
        """List the clocks that need somebody at one time."""
        parts = (self.reading.listed_clocks(self.caller.viewer, each, page) for each in self.wanted(when))
        found = sorted((row for part in parts for row in part), key=lambda row: row.key)
        return found[-page.limit :] if page.back else found[: page.limit]

    def clocks(self, whens: Sequence[When], page: Page) -> tuple[WorkRow, ...]:
        """List the first clocks of several times."""
        found = sorted((row for when in whens for row in self.listed(when, page)), key=lambda row: row.key)
        return tuple(map(self.row, found[: page.limit]))

    def row(self, clock: ListedClock) -> WorkRow:
        """Tell of a clock in the words of the policy that its case is pinned to."""
        return self._row(clock.reference, clock.school, clock.policy_hash, clock.sight)

    def _row(self, reference: CaseReference, school: SchoolId, policy_hash: str, sight: ClockSight) -> WorkRow:
        policy, track = self.versions.of(policy_hash), sight.on.track
        definition = policy.track(track).definition if policy is not None else None
        state = definition.states[sight.state] if definition is not None else None
        waits = policy is not None and state is not None and sight.waits and sight.due_at is not None
        others = policy.title(state.waits_for) if waits and policy is not None and state is not None else ""
        return WorkRow(
            reference=reference,
            school=self.schools.get(school, ""),
            on=sight.on,
            title=definition.title if definition is not None else track,
            state=state.title if state is not None else sight.state,
            clock=policy.clock_title(track, sight.name) if policy is not None else sight.name,
            due_at=sight.due_at,
            when=self._when(sight),
            waits_for=others,
        )

    def _when(self, sight: ClockSight) -> When:
        if sight.overdue_at is not None and sight.overdue_at <= self.now:
            return When.OVERDUE
        if sight.due_at is None or (sight.waits and sight.due_at > self.now):
            return When.WAITING
        if sight.due_at.astimezone(self.zone).date() <= self.now.astimezone(self.zone).date():
            return When.TODAY
        return When.WEEK if sight.due_at - self.now <= WEEK else When.LATER

    def cases(self, wanted: CasesWanted, page: Page, *, marked: bool) -> tuple[CaseLine, ...]:
        """List cases, those with dangers to open first."""
        found = self.reading.listed_cases(self.caller.viewer, wanted, page)
        return self.case_lines(found, marked=marked, wanted=wanted)

    def case_lines(self, found: Sequence[ListedCase], *, marked: bool, wanted: CasesWanted) -> tuple[CaseLine, ...]:
        """Tell of cases; those with dangers to open stand at the top of the first page, and nowhere else."""
        dangerous = {mark.reference for mark in self.dangers}
        top: Sequence[ListedCase] = ()
        if dangerous and marked:
            top = self.reading.cases_named(self.caller.viewer, wanted, sorted(dangerous))
        rest = (row for row in found if row.reference not in dangerous)
        return tuple(self._line(row, danger=row.reference in dangerous) for row in (*top, *rest))

    def _line(self, row: ListedCase, *, danger: bool = False) -> CaseLine:
        readable = self.versions.of(row.policy_hash) is not None and row.state != UNREADABLE
        soonest = None
        if readable and row.soonest is not None:
            soonest = self._row(row.reference, row.school, row.policy_hash, row.soonest)
        return CaseLine(
            reference=row.reference,
            school=self.schools.get(row.school, ""),
            status=row.state if readable else UNREADABLE,
            reported_at=row.reported_at,
            soonest=soonest,
            ended=row.ended,
            danger=danger,
        )

    def requests(self, shown: int) -> tuple[CaseLine, ...]:
        """List the questions and entries that wait: what has not ended, and what has but runs out within a week."""
        ended = CasesWanted(kind=SightKind.REQUEST, ended=True, due_by=self.now + WEEK)
        wanted = (CasesWanted(kind=SightKind.REQUEST, ended=False), ended)
        parts = (self.reading.listed_cases(self.caller.viewer, each, Page(limit=shown)) for each in wanted)
        found = sorted((row for part in parts for row in part), key=lambda row: row.key)
        lines = (self._line(row) for row in found[:shown])
        return tuple(
            replace(line, status=line.soonest.state if line.soonest else line.status, ended=False) for line in lines
        )


def _desk(services: Services, reading: Reading, caller: Caller) -> _Desk:
    organisation = reading.organisation()
    schools = {school.id: school.name for school in reading.schools(organisation.id)}
    return _Desk(
        reading=reading,
        caller=caller,
        versions=Versions(services, reading, organisation.id),
        schools=schools,
        now=services.clock.now(),
        zone=ZoneInfo(organisation.zone),
        dangers=marks_in(services, reading, caller, schools),
    )
