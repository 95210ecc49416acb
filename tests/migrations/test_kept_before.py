"""A store is copied before its schema is changed, or not changed at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from sqlite3 import connect as open_file

import pytest
from alembic import command
from alembic.config import Config

from engine.errors import BadInput, Unavailable
from store.connection.database import Database, connect
from store.migrations.copy import Keeping
from store.migrations.current import is_current
from tests.databases import pg_dump, postgresql
from tests.sealing import open_sealed

AT = datetime(2026, 11, 27, 20, 5, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a store of the first schema, with a trust in it, that everybody on the machine may read."""
    if request.param == "sqlite":
        found = bring_to(connect(f"sqlite:///{tmp_path / 'duecourse.db'}"), "0001")
        (tmp_path / "duecourse.db").chmod(0o644)
        yield found
        found.close()
        return
    with postgresql(migrated=False) as url:
        found = bring_to(connect(url), "0001")
        yield found
        found.close()


def bring_to(database: Database, revision: str) -> Database:
    configuration = Config()
    configuration.set_main_option("script_location", str(files("store") / "migrations"))
    with database.engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)
    with database.transaction(write=True) as cursor:
        cursor.run("INSERT INTO organisations VALUES ('o', 'trust', 'A trust', 'Europe/London', TRUE, '{}')")
    return database


def opened(database: Database, keeping: Keeping | None = None) -> None:
    open_sealed(database.url, keeping).close()


def keeping(folder: Path, *, program: str = "", without: bool = False) -> Keeping:
    return Keeping(folder=folder / "backups", at=AT, pg_dump=program or pg_dump(), without=without)


def copies(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*-schema-*"))


def test_a_store_is_copied_with_its_schema_and_the_time_in_the_name_before_it_is_migrated(
    old: Database, tmp_path: Path
) -> None:
    opened(old, keeping(tmp_path))
    opened(old, keeping(tmp_path))
    (copy,) = copies(tmp_path)

    assert is_current(old)
    assert copy.name.removesuffix(copy.suffix) == "duecourse-schema-0001-20261127T200500Z"
    assert copy.stat().st_mode & 0o777 == 0o600
    if not old.is_sqlite:
        assert copy.parent.stat().st_mode & 0o777 == 0o700
        assert "PostgreSQL database dump complete" in copy.read_text()
        assert "A trust" in copy.read_text()
        return
    with closing(open_file(copy)) as before:
        assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert before.execute("SELECT name FROM organisations").fetchall() == [("A trust",)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({copy.name, *beside(tmp_path)})


def beside(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith("duecourse.db")]


def test_a_store_that_cannot_be_copied_is_not_migrated_unless_that_was_allowed(old: Database, tmp_path: Path) -> None:
    taken = tmp_path / "backups"
    taken.write_text("A file where the folder should be.")
    if old.file is not None:
        # SQLite copies beside the file; here its name leaves no room for the longer one of a copy
        old.close()
        name = f"{'d' * 240}.db"
        old.file.rename(old.file.with_name(name))
        old = connect(f"sqlite:///{tmp_path / name}")
    with pytest.raises((BadInput, Unavailable), match="has to be copied") as refused:
        opened(old, keeping(tmp_path))
    unchanged = not is_current(old)
    opened(old, keeping(tmp_path, without=True))

    assert unchanged
    assert "DUECOURSE_WITHOUT_BACKUP=yes" in str(refused.value)
    assert is_current(old)
    old.close()


def test_the_program_that_is_missing_is_named_with_the_way_to_another(tmp_path: Path) -> None:
    with postgresql(migrated=False) as url:
        old = bring_to(connect(url), "0001")
        with pytest.raises(BadInput, match="DUECOURSE_PG_DUMP"):
            opened(old, keeping(tmp_path, program="/nowhere/pg_dump"))
        assert not is_current(old)
        old.close()


def test_nothing_is_copied_of_a_store_that_is_fresh_or_of_a_newer_duecourse(tmp_path: Path) -> None:
    fresh = connect(f"sqlite:///{tmp_path / 'duecourse.db'}")
    opened(fresh)
    with fresh.transaction(write=True) as cursor:
        cursor.run("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="newer"):
        opened(fresh)
    fresh.close()

    assert copies(tmp_path) == []


def test_a_migration_that_fails_leaves_no_copy_behind_however_often_it_is_tried(tmp_path: Path) -> None:
    old = bring_to(connect(f"sqlite:///{tmp_path / 'duecourse.db'}"), "0001")
    with old.transaction(write=True) as cursor:
        cursor.run("CREATE TABLE spent_tokens (something TEXT)")
    for _ in range(3):
        with pytest.raises(Unavailable, match="spent_tokens"):
            opened(old)
    old.close()

    assert copies(tmp_path) == []


def test_a_second_copy_of_one_moment_gets_a_name_of_its_own(tmp_path: Path) -> None:
    taken = tmp_path / "duecourse-schema-0001-20261127T200500Z.db"
    taken.write_text("The copy of another process.")
    old = bring_to(connect(f"sqlite:///{tmp_path / 'duecourse.db'}"), "0001")
    opened(old, Keeping(at=AT))
    old.close()

    assert [path.name for path in copies(tmp_path)] == [taken.name.replace("Z.db", "Z-2.db"), taken.name]
    assert taken.read_text() == "The copy of another process."
