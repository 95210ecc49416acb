"""The list of cases, a page at a time: narrowed as somebody asks, dangers to open first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from duecourse.casework.context.access_log import log_read
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.agenda.agenda_lines import LineWriter, names_of
from duecourse.casework.queries.case_filters import AskedCases, Choices
from duecourse.casework.queries.desk import COUNTED, Desk, PageOfLines, desk_of, turned
from duecourse.casework.queries.work_lines import CaseLine
from engine.errors import BadAnswers
from engine.identity import NO_REFERENCE
from engine.ports.sights import CasesWanted, ListedCase, Page

LOOKED_AT = "the list of cases"
"""What the access log says that somebody looked at: it names people of cases."""
YOU = "you"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """A page of cases; whether the list is still catching up, and what it may be narrowed to.

    `faults` say of each limit that is not known what it may be; then no case is listed at all.
    """

    page: PageOfLines[CaseLine]
    catching_up: bool
    choices: Choices
    faults: dict[str, str] = field(default_factory=dict)


def case_lines(services: Services, caller: Caller, asked: AskedCases, page: Page) -> CaseList:
    """List cases, a page of them, those with dangers to open first."""
    log_read(services, caller, NO_REFERENCE, LOOKED_AT)
    with services.store.reading() as reading:
        desk = desk_of(services, reading, caller)
        filters = desk.filters
        choices, catching_up = filters.case_choices(asked), reading.is_catching_up(caller.viewer, desk.now)
        try:
            wanted = filters.wanted(asked, choices)
        except BadAnswers as bad:
            none: PageOfLines[CaseLine] = PageOfLines(lines=())
            return CaseList(page=none, catching_up=catching_up, choices=choices, faults=bad.faults)
        found = reading.listed_cases(caller.viewer, wanted, replace(page, limit=page.limit + 1))
        kept, earlier, later = turned(found, page)
        lines = _titled(services, desk, wanted, kept, desk.case_lines(kept, marked=not page.after, wanted=wanted))
        total = reading.count_cases(caller.viewer, wanted, COUNTED)
        found_page = PageOfLines(lines=lines, earlier=earlier, later=later, total=total)
        return CaseList(page=found_page, catching_up=catching_up, choices=choices)


def _titled(
    services: Services, desk: Desk, wanted: CasesWanted, kept: Sequence[ListedCase], lines: Sequence[CaseLine]
) -> tuple[CaseLine, ...]:
    """Give the lines with the titles of their cases, and with who has the act that is next."""
    rows = {row.reference: row for row in kept}
    missing = [line.reference for line in lines if line.reference not in rows]
    viewer = desk.caller.viewer
    rows |= {row.reference: row for row in desk.reading.cases_named(viewer, wanted, missing)} if missing else {}
    writer = LineWriter(
        services=services,
        versions=desk.versions,
        schools=desk.schools,
        names=names_of(desk.reading, viewer.organisation, rows.values()),
        now=desk.now,
    )
    told = ((line, writer.line(rows[line.reference])) for line in lines)
    return tuple(replace(line, title=act.title, hands=(YOU,) if act.is_mine else act.hands) for line, act in told)
