"""Everything that somebody has to meet, by day: what they work on, soonest first; rows of sight, and no case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.agenda.agenda_lines import LineWriter, names_of
from duecourse.casework.queries.case_filters import EVERYTHING, AskedClocks, Choices
from duecourse.casework.queries.desk import Desk, desk_of
from duecourse.casework.queries.work_lines import When, WorkRow
from engine.identity import NO_REFERENCE, CaseReference
from engine.ports.sights import CasesWanted, ClocksWanted, ListedClock, Page

LOOKED_AT = "the deadlines"
"""What the access log says that somebody looked at: it names people of cases."""
MOST = 300
"""So many deadlines are shown, the soonest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine:
    """One deadline, with what its case is called before the person who asks."""

    row: WorkRow
    title: str

    @property
    def is_late(self) -> bool:
        """Say whether its time is up."""
        return self.row.when is When.OVERDUE


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineDay:
    """A day with what is due on it, in the order of its hours."""

    day: date
    lines: tuple[DeadlineLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineDays:
    """The days on which something is due; what somebody may narrow them to. `is_cut` says that there are more."""

    days: tuple[DeadlineDay, ...]
    choices: Choices
    is_cut: bool


def deadline_days(services: Services, caller: Caller, asked: AskedClocks = EVERYTHING) -> DeadlineDays:
    """List what somebody has to meet, as their calendar feed has it; what others meet first once its time is up.

    Raises BadAnswers for a school that is not among the person's, and for a procedure that there is not.
    """
    log_read(services, caller, NO_REFERENCE, LOOKED_AT)
    with services.store.reading() as reading:
        desk = desk_of(services, reading, caller)
        choices = desk.filters.choices()
        school, track = desk.filters.clocks(asked, choices)
        mine = ClocksWanted(mine=True, school=school, track=track)
        ways = (replace(mine, waits=False), replace(mine, waits=True, due_by=desk.now))
        part = Page(limit=MOST + 1)
        found = (clock for way in ways for clock in reading.listed_clocks(caller.viewer, way, part))
        clocks = sorted((each for each in found if each.sight.due_at is not None), key=lambda each: each.key)
        lines = _lines(services, desk, clocks[:MOST])
    days = groupby(lines, key=lambda each: _day(desk, each))
    return DeadlineDays(
        days=tuple(DeadlineDay(day=day, lines=tuple(of_day)) for day, of_day in days),
        choices=choices,
        is_cut=len(clocks) > MOST,
    )


def _day(desk: Desk, line: DeadlineLine) -> date:
    due = line.row.due_at
    return due.astimezone(desk.zone).date() if due is not None else date.max


def _lines(services: Services, desk: Desk, clocks: Sequence[ListedClock]) -> list[DeadlineLine]:
    titles = _titles(services, desk, dict.fromkeys(clock.reference for clock in clocks))
    rows = (desk.row(clock) for clock in clocks)
    return [DeadlineLine(row=row, title=titles.get(row.reference, "")) for row in rows]


def _titles(services: Services, desk: Desk, references: Iterable[CaseReference]) -> dict[CaseReference, str]:
    asked = tuple(references)
    viewer = desk.caller.viewer
    rows = desk.reading.cases_named(viewer, CasesWanted(kind=None), asked) if asked else ()
    writer = LineWriter(
        services=services,
        versions=desk.versions,
        schools=desk.schools,
        names=names_of(desk.reading, viewer.organisation, rows),
        now=desk.now,
    )
    return {row.reference: writer.title(row) for row in rows}
