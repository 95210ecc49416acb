"""openpyxl: the only module that opens workbooks of Excel, and writes them.

A workbook is opened to be read and for nothing else: no formula is worked out, no program in it runs, no other file is
fetched, and one that would fill the memory is refused before it is opened.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from duecourse.spreadsheets.workbook_limits import MOST_COLUMNS, MOST_ROWS, demand_workbook, has_formulas, merged_of
from engine.errors import BadInput

if TYPE_CHECKING:
    # only who opens a workbook pays for the library
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

BROKEN = "This workbook cannot be read. Open it in Excel, save it as “Excel workbook (.xlsx)”, and take that file."
NO_RESULT = "holds a formula whose result is not in the file: open it in Excel, save it, or type the value itself"
AS_TEXT = "@"
"""The format of a cell in which Excel leaves what is typed as it is: no zero is lost, no day turned round."""
NARROWEST, WIDEST = 12, 50
_ZEROS = re.compile(r"[0 ()/.-]*0[0 ()/.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """One sheet: its rows that are not empty with their numbers, and cells of which nothing can be made.

    `odd` tells of each of those its row, its column from 0, and why.
    """

    title: str
    is_hidden: bool
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    odd: tuple[tuple[int, int, str], ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetToWrite:
    """One sheet as it is written: headings, rows, and what may be chosen in a column, by its number from 0."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    choices: Mapping[int, Sequence[str]]


def read_workbook(content: bytes) -> tuple[ReadSheet, ...]:
    """Read every sheet of a workbook, hidden ones too, of which it is said. Raises BadInput for what is none."""
    demand_workbook(content)
    formulas = _formulas(content) if has_formulas(content) else {}
    with _opened(content, results=True) as book:
        return tuple(_sheet(content, sheet, formulas.get(sheet.title, frozenset())) for sheet in book.worksheets)


@contextmanager
def _opened(content: bytes, *, results: bool) -> Generator[Workbook]:
    """Open a workbook with the results of its formulas, as they were when it was saved, or the formulas themselves."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pictures and colours that it leaves out
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=results, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except BadInput:
            raise
        except Exception as error:  # a file that is broken on purpose fails in every way there is
            raise BadInput(BROKEN) from error


def _cells_of(sheet: Worksheet) -> Iterator[tuple[int, Sequence[object]]]:
    """Give the cells of each row with its number, wherever the sheet says that it ends."""
    forget = getattr(sheet, "reset_dimensions", None)
    if callable(forget):
        forget()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS)
    yield from enumerate(islice(rows, MOST_ROWS + 1), 1)


def _sheet(content: bytes, sheet: Worksheet, formulas: frozenset[tuple[int, int]]) -> ReadSheet:
    rows, odd = dict[int, list[str]](), list[tuple[int, int, str]]()
    for line, cells in _cells_of(sheet):
        texts = _texts(cells)
        rows |= {line: texts} if texts else {}
        wrong = (place for place, cell in enumerate(cells[: len(texts)]) if getattr(cell, "data_type", "") == "e")
        odd += [(line, place, f"'{texts[place]}' is a fault of a formula") for place in wrong]
    for line, place in formulas:
        texts = rows.setdefault(line, [])
        odd += [(line, place, NO_RESULT)] if place >= len(texts) or not texts[place] else []
    _spread(rows, merged_of(content, str(vars(sheet).get("_worksheet_path", ""))))
    return ReadSheet(
        title=sheet.title,
        is_hidden=sheet.sheet_state != "visible",
        rows=tuple((line, tuple(texts)) for line, texts in sorted(rows.items()) if line <= MOST_ROWS),
        odd=tuple(sorted(odd)),
        is_cut=any(line > MOST_ROWS for line in rows),
    )


def _texts(cells: Sequence[object]) -> list[str]:
    """Give the texts of the cells of a row, up to the last that holds something."""
    texts = [_text(getattr(each, "value", None), str(getattr(each, "number_format", ""))) for each in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _formulas(content: bytes) -> Mapping[str, frozenset[tuple[int, int]]]:
    """Find the cells of each sheet that hold a formula, by row and column from 0."""
    with _opened(content, results=False) as book:
        return {
            sheet.title: frozenset(
                (line, place)
                for line, cells in _cells_of(sheet)
                for place, cell in enumerate(cells)
                if getattr(cell, "data_type", "") == "f"
            )
            for sheet in book.worksheets
        }


def _spread(rows: dict[int, list[str]], merged: Sequence[tuple[int, int, int]]) -> None:
    """Let a cell that was merged over several rows count for each of them that is not empty."""
    for place, first, last in merged:
        above = rows.get(first, [])
        for line in range(first + 1, min(last, MOST_ROWS) + 1):
            if line in rows and place < len(above):
                cells = rows[line]
                cells += [""] * (place + 1 - len(cells))
                cells[place] = cells[place] or above[place]


def _text(value: object, shown_as: str) -> str:
    """Give the text of a cell: a day as 2026-09-03, yes or no, a number with the zeros in front that are shown."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _number(value, shown_as)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _number(value: float, shown_as: str) -> str:
    if not float(value).is_integer():
        return f"{value:.15g}"
    figures, places = str(int(value)), shown_as.count("0")
    if places <= 1 or not _ZEROS.fullmatch(shown_as) or len(figures) > places or value < 0:
        return figures
    left = iter(figures.zfill(places))
    return "".join(next(left) if each == "0" else each for each in shown_as)


def written_workbook(sheets: Sequence[SheetToWrite]) -> bytes:
    """Write a workbook. Every cell is text, so that Excel works nothing out of it and turns nothing into a day."""
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for each in sheets:
        _write(book.create_sheet(each.title), each)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write(sheet: Worksheet, said: SheetToWrite) -> None:
    from openpyxl.styles import Alignment, Font

    top, wrapped, bold = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True), Font(bold=True)
    for line, row in enumerate((said.headings, *said.rows), 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(line, place, "".join(each for each in text if each.isprintable() or each == "\n") or None)
            cell.data_type = "s"  # a text that begins like a formula is a text
            cell.number_format = AS_TEXT
            cell.alignment = wrapped if "\n" in text else top
    for place in range(len(said.headings)):
        sheet.cell(1, place + 1).font = bold
        _write_column(sheet, said, place)
    sheet.freeze_panes = "A2"


def _write_column(sheet: Worksheet, said: SheetToWrite, place: int) -> None:
    """Make a column wide enough, of text below what is written too, and let it offer what may be chosen."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(place + 1)
    texts = (part for row in (said.headings, *said.rows) for part in row[place].split("\n"))
    column = sheet.column_dimensions[letter]
    column.width = min(max(NARROWEST, *(len(text) + 2 for text in texts)), WIDEST)
    column.number_format = AS_TEXT
    if place in said.choices:
        listed = DataValidation(type="list", formula1=f'"{",".join(said.choices[place])}"', allow_blank=True)
        listed.add(f"{letter}2:{letter}{MOST_ROWS}")
        sheet.add_data_validation(listed)
