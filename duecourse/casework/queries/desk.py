"""What stands before somebody, read from rows of sight and told in the words of the policies: one look at it.

Everything is read a page at a time; counts stop where nobody counts on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from duecourse.casework.context.look.danger import Mark, marks_in
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.policies.grounds import bound_said
from duecourse.casework.queries.case_filters import Filters, filters_of
from duecourse.casework.queries.policy_titles import Versions
from duecourse.casework.queries.work_lines import CaseLine, When, WorkRow
from engine.identity import CaseReference, SchoolId, TrackName
from engine.ports.sights import (
    EVERY_TRACK,
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


class Placed(Protocol):
    """A line that knows where it stands in its list."""

    @property
    def key(self) -> Key:
        """Give its place."""
        ...


Listed = TypeVar("Listed", bound=Placed)


def turned(found: Sequence[Listed], page: Page) -> tuple[Sequence[Listed], Key, Key]:
    """Take away the line that was read to see whether there are more; say where the pages on both sides begin."""
    more = len(found) > page.limit
    kept = (found[1:] if page.back else found[:-1]) if more else found
    before, after = (more, True) if page.back else (bool(page.after), more)
    earlier = kept[0].key if kept and before else ()
    later = kept[-1].key if kept and after else ()
    return kept, earlier, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One person's look at what stands before them; but for dangers, at one `school` and `track` where there is one."""

    reading: Reading
    filters: Filters
    caller: Caller
    versions: Versions
    schools: Mapping[SchoolId, str]
    now: datetime
    zone: tzinfo
    dangers: tuple[Mark, ...] = field(default=())
    school: SchoolId | None = None
    track: TrackName = EVERY_TRACK

    def counts(self) -> Mapping[When, int]:
        """Count the clocks of each time, up to COUNTED."""
        viewer = self.caller.viewer
        return {
            when: min(COUNTED, sum(self.reading.count_clocks(viewer, each, COUNTED) for each in self.wanted(when)))
            for when in When
        }

    def wanted(self, when: When) -> tuple[ClocksWanted, ...]:
        """Say which clocks need somebody at one time; what others have to meet is ours once its time has come."""
        return tuple(replace(each, school=self.school, track=self.track) for each in self._at(when))

    def _at(self, when: When) -> tuple[ClocksWanted, ...]:
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
                return (ClocksWanted(due_after=now, waits=True), ClocksWanted(due_after=now, not_before=True))
            case When.LATER:
                return (ClocksWanted(due_after=week, waits=False),)

    def listed(self, when: When, page: Page) -> Sequence[ListedClock]:
        """List the clocks that need somebody at one time."""
        parts = (self.reading.listed_clocks(self.caller.viewer, each, page) for each in self.wanted(when))
        found = sorted((row for part in parts for row in part), key=lambda row: row.key)
        return found[-page.limit :] if page.back else found[: page.limit]

    def row(self, clock: ListedClock) -> WorkRow:
        """Tell of a clock in the words of the policy that its case is pinned to."""
        row = self._row(clock.reference, clock.school, clock.policy_hash, clock.sight)
        return replace(row, shared=self._named(clock.shared))

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
            bound=bound_said(policy, track, sight.name) if policy is not None else "",
            not_before=sight.not_before,
        )

    def _when(self, sight: ClockSight) -> When:
        if sight.overdue_at is not None and sight.overdue_at <= self.now:
            return When.OVERDUE
        if sight.due_at is None or sight.not_before or (sight.waits and sight.due_at > self.now):
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
            shared=self._named(row.shared),
            has_turn=row.act is not None,
        )

    def _named(self, schools: Sequence[SchoolId]) -> tuple[str, ...]:
        return tuple(self.schools.get(each, "") for each in schools)

    def requests(self, shown: int) -> tuple[CaseLine, ...]:
        """List the questions and entries that wait: what has not ended, and what has but runs out within a week."""
        running = CasesWanted(kind=SightKind.REQUEST, ended=False, school=self.school, track=self.track)
        wanted = (running, replace(running, ended=True, due_by=self.now + WEEK))
        parts = (self.reading.listed_cases(self.caller.viewer, each, Page(limit=shown)) for each in wanted)
        found = sorted((row for part in parts for row in part), key=lambda row: row.key)
        lines = (self._line(row) for row in found[:shown])
        return tuple(
            replace(line, status=line.soonest.state if line.soonest else line.status, ended=False) for line in lines
        )


def desk_of(services: Services, reading: Reading, caller: Caller) -> Desk:
    """Begin one person's look at what stands before them, in a transaction that is open."""
    organisation = reading.organisation()
    filters = filters_of(services, reading, caller, organisation)
    schools = {school.id: school.name for school in filters.places}
    return Desk(
        reading=reading,
        filters=filters,
        caller=caller,
        versions=Versions(services, reading, organisation.id),
        schools=schools,
        now=services.clock.now(),
        zone=ZoneInfo(organisation.zone),
        dangers=marks_in(services, reading, caller, schools),
    )
