"""Files that somebody hands in, opened as tables: one of text for each list, or a workbook with a sheet for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duecourse.casework.setting_up.lists.cells import slip_for
from duecourse.casework.setting_up.lists.list_kinds import KINDS_OF_LISTS, ListKind, kind_called, plain_heading
from duecourse.spreadsheets.text_tables import NumberedCells, text_of, text_table
from duecourse.spreadsheets.workbook import ReadSheet, read_workbook
from duecourse.spreadsheets.workbook_limits import MOST_ROWS, demand_size, is_workbook
from engine.errors import BadInput, Finding

CUT = f"has more than {MOST_ROWS} rows, and no list is so long: what stands below is not read"
Odd = tuple[int, int, str]
"""A cell of which nothing can be made: its row, its column from 0, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTable:
    """A table with what faults of it call it, and which list it is."""

    label: str
    kind: ListKind
    rows: tuple[NumberedCells, ...]
    odd: tuple[Odd, ...] = ()


@dataclass(slots=True, kw_only=True)
class OpenedLists:
    """What files hold: tables, what was passed over, and what is wrong with files and sheets as such."""

    tables: list[OpenedTable] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    @property
    def labels(self) -> Mapping[str, int]:
        """Say in which place faults of each table are told: in the order in which lists are applied."""
        order = [kind.name for kind in KINDS_OF_LISTS]
        return {table.label: order.index(table.kind.name) for table in self.tables}


def opened(files: Mapping[str, bytes]) -> OpenedLists:
    """Open files by their names: text is the list that its file is called, a workbook holds one in each sheet.

    What keeps a file or a sheet from being opened is among the faults.
    """
    found = OpenedLists()
    for file, content in sorted(files.items()):
        try:
            demand_size(content)
            if is_workbook(content):
                _take_workbook(found, file, content)
            else:
                _take_text(found, file, content)
        except BadInput as bad:
            found.faults.append(Finding(file=file, line=0, where="file", wrong=str(bad)))
    found.faults += _seconds(found.tables)
    return found


def _take_text(found: OpenedLists, file: str, content: bytes) -> None:
    kind = _kind_of(found, file, file.rpartition(".")[0] or file, ("file", ".csv"))
    if kind is not None:
        rows = text_table(text_of(content), MOST_ROWS + 1).rows
        found.tables.append(_table(file, kind, rows))


def _take_workbook(found: OpenedLists, file: str, content: bytes) -> None:
    for sheet in read_workbook(content):
        label = f"{file}, sheet “{sheet.title}”"
        if sheet.is_hidden:
            found.unread += [f"{label}: it is hidden; show it in Excel if it is meant"] if sheet.rows else []
            continue
        kind = _kind_of(found, label, sheet.title, ("sheet", "")) if sheet.rows else kind_called(sheet.title)
        if kind is not None:
            found.tables.append(_table(label, kind, sheet.rows, sheet))


def _table(label: str, kind: ListKind, rows: Sequence[NumberedCells], sheet: ReadSheet | None = None) -> OpenedTable:
    odd = sheet.odd if sheet else ()
    cut = sheet.is_cut if sheet else len(rows) > MOST_ROWS
    more = ((MOST_ROWS + 1, 0, CUT),) if cut else ()
    return OpenedTable(label=label, kind=kind, rows=tuple(rows[:MOST_ROWS]), odd=(*odd, *more))


def _kind_of(found: OpenedLists, label: str, name: str, called: tuple[str, str]) -> ListKind | None:
    """Find which list it is; a name that is hardly misspelt is a fault, another is told as passed over."""
    kind, (what, ending) = kind_called(name), called
    near = slip_for(plain_heading(name), _names()) if kind is None else ""
    if near:
        meant = kind_called(near)
        wrong = f"is none of the lists; did you mean {meant.name if meant else near}{ending}?"
        found.faults.append(Finding(file=label, line=0, where=what, wrong=wrong))
    elif kind is None:
        found.unread.append(f"{label} is none of the lists: {', '.join(each.name for each in KINDS_OF_LISTS)}")
    return kind


def _names() -> Iterator[str]:
    for kind in KINDS_OF_LISTS:
        yield from (kind.name, *kind.words)


def _seconds(tables: Sequence[OpenedTable]) -> Iterator[Finding]:
    """Tell of each list that is there twice: which of two would be right, nobody can know."""
    first = dict[str, str]()
    for table in tables:
        before = first.setdefault(table.kind.name, table.label)
        if before != table.label:
            wrong = f"is a second list of {table.kind.name}, beside {before}; take one of them out"
            yield Finding(file=table.label, line=0, where="file", wrong=wrong)


def packed(lists: OpenedLists) -> str:
    """Give opened lists as one text, to be kept until somebody has looked at what they change."""
    tables = [
        {"label": each.label, "kind": each.kind.name, "rows": each.rows, "odd": each.odd} for each in lists.tables
    ]
    return json.dumps({"tables": tables, "unread": lists.unread}, ensure_ascii=False)


def unpacked(text: str) -> OpenedLists:
    """Give opened lists back as they were; none where nothing was kept."""
    said = json.loads(text or '{"tables": [], "unread": []}')
    return OpenedLists(tables=[_again(each) for each in said["tables"]], unread=list(said["unread"]))


def _again(said: Mapping[str, Any]) -> OpenedTable:
    kind = kind_called(str(said["kind"]))
    assert kind is not None  # it was written from one
    rows: list[tuple[int, list[str] | None]] = said["rows"]
    odd: list[Odd] = said["odd"]
    return OpenedTable(
        label=str(said["label"]),
        kind=kind,
        rows=tuple((line, None if cells is None else tuple(cells)) for line, cells in rows),
        odd=tuple((line, place, why) for line, place, why in odd),
    )
