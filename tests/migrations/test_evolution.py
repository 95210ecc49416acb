"""A schema is brought forward whole, or stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import ProgrammingError

from engine.errors import Unavailable
from store import open_store
from store.database import Database, connect
from store.evolution import is_current, migrate
from tests.databases import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        found = connect(f"sqlite:///{tmp_path / 'old.db'}")
        yield found
        found.engine.dispose()
        return
    with postgresql() as url:
        found = connect(url)
        yield found
        found.engine.dispose()


def run(database: Database, statement: str) -> None:
    with database.transaction(write=True) as pen:
        pen.run(statement)


def test_an_empty_database_is_not_current(database: Database) -> None:
    assert not is_current(database)


def test_a_migration_that_fails_at_its_last_table_leaves_no_other_table_behind(database: Database) -> None:
    run(database, "CREATE TABLE letter_renditions (something TEXT)")

    with pytest.raises((Unavailable, ProgrammingError), match="letter_renditions"):
        migrate(database)
    assert inspect(database.engine).get_table_names() == ["letter_renditions"]


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    before = inspect(database.engine).get_table_names()
    migrate(database)

    assert inspect(database.engine).get_table_names() == before


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    migrate(database)
    run(database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(Unavailable, match="newer"):
        open_store(database.engine.url.render_as_string(hide_password=False))
    assert not is_current(database)
