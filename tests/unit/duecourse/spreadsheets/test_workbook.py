"""Workbooks of Excel: read as they are shown, never worked out, and refused where they are a trap."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from duecourse.spreadsheets.workbook import NO_RESULT, ReadSheet, SheetToWrite, read_workbook, written_workbook
from duecourse.spreadsheets.workbook_limits import MOST_ROWS, merged_of
from engine.errors import BadInput

DAY = datetime(2026, 9, 3)  # noqa: DTZ001  # cells have no zone
Fill = Callable[[Worksheet], None]


EMPTY_RESULT = re.compile(rb"<v ?/>|<v></v>")


def made(fill: Fill, title: str = "people") -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    fill(sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def read(fill: Fill) -> ReadSheet:
    (sheet,) = read_workbook(made(fill))
    return sheet


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Give a workbook with one of its parts changed, or added."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as parts, ZipFile(written, "w", ZIP_DEFLATED) as other:
        for each in parts.namelist():
            other.writestr(each, change(parts.read(each)) if each == name else parts.read(each))
        if name not in parts.namelist():
            other.writestr(name, change(b""))
    return written.getvalue()


def test_cells_are_read_as_they_are_shown() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Ann", 1632960001, 1632960001, 7.0, 1.5, True, DAY, DAY.date(), None])
        sheet["C1"].number_format = "00000 000000"
        sheet.append([None, " "])
        sheet.append([None, "last"])

    assert read(fill).rows == (
        (1, ("Ann", "1632960001", "01632 960001", "7", "1.5", "yes", "2026-09-03", "2026-09-03")),
        (3, ("", "last")),
    )


def test_a_formula_counts_by_the_result_that_is_in_the_file_and_is_never_worked_out() -> None:
    content = made(lambda sheet: sheet.append(["ann", "=1+1", "#N/A"]))
    (without,) = read_workbook(content)
    with_result = with_part(
        content,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v></v>", b"<v>9</v>").replace(b"<v />", b"<v>9</v>"),
    )
    (result,) = read_workbook(with_result)

    assert without.odd == ((1, 1, NO_RESULT), (1, 2, "'#N/A' is a fault of a formula"))
    assert result.rows[0][1][:2] == ("ann", "9")


def test_a_cell_merged_over_rows_counts_for_each_of_them_that_is_not_empty() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["upper", "ann"], [None, "bob"], [None, None], [None, "cal"], [None, "dee"]):
            sheet.append(row)
        sheet.merge_cells("A1:A4")

    assert [cells for _, cells in read(fill).rows] == [
        ("upper", "ann"),
        ("upper", "bob"),
        ("upper", "cal"),
        ("", "dee"),
    ]


def test_a_hidden_sheet_is_told_to_be_hidden() -> None:
    book = Workbook()
    assert book.active is not None
    book.create_sheet("people").sheet_state = "hidden"
    written = BytesIO()
    book.save(written)

    assert [(each.title, each.is_hidden) for each in read_workbook(written.getvalue())] == [
        ("Sheet", False),
        ("people", True),
    ]


def test_rows_beyond_the_last_that_is_read_are_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.cell(1, 1, "first")
        sheet.cell(MOST_ROWS + 1, 1, "too far")

    found = read(fill)
    assert (found.rows, found.is_cut) == (((1, ("first",)),), True)


PLAIN = made(lambda sheet: sheet.append(["ann"]))


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("says", "content"),
    [
        ("no workbook of Excel", b"PK\x03\x04 and no more"),
        ("older kind, or one with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("binary workbook", with_part(b"PK\x05\x06" + bytes(18), "xl/workbook.bin", lambda _: b"")),
        ("no workbook of Excel", with_part(b"PK\x05\x06" + bytes(18), "word/document.xml", lambda _: b"<w/>")),
        ("unpacks to more", with_part(PLAIN, "xl/media/bomb.bin", lambda _: bytes(11 * 1024 * 1024))),
        ("unpacks to more", with_part(PLAIN, "sheet.dat", lambda _: b"<c/>" * 50_000)),
        ("unpacks to more", with_part(PLAIN, "xl/styles.xml", lambda part: part + b"<xf/>" * 50_000)),
        ("unpacks to more", with_part(PLAIN, "xl/worksheets/row.xml", lambda _: b"<c/>" * 700_000)),
        ("parts of its own", with_part(PLAIN, "sheet.dat", lambda _: b"<!ENTITY a 'b'>")),
        (
            "parts of its own",
            with_part(PLAIN, "xl/workbook.xml", lambda part: b'<!DOCTYPE a [<!ENTITY b "c">]>' + part),
        ),
        ("cannot be read", with_part(PLAIN, "xl/workbook.xml", lambda part: part[:60])),
        ("larger than 5 MB", b"PK\x03\x04" + bytes(5 * 1024 * 1024)),
    ],
)
def test_what_is_no_workbook_or_a_trap_is_refused_in_a_sentence(says: str, content: bytes) -> None:
    with pytest.raises(BadInput, match=says):
        read_workbook(content)


def test_what_is_written_is_text_is_read_back_and_begins_no_formula() -> None:
    rows = [["=1+1", "01632 960001"], ["1 Upper Road\nNowhere", "3/9/2026"]]
    content = written_workbook(
        [SheetToWrite(title="people", headings=["Name", "Telephone"], rows=rows, choices={0: ("a", "b")})]
    )
    (sheet,) = read_workbook(content)

    assert [list(cells) for _, cells in sheet.rows] == [["Name", "Telephone"], *rows]
    assert sheet.odd == ()


def test_looking_for_merged_cells_costs_no_more_than_the_sheet_is_long() -> None:
    hostile = with_part(PLAIN, "xl/worksheets/other.xml", lambda _: b"<mergeCell " * 300_000)

    assert merged_of(hostile, "xl/worksheets/other.xml") == ()
