"""Lists read from files as Excel and others write them: rows with their lines, and every fault at once."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.casework.setting_up.lists.list_kinds import KINDS_OF_LISTS, PEOPLE_LIST
from duecourse.casework.setting_up.lists.opened_lists import opened
from duecourse.casework.setting_up.lists.sheets import ReadList, read_sheet
from duecourse.casework.setting_up.lists.written_lists import as_files, example_rows
from tests.thrown import throwing

TABLE = "Short name,Name,E-mail,Telephone\nann,Ann Example,ann@brook.example,1632960001\njos,José Example,,\n"
ROWS = [
    (2, {"key": "ann", "name": "Ann Example", "email": "ann@brook.example", "telephone": "01632960001"}),
    (3, {"key": "jos", "name": "José Example"}),
]


def read(content: str | bytes, file: str = "people.csv") -> ReadList:
    found = opened({file: content.encode() if isinstance(content, str) else content})
    if found.tables:
        return read_sheet(found.tables[0])
    return ReadList(kind=PEOPLE_LIST, faults=found.faults)


def rows_of(sheet: ReadList) -> list[tuple[int, dict[str, str]]]:
    assert sheet.faults == []
    return [(row.line, dict(row.cells)) for row in sheet.rows]


def faults_of(sheet: ReadList) -> list[tuple[int, str]]:
    return [(fault.line, fault.where) for fault in sheet.faults]


@pytest.mark.parametrize(
    ("how", "content"),
    [
        ("as it is", TABLE.encode()),
        ("with the mark of UTF-8", TABLE.encode("utf-8-sig")),
        ("with semicolons in the Windows set", TABLE.replace(",", ";").encode("cp1252")),
        ("with tabs, in UTF-16", TABLE.replace(",", "\t").encode("utf-16")),
        ("with the line ends of Windows", TABLE.replace("\n", "\r\n").encode()),
        ("with other headings", TABLE.replace("Short name,Name", "USERNAME,full name*").encode()),
        ("with empty columns and rows at the end", (TABLE.replace("\n", ",,,\n") + ",,,,,,\n\n").encode()),
    ],
)
def test_a_list_is_read_as_excel_and_people_write_it(how: str, content: bytes) -> None:
    assert rows_of(read(content)) == ROWS, how


def test_columns_stand_in_any_order_and_rows_keep_their_lines() -> None:
    text = 'sep=;\nTelephone;name;SHORT NAME\n;"Ann\nExample";ann\n\n# bob;;\n;Cal Example;cal\n'

    assert rows_of(read(text)) == [
        (3, {"name": "Ann Example", "key": "ann"}),
        (7, {"name": "Cal Example", "key": "cal"}),
    ]


def test_a_row_that_begins_with_the_mark_of_remarks_is_passed_over() -> None:
    assert rows_of(read("Short name,Name\n# ann,Ann Example\nbob,Bob Example\n")) == [
        (3, {"key": "bob", "name": "Bob Example"})
    ]


def test_every_wrong_cell_of_every_row_is_told_with_its_line_and_column() -> None:
    sheet = read("Short name,E-mail,Telephone\nann,ann@,1.6E+09\nbob,,12\ncal,,,over\n")

    assert faults_of(sheet) == [(2, "E-mail"), (2, "Telephone"), (3, "Telephone"), (4, "column 4")]
    assert [row.is_whole for row in sheet.rows] == [False, False, False]


@pytest.mark.quotes
def test_a_misspelt_heading_is_a_fault_and_a_foreign_one_is_named() -> None:
    sheet = read("Short name,Nme,Date of birth,Phase\nann,Ann,,1\n")

    assert [str(fault) for fault in sheet.faults] == [
        "people.csv:1: heading “Nme”: is no heading; did you mean “Name”?"
    ]
    assert sheet.unread == ["Date of birth", "Phase"]
    assert not sheet.is_read


def test_a_second_column_of_one_kind_and_a_needed_one_that_is_missing_are_told() -> None:
    posts = read(b"Person,Short name,School\nann,bob,upper\n", "posts.csv")

    assert faults_of(posts) == [(1, "heading “Short name”"), (1, "headings")]


def test_a_needed_cell_that_is_empty_is_told() -> None:
    posts = read(b"Person,Post,School\n,teacher,upper\nann,,upper\n", "posts.csv")

    assert faults_of(posts) == [(2, "Person"), (3, "Post")]


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7"])
def test_a_workbook_is_no_table(content: bytes) -> None:
    assert faults_of(read(content)) == [(0, "file")]


def test_an_empty_file_lacks_its_headings() -> None:
    assert faults_of(read(b"", "schools.csv")) == [(1, "headings")]
    assert rows_of(read("")) == []


def test_the_empty_lists_are_read_and_hold_no_row() -> None:
    for kind in KINDS_OF_LISTS:
        sheet = read(as_files(example_rows())[kind.file], kind.file)

        assert (sheet.rows, sheet.faults, sheet.unread) == ([], [], []), kind.name


def test_the_example_rows_would_be_taken_without_their_mark() -> None:
    for kind in KINDS_OF_LISTS:
        sheet = read(as_files(example_rows())[kind.file].replace(b"# ", b""), kind.file)

        assert (len(sheet.rows), sheet.faults) == (1, []), kind.name


@throwing(200)
@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_they_are_read_or_told(content: bytes) -> None:
    sheet = read(content)

    assert all(fault.line >= 0 and fault.wrong for fault in sheet.faults)
    assert all(text and text == text.strip() for row in sheet.rows for text in row.cells.values())


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0#'=\"", exclude_categories=["Cs"]), max_size=12)


@throwing(100)
@given(names=st.lists(WORDS, min_size=1, max_size=6), separator=st.sampled_from(",;\t"))
def test_whatever_names_are_written_each_stands_in_its_own_row(names: list[str], separator: str) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerows([("Short name", "Name"), *((f"p{number}", name) for number, name in enumerate(names))])
    sheet = read(written.getvalue())

    assert [row.cell("key") for row in sheet.rows] == [f"p{number}" for number in range(len(names))]
