"""A store moved to another database, row by row: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, func, insert, select

from store.connection.alchemy import shared
from store.connection.database import Database
from store.tables import SCHEMA

AT_ONCE = 500
"""How many rows are written at once."""
Told = Callable[[int], None]
"""Told how many more rows were written."""


def transfer(source: Database, target: Database, told: Told) -> Mapping[str, int]:
    """Copy every row of a store, as it stands at one moment, into a store of the same schema that holds none.

    All of it is one transaction of the target. Gives the number of rows of each table, counted in the target
    afterwards. Raises Unavailable or BrokenRecord.
    """
    with _open(source, write=False) as here, _open(target, write=True) as there:
        for table in SCHEMA.sorted_tables:
            rows = here.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
            for part in rows.partitions(AT_ONCE):
                there.execute(insert(table), [{str(name): value for name, value in row.items()} for row in part])
                told(len(part))
        return _counted(there)


def _counted(connection: Connection) -> Mapping[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in SCHEMA.sorted_tables
    }


@contextmanager
def _open(database: Database, *, write: bool) -> Generator[Connection]:
    with (
        shared(database.engine, database.driver) as (connection, cursor),
        cursor.transaction(database.beginning(write=write)),
    ):
        connection.begin()  # tells SQLAlchemy that the transaction is somebody else's
        yield connection
