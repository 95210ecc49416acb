"""A store copied whole while others work in it: by the interface of SQLite, or by `pg_dump` for PostgreSQL.

Copying the file would not do: under load it takes a page from before a change and the next one from after it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import BadInput, BrokenRecord, DuecourseError, Unavailable, from_system
from store.connection.database import Database, make_folder

if TYPE_CHECKING:
    from sqlalchemy import URL

WITHOUT = "Where you have made a backup by yourself, set DUECOURSE_WITHOUT_BACKUP=yes for this once."


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How a store is copied before it is migrated: a SQLite file beside itself, PostgreSQL to a dump in `folder`.

    `at` goes into the name. `pg_dump` is the program, looked for where it is "". `without` lets a store be migrated
    that could not be copied; where no folder is named, a PostgreSQL database is in the care of the caller. `told` hears
    where a copy was kept.
    """

    folder: Path | None = None
    at: datetime | None = None
    pg_dump: str = ""
    without: bool = False
    told: Callable[[Path], None] | None = None


def copy_store(database: Database, target: Path, pg_dump: str = "") -> None:
    """Copy a store as it stands at one moment to a new file that nobody else can read.

    Raises:
        BadInput: the file is there already, or the program that dumps PostgreSQL is not. Unavailable: it did not work.
        BrokenRecord: what was copied is damaged.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            if database.file is not None:
                _copy_sqlite(database.file, target)
            else:
                _dump_postgresql(database, target, pg_dump)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise from_system(error) from error


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)
            # one file, with nothing beside it that could be left behind
            there.execute("PRAGMA journal_mode=DELETE")
            said = there.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise Unavailable(f"The database could not be copied ({error}).") from error
    if said != "ok":
        raise BrokenRecord(f"The database is damaged, and so is every copy of it ({said}).")


def _dump_postgresql(database: Database, target: Path, pg_dump: str) -> None:
    program = shutil.which(pg_dump or "pg_dump")
    if program is None:
        raise BadInput(
            f"The program that copies a PostgreSQL database, {pg_dump or 'pg_dump'}, is not on this machine. Install "
            "the client of PostgreSQL, or say where it is: DUECOURSE_PG_DUMP=/path/to/pg_dump."
        )
    plain, secret = without_password(database.engine.url)
    words = [program, "--format=plain", "--encoding=UTF8", "--no-owner", "--no-privileges", f"--dbname={plain}"]
    with target.open("wb") as file:
        # a list of words, none from a form, and no shell
        beside = {**os.environ, **secret}
        done = subprocess.run(words, stdout=file, stderr=subprocess.PIPE, env=beside, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.decode(errors="replace").splitlines() or ["it gave no reason"])[0]
        raise Unavailable(
            f"The database could not be copied ({said}). A pg_dump of the server's version or a newer one is needed; "
            "DUECOURSE_PG_DUMP=/path/to/pg_dump names it."
        )


def without_password(url: URL) -> tuple[str, dict[str, str]]:
    """Give the address of a database for a program, and its password as a variable: no list of processes shows that."""
    said = url.password or url.query.get("password")
    query = {name: value for name, value in url.query.items() if name != "password"}
    plain = type(url).create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=query
    )
    return plain.render_as_string(), {"PGPASSWORD": str(said)} if said else {}


@contextmanager
def kept_before(database: Database, revision: str, keeping: Keeping) -> Generator[None]:
    """Keep a copy of a store around what changes its schema; it goes again where the change does not come about.

    Raises:
        BadInput or Unavailable: it cannot be copied, so nothing may be changed, unless that was allowed.
    """
    kept = _keep(database, revision, keeping)
    try:
        yield
    except BaseException:
        # nothing was changed; a service that is started again and again must not fill the disk
        if kept is not None:
            kept.unlink(missing_ok=True)
        raise
    if kept is not None and keeping.told is not None:
        keeping.told(kept)


def _keep(database: Database, revision: str, keeping: Keeping) -> Path | None:
    folder = database.file.parent if database.file else keeping.folder
    if folder is None:
        return None
    try:
        make_folder(folder)
        target = _free(folder, database, revision, keeping)
        copy_store(database, target, keeping.pg_dump)
    except (DuecourseError, OSError) as error:
        if keeping.without:
            return None
        fault = from_system(error) if isinstance(error, OSError) else error
        says = f"Before the store is brought to the present schema, it has to be copied. {fault} {WITHOUT}"
        raise type(fault)(says) from error
    return target


def _free(folder: Path, database: Database, revision: str, keeping: Keeping) -> Path:
    """Give a name that is not taken: what it is, the schema it has, when it was copied."""
    stem, ending = (database.file.stem, ".db") if database.file else ("duecourse", ".sql")
    at = f"-{keeping.at:%Y%m%dT%H%M%SZ}" if keeping.at else ""
    names = (f"{stem}-schema-{revision}{at}{f'-{number}' if number > 1 else ''}{ending}" for number in count(1))
    return next(folder / name for name in names if not (folder / name).exists())
