"""Connections and transactions: SQLite by default, PostgreSQL by URL.

The driver never begins a transaction by itself: writes begin with BEGIN IMMEDIATE, so that two writers wait for
each other instead of failing halfway, and reads begin deferred. Statements speak the dialect they run on.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import BadInput, Unavailable, from_system
from store.connection.cursor import Cursor, driver_errors, opening_errors
from store.connection.pool import READERS, WRITERS, Pool
from store.connection.turns import Turns

if TYPE_CHECKING:
    # SQLAlchemy costs as much to import as all of ours, and only a schema needs it
    from sqlalchemy import Engine

LOCK_MILLISECONDS = 10_000
MALFORMED = "The address of the database is not well formed: postgresql://USER@HOST:PORT/NAME."
# The wait comes first: changing to WAL may itself have to wait for somebody.
PRAGMAS = (f"busy_timeout={LOCK_MILLISECONDS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
READS, WRITES, PASSES = "reads", "writes", "passes"
"""What connections are kept for."""
PUT_OFF, MANY = "PRAGMA wal_autocheckpoint=4000", 400
"""How many pages the log of SQLite may hold before a commit of a pass puts them into the file, in the place of 1,000,
and each time that so many rows were changed on its connection, a pass does so itself, without the lock."""
# Seconds, and for the last one milliseconds: a server that went away without a word is given up like one that refuses.
PATIENCE: Mapping[str, int] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database and what differs between the two kinds; `inode` is of the file that was there at the beginning.

    `driver` is the module that speaks to it, `arguments` what it is handed for every connection, and `preparing` the
    statements that each connection begins with.
    """

    url: str
    driver: Any = field(repr=False)
    arguments: Mapping[str, object] = field(default_factory=dict, repr=False)
    preparing: Sequence[str] = ()
    inode: int | None = None
    turns: Turns = field(default_factory=lambda: Turns(LOCK_MILLISECONDS / 1000), repr=False, compare=False)
    _pools: Mapping[str, Pool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Begin without any connection."""
        pools = {READS: Pool(self._connect, READERS), WRITES: Pool(self._connect, WRITERS)}
        pools[PASSES] = Pool(self._connect_for_passes, WRITERS) if self.is_sqlite else pools[WRITES]
        object.__setattr__(self, "_pools", pools)

    @cached_property
    def engine(self) -> Engine:
        """Give SQLAlchemy's way to the same database: for its schema, and for nothing that a step does."""
        from store.connection.alchemy import engine_of

        return engine_of(self.url, self.arguments, self.preparing)

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return is_sqlite(self.url)

    @cached_property
    def file(self) -> Path | None:
        """Give the file of a SQLite database; None for one in memory and for PostgreSQL."""
        return sqlite_file(self.url) if self.is_sqlite else None

    def close(self) -> None:
        """Let go of every connection that nobody uses."""
        self._close_kept()
        if "engine" in self.__dict__:
            self.engine.dispose()

    @contextmanager
    def transaction(self, *, write: bool, gives_way: bool = False) -> Generator[Cursor]:
        """Open a transaction; it commits when the block ends well and rolls back otherwise.

        One that writes to SQLite waits for its turn in this process; with `gives_way`, until nobody else waits. What
        that one wrote is put from SQLite's log into its file once its turn is over, and not while others wait for it.

        Raises:
            Unavailable: the database did not do what was asked. BrokenRecord: a key or a tie was broken.
        """
        pool = self._pools[(PASSES if gives_way else WRITES) if write else READS]
        turn = self.turns.turn(gives_way=gives_way) if write and self.is_sqlite else nullcontext()
        with turn, self._transaction(pool, self.beginning(write=write)) as cursor:
            before = cursor.connection.total_changes // MANY if self.is_sqlite else 0
            yield cursor
            is_much = self.is_sqlite and cursor.connection.total_changes // MANY > before
        if gives_way and is_much:
            self._put_away()

    def _put_away(self) -> None:
        """Put what lies in the log of SQLite into its file, as far as nobody reads it there; others write meanwhile.

        It is committed already, so where this cannot be done the next one does it.
        """
        pool, sound = self._pools[PASSES], False
        with suppress(self.driver.Error):
            connection = pool.take()
            try:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                sound = True
            finally:
                pool.give_back(connection, sound=sound)

    @contextmanager
    def _transaction(self, pool: Pool, beginning: str) -> Generator[Cursor]:
        self._look_for_file()
        with driver_errors(self.driver):
            cursor = self._begin(pool, beginning)
            try:
                yield cursor
                cursor.run("COMMIT")
            except BaseException:
                cursor.roll_back()
                raise
            finally:
                pool.give_back(cursor.connection, sound=cursor.sound)

    def run_alone(self, statements: Sequence[str]) -> None:
        """Run statements that no transaction may hold. Raises Unavailable."""
        turn = self.turns.turn(gives_way=True) if self.is_sqlite else nullcontext()
        with turn, driver_errors(self.driver):
            self._look_for_file()
            connection = self._pools[WRITES].take()
            sound = False
            try:
                for statement in statements:
                    connection.execute(statement).fetchall() if self.is_sqlite else connection.execute(statement)
                sound = True
            finally:
                self._pools[WRITES].give_back(connection, sound=sound)

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

    def beginning(self, *, write: bool) -> str:
        """Write the statement that begins a transaction."""
        if self.is_sqlite:
            return "BEGIN IMMEDIATE" if write else "BEGIN"
        return "BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def _begin(self, pool: Pool, beginning: str) -> Cursor:
        """Begin on a kept connection. A PostgreSQL that was restarted has ended all of those: then on a new one."""
        try:
            return self._begin_once(pool, beginning)
        except self.driver.OperationalError:
            if self.is_sqlite:
                raise
            self._close_kept()
            return self._begin_once(pool, beginning)

    def _begin_once(self, pool: Pool, beginning: str) -> Cursor:
        connection = pool.take()
        try:
            cursor = Cursor(connection, self.driver)
            cursor.run(beginning)
        except BaseException:
            pool.give_back(connection, sound=False)
            raise
        return cursor

    def _close_kept(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _connect_for_passes(self) -> Any:
        """Open a connection for passes of the scheduler: see `transaction`."""
        return self._connect(PUT_OFF)

    def _connect(self, *more: str) -> Any:
        """Open a connection that begins no transaction by itself; `more` statements prepare it after the others."""
        if self.is_sqlite:
            name = self.url.removeprefix("sqlite:///").partition("?")[0]
            connection = self.driver.connect(name, isolation_level=None, check_same_thread=False)
        else:
            with opening_errors(self.driver):
                connection = self.driver.connect(self.url, autocommit=True, **self.arguments)
        try:
            for statement in (*self.preparing, *more):
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection


def connect(url: str, pragmas: tuple[str, ...] = PRAGMAS) -> Database:
    """Name a database by URL; a folder that a SQLite file needs is made. Raises BadInput or Unavailable."""
    url = url.replace("postgresql+psycopg://", "postgresql://", 1)
    if is_sqlite(url):
        file = sqlite_file(url)
        if file is not None:
            make_folder(file.parent)
            _make_file(file)
        preparing = tuple(f"PRAGMA {pragma}" for pragma in pragmas)
        return Database(
            url=url, driver=sqlite3, arguments={}, preparing=preparing, inode=_inode(file) if file else None
        )
    if not url.startswith("postgresql://"):
        raise BadInput(
            f"'{url.split(':')[0]}' is no database that Duecourse knows; use sqlite:///FILE or postgresql://…"
        )
    import psycopg  # only who has a PostgreSQL pays for its driver
    from psycopg.conninfo import conninfo_to_dict

    try:
        ports = str(conninfo_to_dict(url).get("port") or "0")
    except psycopg.Error as error:
        raise BadInput(MALFORMED) from error
    if not ports.replace(",", "").isdigit():
        raise BadInput(MALFORMED)
    # nothing on PostgreSQL waits for a lock longer than on SQLite
    return Database(url=url, driver=psycopg, arguments=PATIENCE, preparing=(f"SET lock_timeout = {LOCK_MILLISECONDS}",))


def is_sqlite(url: str) -> bool:
    """Say whether a URL names a SQLite database."""
    return url.startswith("sqlite:///")


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
        return os.stat(file).st_ino
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
