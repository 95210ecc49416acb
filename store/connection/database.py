"""Connections and transactions: SQLite by default, PostgreSQL by URL.

The driver never begins a transaction by itself: writes begin with BEGIN IMMEDIATE, so that two writers wait for
each other instead of failing halfway, and reads begin deferred. Statements speak the dialect they run on.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import ArgumentError

from engine.errors import BadInput, Unavailable, from_system
from store.connection.pen import Pen, driver_errors

LOCK_MILLISECONDS = 10_000
# The wait comes first: changing to WAL may itself have to wait for somebody.
PRAGMAS = (f"busy_timeout={LOCK_MILLISECONDS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
# Seconds, and for the last one milliseconds: a server that went away without a word is given up like one that refuses.
PATIENCE: Mapping[str, int] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


@dataclass(frozen=True)
class Database:
    """An engine and what differs between the two databases; `inode` is of the file that was there at the beginning."""

    engine: Engine
    inode: int | None = None

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """Give the file of a SQLite database; None for one in memory and for PostgreSQL."""
        return sqlite_file(str(self.engine.url)) if self.is_sqlite else None

    @property
    def driver(self) -> DBAPIModule:
        """Give the module that speaks to the database."""
        return self.engine.dialect.loaded_dbapi

    @contextmanager
    def transaction(self, *, write: bool) -> Generator[Pen]:
        """Open a transaction; it commits when the block ends well and rolls back otherwise.

        Raises:
            Unavailable: the database did not do what was asked. BrokenRecord: a key or a tie was broken.
        """
        self._look_for_file()
        with driver_errors(self.driver):
            pen = self._begin(self._beginning(write=write))
            try:
                yield pen
                pen.run("COMMIT")
            except BaseException:
                pen.roll_back()
                raise
            finally:
                pen.connection.close()

    def _look_for_file(self) -> None:
        """Raise Unavailable where the file of SQLite is gone, or another one took its place.

        SQLite would go on with the file that nobody can open again, and all that is written to it would be lost.
        """
        if self.inode is None or self.file is None or _inode(self.file) == self.inode:
            return
        raise Unavailable(
            f"The file {self.file} is not the one that was opened: it was removed or replaced. Nothing was written. "
            "Put it back, or start Duecourse again with the one that is there now."
        )

    def _beginning(self, *, write: bool) -> str:
        if self.is_sqlite:
            return "BEGIN IMMEDIATE" if write else "BEGIN"
        return "BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def _begin(self, beginning: str) -> Pen:
        """Begin on a kept connection. A PostgreSQL that was restarted has ended all of those: then on a new one."""
        try:
            return self._begin_once(beginning)
        except self.driver.OperationalError:
            if self.is_sqlite:
                raise
            self.engine.dispose()
            return self._begin_once(beginning)

    def _begin_once(self, beginning: str) -> Pen:
        connection = self.engine.connect()
        try:
            pen = Pen(connection)
            pen.run(beginning)
        except BaseException:
            connection.close()
            raise
        return pen


def connect(url: str, pragmas: tuple[str, ...] = PRAGMAS) -> Database:
    """Name a database by URL; a folder that a SQLite file needs is made. Raises BadInput or Unavailable."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadInput(
            f"'{url.split(':')[0]}' is no database that Duecourse knows; use sqlite:///FILE or postgresql://…"
        )
    patience: Mapping[str, int] = {} if url.startswith("sqlite") else PATIENCE
    try:
        engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args=dict(patience), hide_parameters=True)
    except (ArgumentError, ValueError) as error:
        raise BadInput("The address of the database is not well formed: postgresql://USER@HOST:PORT/NAME.") from error
    database = Database(engine)
    if database.file is not None:
        make_folder(database.file.parent)
        _make_file(database.file)
        database = Database(engine, _inode(database.file))
    if database.is_sqlite:
        event.listen(engine, "connect", _preparing(pragmas))
    else:
        event.listen(engine, "connect", _impatient)
    return database


def sqlite_file(url: str) -> Path | None:
    """Give the file that a URL names; None for a database in memory and for PostgreSQL."""
    name = url.removeprefix("sqlite:///").partition("?")[0]
    return Path(name) if url.startswith("sqlite:///") and name not in ("", ":memory:") else None


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this account alone. Raises Unavailable."""
    try:
        for place in reversed([folder, *(place for place in folder.parents if not place.exists())]):
            place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {folder} for the database cannot be made: {error.strerror}.") from error


def _make_file(file: Path) -> None:
    """Make the file of a database where it is missing, for this account alone. Raises BadInput or Unavailable."""
    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise from_system(error) from error


def _inode(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except OSError:
        return None


def tighten(database: Database) -> None:
    """Take from others the rights to the files of a SQLite database, which an earlier Duecourse left wide.

    Only what has shown itself to be a store of ours may be handed in: a file that somebody named by a slip keeps the
    rights that it needs. Nothing is opened: closing a file lets go of every lock that this process holds on it.
    """
    names = ("", "-wal", "-shm", "-journal") if database.file is not None else ()
    for place in (Path(f"{database.file}{ending}") for ending in names):
        # what belongs to another account is for that one to tighten, and what is gone by now is gone
        with suppress(PermissionError, FileNotFoundError):
            if stat.S_IMODE(place.stat().st_mode) & 0o077:
                place.chmod(0o600)


def _impatient(connection: Any, _: object) -> None:
    """Let no statement on PostgreSQL wait for a lock longer than one on SQLite does."""
    connection.execute(f"SET lock_timeout = {LOCK_MILLISECONDS}")


def _preparing(pragmas: tuple[str, ...]) -> Callable[[Any, object], None]:
    def prepare(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare
