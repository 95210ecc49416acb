"""A schema is brought forward whole, or stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect
from sqlalchemy.exc import ProgrammingError

from engine.errors import Unavailable
from engine.identity import OrganisationId, PersonId
from engine.ports.accounts import Account
from store.connection.database import Database, connect
from store.migrations.current import is_current
from store.migrations.run import SEALED_FROM, migrate
from store.organisation_chain.audited_rows import ADDED, ALL
from tests.databases import postgresql
from tests.sealing import open_sealed, seals


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        found = connect(f"sqlite:///{tmp_path / 'old.db'}")
        yield found
        found.close()
        return
    with postgresql(migrated=False) as url:
        found = connect(url)
        yield found
        found.close()


def run(database: Database, statement: str) -> None:
    with database.transaction(write=True) as cursor:
        cursor.run(statement)


def test_an_empty_database_is_not_current(database: Database) -> None:
    assert not is_current(database)


def test_a_migration_that_fails_at_its_last_table_leaves_no_other_table_behind(database: Database) -> None:
    run(database, "CREATE TABLE helplines (something TEXT)")

    with pytest.raises((Unavailable, ProgrammingError), match="helplines"):
        migrate(database)
    assert inspect(database.engine).get_table_names() == ["helplines"]


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    before = inspect(database.engine).get_table_names()
    migrate(database)

    assert inspect(database.engine).get_table_names() == before


def test_a_store_from_before_people_could_sign_in_keeps_what_it_holds(database: Database) -> None:
    _bring_to(database, "0001")
    run(database, "INSERT INTO organisations VALUES ('o', 'trust', 'A trust', 'Europe/London', TRUE, '{}')")
    run(database, "INSERT INTO schools VALUES ('o', 's', 'oak', 'Oak', '', '{}')")
    run(database, "INSERT INTO people VALUES ('o', 'p', 'head', 'A head', 'head@trust.example', TRUE)")
    assert not is_current(database)

    store = open_sealed(database.url)
    moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    with store.writing() as writing:
        writing.save_account(
            Account(
                organisation=OrganisationId("o"),
                person=PersonId("p"),
                name="head",
                password_hash="a hash",
                changed_at=moment,
            )
        )
        known, schools = writing.people(OrganisationId("o")), writing.schools(OrganisationId("o"))
    store.close()
    assert [(person.key, person.telephone) for person in known] == [("head", "")]
    assert [(person.title, person.given, person.family, person.case, person.leaves_at) for person in known] == [
        ("", "", "", "", None)
    ]
    assert [(school.key, school.active, school.kind) for school in schools] == [("oak", True, "school")]
    assert is_current(database)


def _bring_to(database: Database, revision: str) -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(files("store") / "migrations"))
    with database.engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)


def test_a_column_that_a_sealed_table_got_later_says_what_the_rows_of_before_have_in_it(database: Database) -> None:
    _bring_to(database, SEALED_FROM)
    before = _columns(database)
    migrate(database, seals=seals())
    there = {name.partition(".")[0] for name in before} & _sealed_whole()
    later = {name for name in _columns(database) - before if name.partition(".")[0] in there}
    outside = {f"{each.table}.{name}" for each in ALL for name in each.outside}

    assert later - outside == set(ADDED)
    assert before >= {"people.name", "organisations.settings", "posts.post"}


def _sealed_whole() -> set[str]:
    """Name the tables that are sealed with every column that they have."""
    return {each.table for each in ALL if not each.columns}


def _columns(database: Database) -> set[str]:
    found = inspect(database.engine)
    return {f"{table}.{each['name']}" for table in found.get_table_names() for each in found.get_columns(table)}


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    migrate(database)
    run(database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(Unavailable, match="newer"):
        open_sealed(database.url)
    assert not is_current(database)
