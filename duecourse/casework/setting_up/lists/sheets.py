"""A table read as a list: its rows, all that is wrong with it, and what is not read.

The order of the columns and their capital letters make no difference; a title above the headings, empty rows, empty
columns and rows that begin with # are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from duecourse.casework.setting_up.lists.cells import NOTHING, slip_for, tidy
from duecourse.casework.setting_up.lists.list_kinds import IGNORED, Column, ListKind, plain_heading
from duecourse.casework.setting_up.lists.opened_lists import OpenedTable
from duecourse.spreadsheets.text_tables import NOT_PARTED, NumberedCells
from duecourse.spreadsheets.workbook_limits import MOST_ROWS
from engine.errors import BadInput, Finding

Headings = tuple[int, Sequence[str]]
HEADINGS_WITHIN, SURE = 12, 2
"""Among so many rows the headings are looked for, and so many of them are known words, where the first has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A row: in which file and line it stands, and its cells by the names of their columns, none of them empty.

    A cell that is wrong is not among them; then `is_whole` is False.
    """

    kind: ListKind
    file: str
    line: int
    cells: Mapping[str, str]
    is_whole: bool = True

    def cell(self, name: str) -> str:
        """Give what stands in a column; "" for nothing."""
        return self.cells.get(name, "")

    def fault(self, name: str, wrong: str) -> Finding:
        """Say what is wrong with a cell, by the name of its column; with the row, where that is ""."""
        where = self.kind.column(name).heading if name else "row"
        return Finding(file=self.file, line=self.line, where=where, wrong=wrong)


@dataclass(slots=True, kw_only=True)
class ReadList:
    """What a file gives: rows, faults, and the headings of columns that are not read.

    A file of which nothing could be read `is_read` no further than its headings.
    """

    kind: ListKind
    rows: list[ListRow] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    is_read: bool = False


def read_sheet(table: OpenedTable) -> ReadList:
    """Read a table as the list that it is; every fault is told, none is raised."""
    sheet = ReadList(kind=table.kind)
    head, rest = _parted(table)
    columns = _columns(head, table.label, sheet)
    sheet.is_read = not sheet.faults
    if not sheet.is_read:
        return sheet
    odd = {(line, place): why for line, place, why in table.odd}
    for line, cells in rest:
        if cells is None:
            wrong = Finding(file=table.label, line=line, where="row", wrong=NOT_PARTED)
            sheet.faults.append(wrong)
        else:
            _Row(sheet=sheet, file=table.label, line=line, columns=columns, odd=odd).take(cells)
    sheet.faults += [
        Finding(file=table.label, line=line, where="sheet", wrong=why) for line, _, why in table.odd if line > MOST_ROWS
    ]
    return sheet


def _parted(table: OpenedTable) -> tuple[Headings, Sequence[NumberedCells]]:
    """Part the row of headings from those below it. What stands above it, such as a title, is passed over."""
    known = table.kind.headings
    scores = [
        sum(plain_heading(tidy(cell)) in known for cell in cells or ()) for _, cells in table.rows[:HEADINGS_WITHIN]
    ]
    best = max(scores, default=0)
    at = scores.index(best) if best >= SURE and not scores[0] else 0
    line, cells = table.rows[at] if table.rows else (1, ())
    return (line, cells or ()), table.rows[at + 1 :]


def _columns(head: Headings, file: str, sheet: ReadList) -> Sequence[Column | None]:
    """Find which column stands where; None for one that is not read."""
    line, titles = head
    known, found = sheet.kind.headings, list[Column | None]()
    for title in (tidy(each) for each in titles):
        column = known.get(plain_heading(title))
        near = slip_for(plain_heading(title), known) if title and column is None else ""
        if column is not None and column in found:
            sheet.faults.append(_of_head(file, line, title, f"is a second column “{column.heading}”"))
        if near:
            sheet.faults.append(_of_head(file, line, title, f"is no heading; did you mean “{known[near].heading}”?"))
        if title and column is None and not near:
            sheet.unread.append(title)
        found.append(column)
    for column in sheet.kind.columns:
        if column.needed and column not in found:
            wrong = f"there is no column “{column.heading}”"
            allowed = f"a first row with some of: {', '.join(each.heading for each in sheet.kind.columns)}"
            sheet.faults.append(Finding(file=file, line=line, where="headings", wrong=wrong, allowed=allowed))
    return found


def _of_head(file: str, line: int, title: str, wrong: str) -> Finding:
    return Finding(file=file, line=line, where=f"heading “{title}”", wrong=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row as it is read into a sheet."""

    sheet: ReadList
    file: str
    line: int
    columns: Sequence[Column | None]
    odd: Mapping[tuple[int, int], str]

    @property
    def empty(self) -> ListRow:
        """Give the row without its cells, which tells faults of it."""
        return ListRow(kind=self.sheet.kind, file=self.file, line=self.line, cells={})

    def take(self, cells: Sequence[str]) -> None:
        """Take the row into its sheet, or what is wrong with it."""
        if not cells or tidy(cells[0]).startswith(IGNORED):
            return
        read, faults = dict[str, str](), list[Finding]()
        width = max(len(cells), *(place + 1 for line, place in self.odd if line == self.line), 0)
        for place, cell in enumerate([*cells, *[""] * (width - len(cells))]):
            self._read(place, cell, read, faults)
        wrong = {each.where for each in faults}
        for column in self.sheet.kind.columns:
            if column.needed and column.name not in read and column.heading not in wrong:
                faults.append(self.empty.fault(column.name, "is empty, and is needed"))
        self.sheet.faults += faults
        if read:
            row = ListRow(kind=self.sheet.kind, file=self.file, line=self.line, cells=read, is_whole=not faults)
            self.sheet.rows.append(row)

    def _read(self, place: int, cell: str, read: dict[str, str], faults: list[Finding]) -> None:
        """Read one cell, or tell what is wrong with it."""
        column = self.columns[place] if place < len(self.columns) else None
        if column is None:
            faults += [_beyond(self.empty, cell, place)] if place >= len(self.columns) and tidy(cell) else []
        elif (self.line, place) in self.odd:
            faults.append(self.empty.fault(column.name, self.odd[(self.line, place)]))
        else:
            try:
                text = tidy(cell, lines=column.lines)
                read |= {column.name: text if text == NOTHING else column.reads(text)} if text else {}
            except BadInput as bad:
                faults.append(self.empty.fault(column.name, str(bad)))


def _beyond(row: ListRow, cell: str, place: int) -> Finding:
    wrong = f"'{tidy(cell)}' stands beyond the last heading"
    return Finding(file=row.file, line=row.line, where=f"column {place + 1}", wrong=wrong)
