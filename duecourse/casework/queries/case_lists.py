"""Lists over all the cases that somebody may see: cases, running clocks, open alerts. None of them loads a case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

from duecourse.casework.context.look.danger import marks_in
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.policies.grounds import bound_said, clock_said
from duecourse.casework.queries.case_filters import EVERY_CASE, EVERYTHING, AskedCases, AskedClocks, filters_of
from duecourse.casework.queries.list_names import list_names
from duecourse.casework.queries.policy_titles import Versions
from engine.identity import CaseReference, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.ports.records import CaseSummary, School
from engine.ports.sights import UNREADABLE, CasesWanted, ClocksWanted, ListedCase, ListedClock, Page
from engine.ports.store import Reading
from engine.record.codes import CaseNames, CodeKind
from engine.record.values import Alert

MANY = 500
"""How many lines are read at once where all of them are wanted."""
ALL = 10**9


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is wanted: so many lines, those that are passed over first left out."""

    limit: int = ALL
    passed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One open clock of the work list, and how it is called before the viewer; `shared` are the schools beside.

    `bound` says shortly what it rests on, `rests_on` in a sentence; "" where its policy cannot be read.
    """

    clock: ListedClock
    names: CaseNames
    shared: tuple[School, ...] = ()
    bound: str = ""
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert that nobody has taken up, and how it is called before the viewer."""

    reference: CaseReference
    alert: Alert
    names: CaseNames

    @property
    def code(self) -> str:
        """Give what everybody calls the alert by."""
        return self.names.codes.of(CodeKind.ALERT, self.alert.number)


WHOLE = Stretch()
EVERY_CLOCK = ClocksWanted()


Line = TypeVar("Line", ListedCase, ListedClock)


def cases(services: Services, caller: Caller, part: Stretch = WHOLE) -> Sequence[CaseSummary]:
    """List the cases that the viewer may see; requests stand in the registers instead.

    First come those that cannot be read, then those with the earliest deadline.
    """
    with services.store.reading() as reading:
        versions = Versions(services, reading, caller.viewer.organisation)
        rows = _part(lambda page: reading.listed_cases(caller.viewer, CasesWanted(), page), part)
        return [_summary(row, readable=versions.of(row.policy_hash) is not None) for row in rows]


def versions_in_use(services: Services, caller: Caller, policy: str) -> Mapping[str, int]:
    """Count the cases under a policy that the viewer may see, by the hash of the version that they go by."""
    with services.store.reading() as reading:
        return reading.versions_in_use(caller.viewer, policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseListing:
    """Cases as they are listed; which of them have a danger to open, and which came with a post and wait to be.

    `schools` are those of the trust.
    """

    cases: Sequence[CaseSummary]
    dangers: frozenset[CaseReference]
    given: frozenset[CaseReference]
    schools: Sequence[School] = ()

    def shared(self, row: CaseSummary) -> tuple[School, ...]:
        """Give the other schools that share a case."""
        return _beside(self.schools, row.shared)


def listing(services: Services, caller: Caller, asked: AskedCases = EVERY_CASE, part: Stretch = WHOLE) -> CaseListing:
    """List the cases that somebody asks for, dangers that they must open before all the others of the whole list.

    Raises BadAnswers for a limit that is not known.
    """
    with services.store.reading() as reading:
        viewer = caller.viewer
        filters = filters_of(services, reading, caller, reading.organisation())
        wanted = filters.wanted(asked, filters.choices())
        dangers = frozenset(mark.reference for mark in marks_in(services, reading, caller, {}))
        first = reading.cases_named(viewer, wanted, sorted(dangers)) if dangers else ()
        rest = _each(lambda page: reading.listed_cases(viewer, wanted, page), part.passed + part.limit + len(first))
        every = chain(first, (row for row in rest if row.reference not in dangers))
        versions = Versions(services, reading, viewer.organisation)
        rows = islice(every, part.passed, part.passed + part.limit)
        found = [_summary(row, readable=versions.of(row.policy_hash) is not None) for row in rows]
        return CaseListing(
            cases=found,
            dangers=dangers,
            given=frozenset(reading.given_unread(viewer, ALL)),
            schools=services.schools(reading),
        )


def _beside(schools: Iterable[School], named: Collection[SchoolId]) -> tuple[School, ...]:
    return tuple(each for each in schools if each.id in named)


def _summary(row: ListedCase, *, readable: bool) -> CaseSummary:
    return CaseSummary(
        id=row.case,
        reference=row.reference,
        policy=row.policy,
        policy_hash=row.policy_hash,
        school=row.school,
        status=row.state if readable else UNREADABLE,
        reported_at=row.reported_at,
        revision=row.revision if readable else 0,
        next_due_at=row.soonest.due_at if row.soonest else None,
        shared=row.shared,
    )


def due(
    services: Services,
    caller: Caller,
    wanted: ClocksWanted = EVERY_CLOCK,
    part: Stretch = WHOLE,
    asked: AskedClocks = EVERYTHING,
) -> Sequence[DueLine]:
    """List the open clocks that the viewer may see and asks for, soonest first.

    Raises BadAnswers for a school that is not among the viewer's, and for a procedure that there is not.
    """
    with services.store.reading() as reading:
        if asked != EVERYTHING:
            filters = filters_of(services, reading, caller, reading.organisation())
            school, track = filters.clocks(asked, filters.choices())
            wanted = replace(wanted, school=school, track=track)
        rows = _part(lambda page: reading.listed_clocks(caller.viewer, wanted, page), part)
        names = _names(services, reading, caller, (row.reference for row in rows))
        schools = services.schools(reading) if any(row.shared for row in rows) else ()
        versions = Versions(services, reading, caller.viewer.organisation)
        return [
            _due_line(row, versions.of(row.policy_hash), names[row.reference], _beside(schools, row.shared))
            for row in rows
            if row.reference in names
        ]


def _due_line(row: ListedClock, policy: CompiledPolicy | None, names: CaseNames, shared: tuple[School, ...]) -> DueLine:
    track, name = row.sight.on.track, row.sight.name
    if policy is None:
        return DueLine(clock=row, names=names, shared=shared, bound=row.binding)
    bound, rests_on = (said(policy, track, name) for said in (bound_said, clock_said))
    return DueLine(clock=row, names=names, shared=shared, bound=bound, rests_on=rests_on)


def alerts(services: Services, caller: Caller, limit: int = ALL) -> Sequence[AlertLine]:
    """List the alerts that nobody has taken up, of what the viewer works on, oldest first."""
    with services.store.reading() as reading:
        found = reading.open_alerts(caller.viewer, limit)
        names = _names(services, reading, caller, (reference for reference, _ in found))
        return [AlertLine(reference, each, names[reference]) for reference, each in found if reference in names]


def _names(
    services: Services, reading: Reading, caller: Caller, references: Iterable[CaseReference]
) -> Mapping[CaseReference, CaseNames]:
    versions = Versions(services, reading, caller.viewer.organisation)
    return list_names(reading, caller.viewer, versions, references)


def _part(read: Callable[[Page], Sequence[Line]], part: Stretch) -> Sequence[Line]:
    return list(islice(_each(read, part.passed + part.limit), part.passed, part.passed + part.limit))


def _each(read: Callable[[Page], Sequence[Line]], limit: int) -> Iterator[Line]:
    page = Page(limit=min(limit, MANY))
    while lines := read(page):
        yield from lines
        if len(lines) < page.limit:
            return
        page = replace(page, after=lines[-1].key)
