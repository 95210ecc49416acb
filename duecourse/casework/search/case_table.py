"""A list of cases as a table for a spreadsheet: what its list shows, every page of it, and nothing that names anybody.

A cell that a spreadsheet would take for a formula is kept from that, and the file says that it is UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.case_filters import AskedCases
from duecourse.casework.queries.case_pages import case_lines
from duecourse.casework.queries.work_lines import CaseLine, When
from duecourse.spreadsheets.text_tables import written_text
from engine.errors import BadAnswers
from engine.identity import NO_REFERENCE
from engine.ports.sights import Page

HEAD = (
    "Case",
    "Stage",
    "Reported",
    "Next deadline",
    "Procedure",
    "Due",
    "Overdue",
    "Rests on",
    "School",
    "Shared with",
)
READ = "a list of cases as a table"
MOST, AT_ONCE = 10_000, 500
"""So many cases are in one table, and so many are read at once."""


def case_table(services: Services, caller: Caller, asked: AskedCases) -> bytes:
    """Write the cases that somebody asks for; that they are given them is committed first.

    Raises BadAnswers for a limit that is not known.
    """
    zone = services.zone()
    rows = [HEAD, *(_row(line, zone) for line in _every(services, caller, asked))]
    commit_read(services, caller, NO_REFERENCE, READ)
    return written_text(rows)


def _every(services: Services, caller: Caller, asked: AskedCases) -> Iterator[CaseLine]:
    """Read a list to its end; a danger, which stands first, is given once."""
    page, seen = Page(limit=AT_ONCE), set[str]()
    while len(seen) < MOST:
        found = case_lines(services, caller, asked, page)
        if found.faults:
            raise BadAnswers.of(found.faults)
        for line in found.page.lines:
            if line.reference not in seen:
                seen.add(line.reference)
                yield replace(line, status=found.choices.stages.get(line.status, line.status.replace("_", " ")))
        if not found.page.later:
            return
        page = replace(page, after=found.page.later)


def _row(line: CaseLine, zone: tzinfo) -> Sequence[str]:
    clock = line.soonest
    due = clock.due_at.astimezone(zone) if clock is not None and clock.due_at is not None else None
    return (
        line.reference,
        line.status,
        f"{line.reported_at.astimezone(zone):%Y-%m-%d %H:%M}",
        clock.clock if clock is not None else "",
        clock.title if clock is not None else "",
        f"{due:%Y-%m-%d %H:%M}" if due is not None else "",
        "yes" if clock is not None and clock.when is When.OVERDUE else "no",
        clock.bound if clock is not None else "",
        line.school,
        "; ".join(line.shared),
    )
