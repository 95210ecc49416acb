"""All that stands before one person, read a small page at a time as a browser would, and put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from duecourse.casework.context.look.danger import Mark
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.case_filters import AskedCases
from duecourse.casework.queries.case_pages import case_lines
from duecourse.casework.queries.desk import PageOfLines
from duecourse.casework.queries.work_lines import CaseLine, When, WorkRow
from duecourse.casework.queries.work_list import clocks_when, overview
from engine.ports.sights import Page

FEW = 2


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """Every clock, and every case, open ones first."""

    rows: tuple[WorkRow, ...]
    cases: tuple[CaseLine, ...]
    requests: tuple[CaseLine, ...]
    dangers: tuple[Mark, ...]

    def of(self, when: When) -> tuple[WorkRow, ...]:
        return tuple(row for row in self.rows if row.when is when)


Line = TypeVar("Line", WorkRow, CaseLine)


def work_list(place: Services, by: Caller) -> WorkList:
    """Turn every page of every list of somebody."""
    seen = overview(place, by, 1000)
    by_time = {when: clocks(place, by, when) for when in When}
    assert all(row.when is when for when, rows in by_time.items() for row in rows)
    _, beside = clocks_when(place, by, When.TODAY, Page(limit=FEW))
    assert {when: len(rows) for when, rows in by_time.items()} == dict(beside.counts)
    return WorkList(
        rows=tuple(row for rows in by_time.values() for row in rows),
        cases=every(lambda page: case_lines(place, by, AskedCases(), page).page),
        requests=seen.requests,
        dangers=seen.dangers,
    )


def clocks(place: Services, by: Caller, when: When) -> tuple[WorkRow, ...]:
    """Turn every page of the list of one time."""
    return every(lambda page: clocks_when(place, by, when, page)[0])


def every(read: Callable[[Page], PageOfLines[Line]]) -> tuple[Line, ...]:
    """Turn the pages of a list to its end, and back to its beginning."""
    sheets = [read(Page(limit=FEW))]
    while sheets[-1].later:
        sheets.append(read(Page(limit=FEW, after=sheets[-1].later)))
    for before, after in zip(sheets[::-1][1:], sheets[::-1], strict=False):
        back = read(Page(limit=FEW, after=after.earlier, back=True)) if after.earlier else before
        assert [line.reference for line in back.lines] == [line.reference for line in before.lines if not danger(line)]
    return tuple(line for sheet in sheets for line in sheet.lines)


def danger(line: WorkRow | CaseLine) -> bool:
    """Say whether a line stands at the top of the first page alone."""
    return isinstance(line, CaseLine) and line.danger
