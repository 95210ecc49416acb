"""Bringing a store forward is cut off anywhere: nothing is half done, and the next start does all of it."""

from __future__ import annotations

import lzma
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Engine, MetaData, event, inspect

from store.connection.compression import packed
from store.connection.database import Database, connect
from store.migrations.current import is_current
from store.migrations.run import SEALED_FROM, migrate
from tests.databases import postgresql
from tests.sealing import seals

EARLIER = Path("tests/data/stores/2026-11-21-726b346.db.xz")
FROM_CHANCE = {"organisation_rows", "organisation_events", "chain_heads"}
"""What is sealed while a store comes forward has salts of chance."""
SNAPSHOT, BODY = '{"addresses":{"1":{"flagged":true}}}', '{"kind":"opened"}'
PLACES = (
    "UPDATE cases SET snapshot",
    "UPDATE events SET body",
    "UPDATE clock_sights",
    "ix_cases_erasing",
    "UPDATE cases SET sighted",
)
"""In the middle of what fills rows: the packing of cases and of events, the grace of clocks, and the last of all."""


class CutOffError(Exception):
    """Stands for whatever ends a migration in its middle."""


@contextmanager
def cutting(at: int) -> Generator[list[str]]:
    """End whatever runs before its statement of this number; gives the statements that came before."""
    seen: list[str] = []

    def before(*arguments: Any) -> None:
        if len(seen) == at:
            raise CutOffError
        seen.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", before)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as it was before texts were packed, with a case in it."""
    if request.param == "sqlite":
        found = connect(f"sqlite:///{tmp_path / 'old.db'}")
        fill(found)
        yield found
        found.close()
        return
    with postgresql(migrated=False) as url:
        found = connect(url)
        fill(found)
        yield found
        found.close()


def fill(database: Database) -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(files("store") / "migrations"))
    with database.engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, SEALED_FROM)
    schema = MetaData()
    schema.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in schema.sorted_tables:
            if table.name not in {"alembic_version", *FROM_CHANCE}:
                connection.execute(table.insert().values({each.name: _value(each) for each in table.columns}))


def _value(column: Column[Any]) -> object:
    """Give a text, so that whatever refers to something finds it; what a migration reads is as it was then."""
    said: Mapping[str, object] = {"snapshot": SNAPSHOT, "body": BODY, "overdue_at": "x"}
    return said.get(column.name, {int: 1, bool: True, bytes: b"x"}.get(column.type.python_type, "x"))


def rows_of(database: Database) -> Mapping[str, list[tuple[str, ...]]]:
    """Read everything that a database holds, by a connection that remembers nothing of it."""
    names = sorted(set(inspect(database.engine).get_table_names()) - FROM_CHANCE)
    is_sqlite = database.url.startswith("sqlite")
    opened: Any = (
        sqlite3.connect(database.url.removeprefix("sqlite:///")) if is_sqlite else psycopg.connect(database.url)
    )
    with closing(opened) as connection:
        return {
            name: sorted(tuple(map(str, row)) for row in connection.execute(f"SELECT * FROM {name}").fetchall())
            for name in names
        }


def test_a_migration_that_fails_at_any_statement_is_done_whole_by_the_next_start(database: Database) -> None:
    before = rows_of(database)
    cut, failed = 1, 0
    while True:
        with cutting(cut) as seen:
            try:
                migrate(database, seals=seals())
            except CutOffError:
                failed += 1
            else:
                break
        assert rows_of(database) == before, f"cut off before statement {cut}, after {seen[-1]}"
        assert not is_current(database)
        cut += 19

    assert failed > 2
    assert is_current(database)
    (case,) = rows_of(database)["cases"]
    assert str(packed(SNAPSHOT)) in case


@pytest.mark.thorough
def test_a_process_that_is_killed_in_the_middle_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    earlier, whole = tmp_path / "earlier.db", tmp_path / "whole.db"
    for path in (earlier, whole):
        path.write_bytes(lzma.decompress(EARLIER.read_bytes()))
    before = rows_of_file(whole)
    bring_forward(whole)
    for place in PLACES:
        killed = subprocess.run([sys.executable, "-c", KILLED, str(earlier), place], check=False)
        assert killed.returncode == -signal.SIGKILL, place
        assert rows_of_file(earlier) == before, place

    bring_forward(earlier)

    assert rows_of_file(earlier) == rows_of_file(whole) != before


KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from tests.migrations.test_cut_off import bring_forward
from pathlib import Path

def before(*arguments):
    if sys.argv[2] in arguments[2]:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "after_cursor_execute", before)
bring_forward(Path(sys.argv[1]))
"""
"""A process that kills itself right after a statement, in the middle of the transaction."""


def bring_forward(path: Path) -> None:
    """Bring a kept store to the present schema."""
    database = connect(f"sqlite:///{path}")
    try:
        migrate(database, seals=seals())
    finally:
        database.close()


def rows_of_file(path: Path) -> Mapping[str, list[tuple[str, ...]]]:
    """Read everything that a kept store holds."""
    database = connect(f"sqlite:///{path}")
    try:
        return rows_of(database)
    finally:
        database.close()
