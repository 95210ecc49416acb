"""Fixed statements, straight to the driver: nothing is compiled, mapped or cached in between.

Statements mark their places with `?`. What the driver says when something goes wrong becomes a fault of ours.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError

from engine.errors import BrokenRecord, Fault, Unavailable

NO_RIGHT = "42501"
"""How PostgreSQL says that a role may not do this; it takes it for a slip in the statement."""

Values = tuple[object, ...]
Row = tuple[Any, ...]


class Pen:
    """A cursor of one connection. `connection` shares its transaction, for statements that are built."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self._cursor = connection.connection.cursor()

    def run(self, statement: str, values: Values = ()) -> int:
        """Run a statement. Gives the number of rows it touched."""
        self._cursor.execute(self._spelt(statement), values)
        return self._cursor.rowcount

    def run_each(self, statement: str, rows: Sequence[Values]) -> None:
        """Run a statement for each of several rows."""
        for row in rows:
            self.run(statement, row)

    def fetch(self, statement: str, values: Values = ()) -> Sequence[Row]:
        """Run a query and give its rows."""
        self._cursor.execute(self._spelt(statement), values)
        return self._cursor.fetchall()

    def fetch_one(self, statement: str, values: Values = ()) -> Row | None:
        """Run a query that finds one row or none."""
        rows = self.fetch(statement, values)
        return rows[0] if rows else None

    def roll_back(self) -> None:
        """Undo the transaction. A connection that cannot even do this is thrown away, and its transaction with it."""
        try:
            self.run("ROLLBACK")
        except self.connection.dialect.loaded_dbapi.Error:
            with suppress(DBAPIError):
                self.connection.invalidate()

    def _spelt(self, statement: str) -> str:
        return statement if self.is_sqlite else for_psycopg(statement)


@cache
def for_psycopg(statement: str) -> str:
    """Spell the places of a statement as psycopg does."""
    return statement.replace("?", "%s")


def inserting(table: str, columns: Sequence[str]) -> str:
    """Write an INSERT over fixed columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"


@contextmanager
def driver_errors(driver: DBAPIModule) -> Generator[None]:
    """Turn what a driver raises into Unavailable, or BrokenRecord where a key or a tie between rows was broken.

    A statement that the database does not understand is a mistake in this package and goes on as it is. The driver's
    own error is left behind: it tells the values of a row, and whatever is raised here may end in a log.
    """
    try:
        yield
    except DBAPIError as error:
        if error.orig is None or (fault := _fault(driver, error.orig)) is None:
            raise
        raise fault.with_traceback(error.__traceback__) from None
    except driver.Error as error:
        if (fault := _fault(driver, error)) is None:
            raise
        raise fault.with_traceback(error.__traceback__) from None


def _fault(driver: DBAPIModule, error: BaseException) -> Fault | None:
    """Give the fault that an error of the driver is. Its own words name no values and tell what to look after."""
    if isinstance(error, driver.IntegrityError):
        return BrokenRecord("What was to be written contradicts what is stored. Nothing was written.")
    outside = isinstance(error, driver.OperationalError | driver.InterfaceError) or type(error) is driver.DatabaseError
    outside = outside or getattr(error, "sqlstate", "") == NO_RIGHT
    if not outside:
        return None
    said = (str(error).splitlines() or ["it gave no reason"])[0]
    return Unavailable(f"The database could not do this ({said}). Nothing was written; try again in a moment.")
