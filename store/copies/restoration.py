"""A copy put back in the place of a store that is not there: a SQLite file, or a dump read into an empty database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput, BrokenRecord, Unavailable, from_system
from store.connection.database import Database, make_folder
from store.copies.backup import StoreCopies
from store.migrations.copy import without_password
from store.migrations.current import PRESENT, revision_of

SCHEMA_OF_COPY = "SELECT version_num FROM alembic_version"


@dataclass(frozen=True)
class StoreRestoration:
    """The way back from a copy into one database; `pg_dump` names the programs of PostgreSQL, looked for where ""."""

    database: Database
    pg_dump: str = ""

    @property
    def copies(self) -> StoreCopies:
        """Give what reads copies of this kind of database."""
        return StoreCopies(self.database, self.pg_dump)

    def holds_something(self) -> bool:
        """Say whether anything of ours is in the database already. Raises Unavailable."""
        with self.database.transaction(write=False) as cursor:
            return revision_of(cursor) is not None

    def schema_of(self, copy: str) -> str:
        """Give the schema that a copy has. Raises BrokenRecord for a file that is no copy of a store."""
        try:
            return self._schema_of_file(copy) if self.database.is_sqlite else self.copies.check(copy).schema
        except (sqlite3.Error, UnicodeDecodeError, TypeError) as error:
            raise BrokenRecord(f"What the backup holds as the database cannot be read ({error}).") from error

    def is_newer(self, schema: str) -> bool:
        """Say whether a schema is of a newer Duecourse than this one."""
        return schema > PRESENT

    def is_present(self, schema: str) -> bool:
        """Say whether a schema is that of this Duecourse, so that a copy can be walked through as it is."""
        return schema == PRESENT

    def put_back(self, copy: str) -> None:
        """Put a copy in the place of the store, where nothing is; all of it or nothing.

        Raises BadInput, Unavailable or OSError.
        """
        if self.holds_something():
            raise BadInput("The database holds a trust already and stays as it is. Name an empty one.")
        if self.database.file is not None:
            make_folder(self.database.file.parent)
            self.database.close()
            os.replace(copy, self.database.file)
        else:
            _read_dump(self.database, Path(copy), self.pg_dump)

    def take_away(self) -> None:
        """Take away what was put back, after it turned out that it cannot be used."""
        self.database.close()
        if self.database.file is not None:
            for ending in ("", "-wal", "-shm"):
                self.database.file.with_name(self.database.file.name + ending).unlink(missing_ok=True)
            return
        with self.database.transaction(write=True) as cursor:
            for (name,) in cursor.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"):
                cursor.run(f'DROP TABLE "{name}" CASCADE')

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()

    def _schema_of_file(self, copy: str) -> str:
        with closing(sqlite3.connect(copy)) as there:
            if there.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise BrokenRecord("The copy of the database in the backup is damaged.")
            return str(there.execute(SCHEMA_OF_COPY).fetchone()[0])


def _read_dump(database: Database, dump: Path, pg_dump: str) -> None:
    beside = str(Path(pg_dump).with_name("psql")) if os.sep in pg_dump else "psql"
    program = shutil.which(beside)
    if program is None:
        raise BadInput(
            f"The program that reads a backup into a PostgreSQL database, {beside}, is not on this machine. Install "
            "the client of PostgreSQL, or say where its programs are: DUECOURSE_PG_DUMP=/path/to/pg_dump."
        )
    plain, secret = without_password(database.engine.url)
    words = [program, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    words += [f"--file={dump}", f"--dbname={plain}"]
    try:
        # a list of words, none from a form, and no shell
        done = subprocess.run(words, capture_output=True, env={**os.environ, **secret}, check=False)  # noqa: S603
    except OSError as error:
        raise from_system(error) from error
    if done.returncode:
        said = (done.stderr.decode(errors="replace").splitlines() or ["it gave no reason"])[0]
        raise Unavailable(f"The backup could not be read into the database ({said}). Nothing was changed.")
