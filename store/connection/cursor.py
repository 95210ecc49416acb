"""Fixed statements, straight to the driver: nothing is compiled, mapped or cached in between.

Statements mark their places with `?`. What the driver says when something goes wrong becomes a fault of ours.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain
from typing import Any

from engine.errors import BrokenRecord, Fault, Unavailable

NO_RIGHT = "42501"
"""How PostgreSQL says that a role may not do this; it takes it for a slip in the statement."""

NOT_OPENED = (
    "The database cannot be opened ({}). Nothing was written. Look whether its server runs, and whether host, name, "
    "account and password are right where it is named: --database or DUECOURSE_DATABASE."
)

TOGETHER = 200
"""So many rows go into one statement: both databases take far more values, and it stays readable in a log."""

Values = tuple[object, ...]
Row = tuple[Any, ...]
Named = Mapping[str, Any]


class Cursor:
    """A cursor of one `connection`; `driver` is the module that speaks to the database.

    `sound` is False once the transaction could not even be undone: then nobody may use the connection again.
    `written` has the statements that were run and gave no rows.
    """

    def __init__(self, connection: Any, driver: Any) -> None:
        self.connection = connection
        self.driver = driver
        self.is_sqlite: bool = driver.paramstyle == "qmark"
        self.sound = True
        self.written: set[str] = set()
        self._cursor = connection.cursor()

    def run(self, statement: str, values: Values = ()) -> int:
        """Run a statement. Gives the number of rows it touched."""
        self.written.add(statement)
        self._cursor.execute(self._spelt(statement), values)
        touched: int = self._cursor.rowcount
        return touched

    def run_each(self, statement: str, rows: Sequence[Values]) -> int:
        """Run a statement for each of several rows. Gives the number of rows it touched in all."""
        if not rows:
            return 0
        self.written.add(statement)
        self._cursor.executemany(self._spelt(statement), rows)
        touched: int = self._cursor.rowcount
        return touched

    def insert_together(self, statement: str, rows: Sequence[Values]) -> None:
        """Insert several rows with one statement, or a few where there are very many.

        The table of words of SQLite writes what it keeps in memory to its pages with each statement. `statement` comes
        from `inserting`.
        """
        for some in (rows[at : at + TOGETHER] for at in range(0, len(rows), TOGETHER)):
            places = f"({', '.join('?' for _ in some[0])})"
            self.run(statement + f", {places}" * (len(some) - 1), tuple(chain.from_iterable(some)))

    def fetch(self, statement: str, values: Values = ()) -> Sequence[Row]:
        """Run a query and give its rows."""
        self._cursor.execute(self._spelt(statement), values)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def fetch_one(self, statement: str, values: Values = ()) -> Row | None:
        """Run a query that finds one row or none."""
        rows = self.fetch(statement, values)
        return rows[0] if rows else None

    def fetch_named(self, statement: str, values: Values = ()) -> Sequence[Named]:
        """Run a query and give its rows by the names of their columns."""
        rows = self.fetch(statement, values)
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    @contextmanager
    def transaction(self, beginning: str) -> Generator[None]:
        """Begin a transaction; it is committed where the block ends well, and undone otherwise."""
        self.run(beginning)
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """Undo the transaction, or note that not even that could be done, also where somebody interrupts it."""
        was_sound, self.sound = self.sound, False
        with suppress(self.driver.Error):
            self.run("ROLLBACK")
            self.sound = was_sound

    def _spelt(self, statement: str) -> str:
        return statement if self.is_sqlite else for_psycopg(statement)


@cache
def for_psycopg(statement: str) -> str:
    """Spell the places of a statement as psycopg does."""
    return statement.replace("?", "%s")


def inserting(table: str, columns: Sequence[str]) -> str:
    """Write an INSERT over fixed columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"


def updating(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    """Write an UPDATE of fixed columns in the rows of a key; its values are those of the columns, then of the key."""
    changed = ", ".join(f"{name} = ?" for name in columns)
    same = " AND ".join(f"{name} = ?" for name in key)
    return f"UPDATE {table} SET {changed} WHERE {same}"


@contextmanager
def driver_errors(driver: Any) -> Generator[None]:
    """Turn what a driver raises into Unavailable, or BrokenRecord where a key or a tie between rows was broken.

    A statement that the database does not understand is a mistake in this package and goes on as it is. The driver's
    own error is left behind: it tells the values of a row, and whatever is raised here may end in a log.
    """
    known: type[Exception] = driver.Error
    try:
        yield
    except known as error:
        if (fault := fault_of(driver, error)) is None:
            raise
        raise fault.with_traceback(error.__traceback__) from None


@contextmanager
def opening_errors(driver: Any) -> Generator[None]:
    """Turn what a driver raises where a server cannot be reached into Unavailable; it never tells a password."""
    known: type[Exception] = driver.OperationalError
    try:
        yield
    except known as error:
        raise Unavailable(NOT_OPENED.format(_first_line(error))) from None


def fault_of(driver: Any, error: BaseException) -> Fault | None:
    """Give the fault that an error of the driver is. Its own words name no values and tell what to look after."""
    if isinstance(error, driver.IntegrityError):
        return BrokenRecord("What was to be written contradicts what is stored. Nothing was written.")
    outside = isinstance(error, driver.OperationalError | driver.InterfaceError) or type(error) is driver.DatabaseError
    outside = outside or getattr(error, "sqlstate", "") == NO_RIGHT
    if not outside:
        return None
    said = _first_line(error)
    return Unavailable(f"The database could not do this ({said}). Nothing was written; try again in a moment.")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["it gave no reason"])[0]
