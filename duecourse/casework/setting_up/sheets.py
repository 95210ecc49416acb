"""A list read from a file as Excel or somebody else writes it: its rows, all that is wrong with it, what is not read.

What marks the columns apart, how the letters are coded, the order of the columns and their capital letters make no
difference; empty rows, empty columns and rows that begin with # are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duecourse.casework.calendars.term_files import decoded
from duecourse.casework.setting_up.cells import NOTHING, slip_for, tidy
from duecourse.casework.setting_up.list_kinds import IGNORED, Column, ListKind, plain_heading
from engine.errors import BadInput, Finding

SEPARATORS = ";,\t"
NO_TEXT = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How files begin that are no text: workbooks of either age, PDFs."""
SAVE_AS = "in Excel: save as “CSV UTF-8”, each sheet as a file of its own"
Numbered = tuple[int, Sequence[str]]


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


def read_sheet(content: bytes, file: str, kind: ListKind) -> ReadList:
    """Read a file as a list of this kind; every fault is told, none is raised."""
    sheet = ReadList(kind=kind)
    if content.startswith(NO_TEXT):
        sheet.faults.append(Finding(file=file, line=0, where="file", wrong="is no table of text", allowed=SAVE_AS))
        return sheet
    try:
        numbered = list(_numbered(decoded(content)))
    except csv.Error as error:
        sheet.faults.append(Finding(file=file, line=0, where="file", wrong=f"cannot be read as a table ({error})"))
        return sheet
    head, rest = (numbered[0], numbered[1:]) if numbered else ((1, ()), [])
    columns = _columns(head, file, sheet)
    sheet.is_read = not sheet.faults
    if sheet.is_read:
        for line, cells in rest:
            _take(sheet, file, line, (columns, cells))
    return sheet


def _numbered(text: str) -> Iterator[Numbered]:
    """Give each row that is not empty with its line; `sep=;`, which some programs write first, is obeyed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    first, _, rest = plain.partition("\n")
    told = first.strip().strip('"').casefold()
    skipped = 1 if told.startswith("sep=") and len(told) == len("sep=;") else 0
    separator = told[-1] if skipped else max(SEPARATORS, key=_first_row(plain).count)
    reader = csv.reader(io.StringIO(rest if skipped else plain, newline=""), delimiter=separator)
    before = 0
    for cells in reader:
        line, before = before + 1 + skipped, reader.line_num
        if any(tidy(cell) for cell in cells):
            yield line, cells


def _first_row(text: str) -> str:
    return next((line for line in text.split("\n") if line.strip(f" \t{SEPARATORS}")), "")


def _columns(head: Numbered, file: str, sheet: ReadList) -> Sequence[Column | None]:
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


def _take(
    sheet: ReadList, file: str, line: int, columns_and_cells: tuple[Sequence[Column | None], Sequence[str]]
) -> None:
    """Take one row into a sheet, or what is wrong with it."""
    columns, cells = columns_and_cells
    if tidy(cells[0]).startswith(IGNORED):
        return
    read, faults = dict[str, str](), list[Finding]()
    empty = ListRow(kind=sheet.kind, file=file, line=line, cells={})
    for place, cell in enumerate(cells):
        column = columns[place] if place < len(columns) else None
        if column is None:
            faults += [_beyond(empty, cell, place)] if place >= len(columns) and tidy(cell) else []
            continue
        try:
            text = tidy(cell, lines=column.lines)
            read |= {column.name: text if text == NOTHING else column.reads(text)} if text else {}
        except BadInput as bad:
            faults.append(empty.fault(column.name, str(bad)))
    wrong = {each.where for each in faults}
    for column in sheet.kind.columns:
        if column.needed and column.name not in read and column.heading not in wrong:
            faults.append(empty.fault(column.name, "is empty, and is needed"))
    sheet.faults += faults
    if read:
        sheet.rows.append(ListRow(kind=sheet.kind, file=file, line=line, cells=read, is_whole=not faults))


def _beyond(row: ListRow, cell: str, place: int) -> Finding:
    wrong = f"'{tidy(cell)}' stands beyond the last heading"
    return Finding(file=row.file, line=row.line, where=f"column {place + 1}", wrong=wrong)
