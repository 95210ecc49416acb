"""The work list: every running clock that somebody may see, sorted by when it needs somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from duecourse.casework.context.caseload import UNREADABLE, LoadedCase, load
from duecourse.casework.context.look.danger import Mark, marks_of
from duecourse.casework.context.look.redaction import is_over, redacted, standing
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference, InstanceId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import BY_NAME
from engine.record.values import Deadline, Instance

WEEK = timedelta(days=7)


class When(StrEnum):
    """When a clock needs somebody."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"
    LATER = "later"


SOON = (When.OVERDUE, When.TODAY, When.WEEK)
"""What runs out this soon needs somebody even where it holds nothing open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One running clock. `due_at` is None while it stands still; `waits_for` names who has to answer, or is ""."""

    reference: CaseReference
    school: str
    on: InstanceId
    title: str
    state: str
    clock: str
    due_at: datetime | None
    when: When
    waits_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of the list of cases, with the soonest clock that the viewer may see; None where none runs."""

    reference: CaseReference
    school: str
    status: str
    reported_at: datetime
    soonest: WorkRow | None
    ended: bool
    danger: bool = False

    @property
    def is_readable(self) -> bool:
        """Say whether the record of the case could be read; of one that could not, nothing but this is known."""
        return self.status != UNREADABLE


@dataclass(frozen=True, slots=True)
class WorkList:
    """What one person has before them: every clock, soonest first, and every case by its next clock.

    `dangers` are those that they must act on and have not opened; their cases come first. `requests` are questions and
    entries in registers, and only those that somebody has to do something about.
    """

    rows: tuple[WorkRow, ...]
    cases: tuple[CaseLine, ...]
    requests: tuple[CaseLine, ...] = ()
    dangers: tuple[Mark, ...] = ()

    def of(self, when: When) -> tuple[WorkRow, ...]:
        """List the clocks that need somebody at one time."""
        return tuple(row for row in self.rows if row.when is when)


def work_list(services: Services, caller: Caller) -> WorkList:
    """Gather the work of one person from the cases that they may see."""
    now = services.clock.now()
    with services.store.reading() as reading:
        organisation = reading.organisation()
        schools = {school.id: school.name for school in reading.schools(organisation.id)}
        found: list[tuple[LoadedCase, _Glance, str]] = []
        records: list[LoadedCase] = []
        broken: list[CaseLine] = []
        for row in reading.cases(caller.viewer):
            loaded, school = load(services, reading, caller.viewer, row), schools.get(row.school, "")
            if loaded is None:
                broken.append(
                    CaseLine(
                        reference=row.reference,
                        school=school,
                        status=UNREADABLE,
                        reported_at=row.reported_at,
                        soonest=None,
                        ended=False,
                    )
                )
                continue
            records.append(loaded)
            case = redacted(loaded.policy, loaded.case, caller.viewer.person).case
            glance = _Glance(
                case=case, policy=loaded.policy, person=caller.viewer.person, now=now, zone=ZoneInfo(organisation.zone)
            )
            found.append((loaded, glance, school))
        dangers = marks_of(services, reading, records, caller.viewer.person, schools)
    lists = [(loaded, glance, school, glance.rows(school)) for loaded, glance, school in found]
    rows = sorted((each for *_, own in lists for each in own), key=_order)
    marked = {mark.reference for mark in dangers}
    lines = [
        (loaded.is_request, _line(loaded, glance.case, school, own, marked)) for loaded, glance, school, own in lists
    ]
    cases = sorted((*broken, *(line for is_request, line in lines if not is_request)), key=_case_order)
    requests = sorted((line for is_request, line in lines if is_request and not line.ended), key=_case_order)
    return WorkList(tuple(rows), tuple(cases), tuple(requests), dangers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Glance:
    """What one person may see of a case, looked at quickly."""

    case: VisibleCase
    policy: CompiledPolicy
    person: PersonId
    now: datetime
    zone: tzinfo

    def rows(self, school: str) -> list[WorkRow]:
        """List the running clocks that the person may see."""
        clocks = (clock for clock in self.case.deadlines.values() if clock.state == "open")
        return [self._row(school, self.case.tracks[clock.on], clock) for clock in clocks]

    def _row(self, school: str, instance: Instance, clock: Deadline) -> WorkRow:
        definition = self.policy.track(instance.track).definition
        state = definition.states[instance.state]
        others = state.waits_for if state.waits_for and not self._is_me(RoleName(state.waits_for)) else ""
        return WorkRow(
            reference=self.case.reference,
            school=school,
            on=instance.on,
            title=definition.title,
            state=state.title,
            clock=self.policy.clock_title(instance.track, clock.name),
            due_at=clock.due_at,
            when=self._when(clock, waits=bool(others)),
            waits_for=self.policy.title(others) if others else "",
        )

    def _when(self, clock: Deadline, *, waits: bool) -> When:
        """A clock that others have to meet becomes ours when its time has come."""
        if clock.is_overdue(self.now):
            return When.OVERDUE
        if clock.due_at is None or (waits and not clock.is_due(self.now)):
            return When.WAITING
        if clock.due_at.astimezone(self.zone).date() <= self.now.astimezone(self.zone).date():
            return When.TODAY
        return When.WEEK if clock.due_at - self.now <= WEEK else When.LATER

    def _is_me(self, role: RoleName) -> bool:
        part = BY_NAME.get(role)
        return self.case.is_part(self.person, part) if part else self.person in self.case.team.get(role, ())


def _order(row: WorkRow) -> tuple[bool, str, str, str]:
    return row.due_at is None, str(row.due_at), row.reference, row.on


def _line(
    loaded: LoadedCase, seen: VisibleCase, school: str, own: Sequence[WorkRow], marked: Collection[str]
) -> CaseLine:
    row, soonest = loaded.row, min(own, key=_order, default=None)
    status = standing(seen)
    ended = is_over(loaded.policy, seen)
    if loaded.is_request:
        ended = all(instance.ended for instance in seen.tracks.values()) and not any(each.when in SOON for each in own)
        status = soonest.state if soonest else status
    return CaseLine(
        reference=row.reference,
        school=school,
        status=status,
        reported_at=row.reported_at,
        soonest=soonest,
        ended=ended,
        danger=row.reference in marked,
    )


def _case_order(line: CaseLine) -> tuple[bool, bool, bool, bool, str, str]:
    soonest = line.soonest.due_at if line.soonest else None
    return not line.danger, line.is_readable, line.ended, soonest is None, str(soonest), line.reference
