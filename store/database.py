"""Connections and transactions: SQLite by default, PostgreSQL by URL; and the way to the present schema.

The driver never begins a transaction by itself: writes begin with BEGIN IMMEDIATE, so that two writers wait for
each other instead of failing halfway, and reads begin deferred. Statements speak the dialect they run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from engine.errors import BadInput, Unavailable

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")


@dataclass(frozen=True)
class Database:
    """An engine and what differs between the two databases."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """Open a transaction; it commits when the block ends well and rolls back otherwise. Raises Unavailable."""
        begin = self._begin(write=write)
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(begin)
                try:
                    yield connection
                except BaseException:
                    connection.exec_driver_sql("ROLLBACK")
                    raise
                connection.exec_driver_sql("COMMIT")
        except OperationalError as error:
            raise Unavailable("The database did not answer in time. Nothing was written; try again.") from error

    def _begin(self, *, write: bool) -> str:
        if self.is_sqlite:
            return "BEGIN IMMEDIATE" if write else "BEGIN"
        return "BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def connect(url: str) -> Database:
    """Connect to a database by URL; a folder that a SQLite file needs is made. Raises BadInput."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadInput(
            f"'{url.split(':')[0]}' is no database that Duecourse knows; use sqlite:///FILE or postgresql://…"
        )
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=not url.startswith("sqlite"))
    if url.startswith("sqlite"):
        event.listen(engine, "connect", _prepare)
    return Database(engine)


def _prepare(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(database: Database) -> None:
    """Bring a database to the present schema. Raises Unavailable."""
    try:
        with database.engine.connect() as connection:
            configuration = _configuration()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
    except DBAPIError as error:
        raise Unavailable("The database could not be brought to the present schema.") from error


def is_current(database: Database) -> bool:
    """Say whether a database has the present schema."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(files("store") / "migrations"))
    return configuration
