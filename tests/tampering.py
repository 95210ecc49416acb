"""Single changes of a store behind its back, made from the definitions of its tables: a new column is tried by itself.

Of every column a value becomes another, "", NULL or another moment; rows are deleted, copied under another key, and
exchanged. After each the table is as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, UniqueConstraint

from store.tables import SCHEMA
from store.tables.outside import OUTSIDE

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = list[Row]
BROKEN_RULES = (sqlite3.IntegrityError, psycopg.errors.IntegrityError)


@dataclass(frozen=True)
class Variant:
    """One change: a table, what is done to it, and the rows that it has then."""

    table: Table
    what: str
    rows: Rows

    def __str__(self) -> str:
        return f"{self.table.name}: {self.what}"


@dataclass(frozen=True)
class Tamperer:
    """Somebody who writes to a database past everything that keeps it whole."""

    connection: Any
    mark: str

    def rows(self, table: Table) -> Rows:
        names = ", ".join(column.name for column in table.columns)
        key = ", ".join(column.name for column in table.primary_key)
        found = self.connection.execute(f"SELECT {names} FROM {table.name} ORDER BY {key}").fetchall()
        return [tuple(row) for row in found]

    def write(self, table: Table, rows: Rows) -> None:
        """Give a table these rows and no others."""
        names = [column.name for column in table.columns]
        places = ", ".join(self.mark for _ in names)
        try:
            self.connection.execute(f"DELETE FROM {table.name}")
            statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"
            self.connection.cursor().executemany(statement, rows)
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()


@contextmanager
def tampering(url: str) -> Generator[Tamperer]:
    """Open a database as somebody would who has its password, with every tie between tables cut."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            yield Tamperer(connection, "?")
        return
    with psycopg.connect(url) as postgres:
        postgres.execute("SET session_replication_role = replica")
        postgres.commit()
        yield Tamperer(postgres, "%s")


def audited() -> Iterator[Table]:
    """List the tables that are not outside the audit as a whole."""
    return (table for table in SCHEMA.sorted_tables if table.name not in OUTSIDE)


def variants(table: Table, rows: Rows, aimed: Sequence[int] = ()) -> Iterator[Variant]:
    """Make every kind of single change of a table with these rows: of those that are aimed at, where some are named."""
    for place, column in enumerate(table.columns):
        if f"{table.name}.{column.name}" not in OUTSIDE:
            yield from _values(table, rows, place, column, aimed)
    for place in aimed or (sorted({0, len(rows) - 1}) if rows else ()):
        yield Variant(table, f"row {place} deleted", rows[:place] + rows[place + 1 :])
    for column in table.primary_key:
        if f"{table.name}.{column.name}" not in OUTSIDE:
            yield from _copies(table, rows, column)
    yield from _exchanged(table, rows)


def _values(table: Table, rows: Rows, place: int, column: Column[Any], aimed: Sequence[int] = ()) -> Iterator[Variant]:
    """Change the values of a column: in the first row, in the last, and in the first that differs from that."""
    chosen = {0, len(rows) - 1} if rows else set()
    chosen |= set([number for number, row in enumerate(rows) if row[place] != rows[0][place]][:1])
    for number in aimed or sorted(chosen):
        for name, value in _others(column, rows[number][place]):
            changed = (*rows[number][:place], value, *rows[number][place + 1 :])
            what = f"{column.name} of row {number} {name}"
            yield Variant(table, what, [*rows[:number], changed, *rows[number + 1 :]])


def _others(column: Column[Any], value: Any) -> Iterator[tuple[str, Any]]:
    if column.nullable and value is not None:
        yield "emptied", None
    if isinstance(column.type, Boolean):
        yield "turned", not value
    elif isinstance(column.type, Integer):
        yield "one more", (value or 0) + 1
        yield "one less", (value or 0) - 1
    elif isinstance(column.type, LargeBinary):
        yield "a byte more", bytes(value or b"") + b"x"
        yield "no bytes", b""
    else:
        yield from _other_texts(value)


def _other_texts(value: str | None) -> Iterator[tuple[str, str]]:
    yield "with a letter more", f"{value or ''}x"
    yield "with a blank more", f"{value or ''} "
    if value:
        yield "without its text", ""
        yield "in other letters", value.swapcase() if value.swapcase() != value else f"{value[1:]}{value[0]}z"
    moment = _moment(value or "2026-11-28T09:00:00.000000+00:00")
    if moment is not None:
        yield "an hour later", (moment + timedelta(hours=1)).isoformat(timespec="microseconds")


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _copies(table: Table, rows: Rows, column: Column[Any]) -> Iterator[Variant]:
    """Put in a copy of a row under another key; what else must be there once is another, too."""
    names = [each.name for each in table.columns]
    once = {column.name} | {
        each.name
        for each in table.columns
        if each.unique or (f"{table.name}.{each.name}" in OUTSIDE and each.primary_key)
    }
    once |= {
        [each.name for each in rule.columns][-1] for rule in table.constraints if isinstance(rule, UniqueConstraint)
    }
    for number in sorted({0, len(rows) - 1}) if rows else ():
        copy = tuple(_next(value) if name in once else value for name, value in zip(names, rows[number], strict=True))
        yield Variant(table, f"a copy of row {number} with another {column.name}", [*rows, copy])


def _next(value: Any) -> Any:
    return value + 1000 if isinstance(value, int) else f"{value}-2"


def _exchanged(table: Table, rows: Rows) -> Iterator[Variant]:
    """Exchange what two rows hold beside their keys; of rows that hold the same, nothing is exchanged."""
    keys = [number for number, column in enumerate(table.columns) if column.primary_key]
    outside = [number for number, column in enumerate(table.columns) if f"{table.name}.{column.name}" in OUTSIDE]
    for first in range(len(rows) - 1):
        if all(number in outside for number in keys if rows[first][number] != rows[first + 1][number]):
            continue  # what tells them apart is a name for the row alone
        one, other = rows[first], rows[first + 1]
        swapped = [_with_key(other, one, keys), _with_key(one, other, keys)]
        if any(one[n] != other[n] for n in range(len(one)) if n not in keys and n not in outside):
            yield Variant(
                table, f"rows {first} and {first + 1} exchanged", [*rows[:first], *swapped, *rows[first + 2 :]]
            )
            return


def _with_key(row: Row, key: Row, keys: Sequence[int]) -> Row:
    return tuple(key[number] if number in keys else value for number, value in enumerate(row))


@dataclass
class Tally:
    """How many changes of a table were tried, how many the database does not take, and which of them nothing found."""

    tried: int = 0
    impossible: int = 0
    missed: list[str] = field(default_factory=list)


def reverts(table: Table, before: Rows, after: Rows) -> Iterator[Variant]:
    """Put every row that something changed back as it was before, one at a time."""
    keys = [number for number, column in enumerate(table.columns) if column.primary_key]
    was, now = ({tuple(row[number] for number in keys): row for row in rows} for rows in (before, after))
    for key in sorted({*was, *now}):
        if was.get(key) != now.get(key):
            left = [row for row in after if tuple(row[number] for number in keys) != key]
            yield Variant(table, f"{key} as it was before", [*left, *([was[key]] if key in was else [])])


def try_all(
    tamperer: Tamperer, table: Table, is_found: Callable[[], bool], changes: Iterable[Variant] | None = None
) -> Tally:
    """Make every change of a table, or those that are named, one at a time, and ask after each whether it is found."""
    rows, tally = tamperer.rows(table), Tally()
    for variant in variants(table, rows) if changes is None else changes:
        try:
            tamperer.write(table, variant.rows)
        except BROKEN_RULES:
            tally.impossible += 1  # the database itself does not take it
            continue
        tally.tried += 1
        if not is_found():
            tally.missed.append(str(variant))
        tamperer.write(table, rows)
    return tally
