"""Lists as they are written: empty ones to fill in, with an example row that is passed over, or filled in already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecourse.casework.setting_up.lists.list_kinds import IGNORED, KINDS_OF_LISTS, ListKind
from duecourse.spreadsheets.text_tables import written_text
from duecourse.spreadsheets.workbook import SheetToWrite, written_workbook

Rows = Mapping[str, Sequence[Mapping[str, str]]]
"""The rows of each list by its name; a row has its cells by the names of their columns."""


def example_rows() -> Rows:
    """Give a row of each list that shows how it is filled in, and is passed over."""
    return {kind.name: [_example(kind)] for kind in KINDS_OF_LISTS}


def _example(kind: ListKind) -> Mapping[str, str]:
    first, *rest = kind.columns
    return {first.name: f"{IGNORED} {first.example}", **{each.name: each.example for each in rest}}


def as_files(rows: Rows) -> Mapping[str, bytes]:
    """Write each list as a file of its own, as Excel opens it with every letter right; gives them by their names."""
    return {
        kind.file: written_text([_headings(kind), *_cells(kind, rows.get(kind.name, ()))]) for kind in KINDS_OF_LISTS
    }


def as_workbook(rows: Rows) -> bytes:
    """Write all lists as one workbook, a sheet for each."""
    sheets = [
        SheetToWrite(
            title=kind.name,
            headings=_headings(kind),
            rows=_cells(kind, rows.get(kind.name, ())),
            choices={place: column.choices for place, column in enumerate(kind.columns) if column.choices},
        )
        for kind in KINDS_OF_LISTS
    ]
    return written_workbook(sheets)


def _headings(kind: ListKind) -> list[str]:
    return [column.heading for column in kind.columns]


def _cells(kind: ListKind, rows: Sequence[Mapping[str, str]]) -> list[list[str]]:
    return [[row.get(column.name, "") for column in kind.columns] for row in rows]
