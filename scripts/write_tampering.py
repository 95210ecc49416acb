"""Write docs/reference/tampering.md: every single change of a store that was tried, and how many were found.

The changes are made from the definitions of the tables, on a store with invented cases, on both databases, and after
each of them the whole record is verified. The tests that do the same compare their figures with the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table

from store.tables import SCHEMA
from store.tables.outside import OUTSIDE
from tests.databases import postgresql
from tests.tampered_trust import filled_at, is_found
from tests.tampering import Tally, audited, tampering, try_all, variants

FILE = Path(__file__).parents[1] / "docs" / "reference" / "tampering.md"
DATABASES = ("SQLite", "PostgreSQL")
HEAD = """# What somebody changes behind the back of Duecourse, and what finds it

Written by `python -m scripts.write_tampering`. Somebody who has the password of the database changes one thing, and
`duecourse audit verify` is asked. What is changed is made from the definitions of the tables, so that a new column is
tried by itself: each value becomes another, another moment, "" or nothing at all; a row is deleted, copied under
another key, or exchanged with the next.

Of columns those are counted that are audited; the kinds are the changes that the definition of the table gives for two
rows that differ everywhere; a test compares both. What was tried, and found, is of a trust with two invented cases,
changed in the first row, in the last, and in the first that differs. What the database itself does not take is not
counted. The tests try all of it again, on both databases, and fail where one change is not found.
"""
AFTER = """
Two things stand in no line of the table. What was written after the last anchor by somebody who also computes the whole
chain again is found by no verification; an anchor finds all that came before it
([how](../how-to/find-a-changed-record.md)). And the bytes of files lie beside the database: changed, lost and exchanged
ones are tried by the same tests.

## What is not audited, and why
"""


@dataclass(frozen=True)
class Line:
    """One table: how many of its columns are audited, how many kinds of change its definition gives, and on each
    database how many were tried and found."""

    table: str
    columns: int
    kinds: int
    figures: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        figures = " | ".join(f"{tried} | {found}" for tried, found in self.figures)
        return f"{start_of(self.table, self.columns, self.kinds)} {figures} |"


def columns_of(table: Table) -> int:
    """Count the columns of a table that are not outside the audit."""
    return sum(f"{table.name}.{column.name}" not in OUTSIDE for column in table.columns)


def kinds_of(table: Table) -> int:
    """Count the changes that the definition of a table gives for two rows that differ everywhere."""
    rows = [tuple(_value(column, number) for column in table.columns) for number in (1, 2)]
    return sum(1 for _ in variants(table, rows))


def _value(column: Column[Any], number: int) -> object:
    kinds: Mapping[type[object], object] = {Boolean: number == 1, Integer: number, LargeBinary: bytes([number])}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), f"text {number}")


def start_of(table: str, columns: int, kinds: int) -> str:
    """Write the part of a line that hangs on the definitions alone."""
    return f"| `{table}` | {columns} | {kinds} |"


def page(lines: list[Line]) -> str:
    """Write the whole page."""
    heads = " | ".join(f"{name}: tried | found" for name in DATABASES)
    total = tuple(
        (sum(line.figures[n][0] for line in lines), sum(line.figures[n][1] for line in lines))
        for n in range(len(DATABASES))
    )
    every = Line("together", sum(line.columns for line in lines), sum(line.kinds for line in lines), total)
    rows = "\n".join(map(str, (*lines, every))).replace("| `together` |", "| together |")
    table = f"| Table | Columns | Kinds | {heads} |\n|---|---|---|{'---|---|' * len(DATABASES)}\n{rows}\n"
    return f"{HEAD}\n{table}{AFTER}\n{outside()}\n"


def outside() -> str:
    """List what no chain speaks for, with the reason."""
    return "\n".join(f"- `{name}`: {why}" for name, why in OUTSIDE.items())


def figures_of(text: str) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """Read the figures of a page again: table → database → how many were tried, how many found."""
    found: dict[str, Mapping[str, tuple[int, int]]] = {}
    for row in text.splitlines():
        if row.startswith("| `"):
            name, _, _, *numbers = (cell.strip(" `") for cell in row.strip("|").split("|"))
            counts = [int(number) for number in numbers]
            found[name] = {database: (counts[2 * n], counts[2 * n + 1]) for n, database in enumerate(DATABASES)}
    return found


def tried_on(url: str, folder: Path) -> Mapping[str, Tally]:
    """Try every change on a store of its own."""
    with filled_at(url, folder) as place, tampering(url) as tamperer:
        return {table.name: try_all(tamperer, table, lambda: is_found(place)) for table in audited()}


def _tallies() -> Iterator[Mapping[str, Tally]]:
    with TemporaryDirectory() as folder:
        yield tried_on(f"sqlite:///{folder}/store.db", Path(folder))
    with TemporaryDirectory() as folder, postgresql() as url:
        yield tried_on(url, Path(folder))


def main() -> None:
    """Try everything, which takes some minutes, and write the page."""
    tallies = list(_tallies())
    lines = [
        Line(
            name,
            columns_of(SCHEMA.tables[name]),
            kinds_of(SCHEMA.tables[name]),
            tuple((each[name].tried, each[name].tried - len(each[name].missed)) for each in tallies),
        )
        for name in sorted(tallies[0])
    ]
    FILE.write_text(page(lines), encoding="utf-8")
    missed = [variant for tally in tallies for each in tally.values() for variant in each.missed]
    if missed:
        sys.exit("Not found:\n" + "\n".join(missed))


if __name__ == "__main__":
    main()
