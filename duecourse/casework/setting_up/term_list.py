"""Terms, closures and closed days by their list, school by school; a row without a school is of all of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from duecourse.casework.administration.schools import one_off_days, schools
from duecourse.casework.calendars.school_days import Wish, load_calendar
from duecourse.casework.calendars.term_files import TermFile, read_terms
from duecourse.casework.setting_up.differences import Comparison, ListChange
from duecourse.casework.setting_up.lists.cells import NOTHING
from duecourse.casework.setting_up.lists.sheets import ListRow
from duecourse.casework.setting_up.school_list import school_in
from engine.plain import is_list
from engine.ports.records import School

EVERY = ("", NOTHING, "all", "all schools", "every school")
HEADINGS = ("kind", "name", "first", "last")


def apply_terms(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Load the days of each school that a row is of."""
    there = [each for each in schools(comparison.services, comparison.caller) if each.active]
    of_each: dict[str, list[ListRow]] = {}
    for row in rows:
        places = [each for each in there if each.kind != "trust"]
        if row.cell("school").casefold() not in EVERY:
            found = school_in(comparison, row, there)
            places = [each for each in there if each is found]
        for place in places:
            of_each.setdefault(place.key, []).append(row)
    for place in there:
        mine = of_each.get(place.key, [])
        # with a row of it missing the days would be others than were meant
        if mine and all(row.is_whole for row in mine):
            _load(comparison, place, mine)


def _load(comparison: Comparison, school: School, rows: Sequence[ListRow]) -> None:
    says: list[str] = []

    def load() -> None:
        found = read_terms(_table(rows), rows[0].file)
        if _is_so(school, found):
            return
        changed = load_calendar(
            comparison.services, comparison.caller, school.key, found.rows, rows[0].file, Wish(sure=True)
        )
        says.append(_told(found))
        says.extend([f"clocks move in {changed.moves.cases} cases"] if changed.moves.cases else [])

    if comparison.does(rows[0], load):
        had = bool(school.calendar.get("terms"))
        change = ListChange.SAME if not says else ListChange.CHANGED if had else ListChange.ADDED
        comparison.tell(rows[0], school.key, change, says)


def _table(rows: Sequence[ListRow]) -> bytes:
    """Write rows as a table of their own, each in the line in which it stands, so that faults are told by that line."""
    lines = {row.line: [row.cell(name) for name in HEADINGS] for row in rows}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEADINGS)
    for line in range(2, max(lines) + 1):
        if line in lines:
            writer.writerow(lines[line])
        else:
            written.write("\n")
    return written.getvalue().encode()


def _is_so(school: School, found: TermFile) -> bool:
    """Say whether a school has these days already; days that were closed by hand besides do not matter."""
    same = all(school.calendar.get(name, []) == found.rows.get(name, []) for name in ("terms", "closures"))
    closed, days = found.rows.get("one_off", []), one_off_days(school.calendar)
    return same and is_list(closed) and all(day in days for day in closed)


def _told(found: TermFile) -> str:
    counts = {name: found.rows.get(name, []) for name in ("terms", "closures", "one_off")}
    terms, closures, closed = (len(rows) if is_list(rows) else 0 for rows in counts.values())
    return f"terms: {terms}, half-terms and INSET days: {closures}, closed days: {closed}"
