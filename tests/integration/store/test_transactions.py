"""What happens when the database does not do what it is asked, on both databases."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import format_exception
from typing import Any

import psycopg
import pytest

from bench import sample
from engine.errors import BadInput, BrokenRecord, Unavailable
from engine.identity import OrganisationId, PersonId, SchoolId
from engine.ports.records import Organisation, School, Viewer
from engine.ports.store import Writing
from store import SqlStore
from store.connection import pool
from store.connection.cursor import Cursor
from store.connection.database import PRAGMAS, connect
from store.sql_store import SqlWriting
from tests.databases import postgresql
from tests.sealing import open_sealed

SENIOR = Viewer(sample.TRUST, PersonId("senior"))
ANOTHER = Organisation(
    id=OrganisationId("another"), key="another", name="Another trust", zone="Europe/London", demo=True
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "sqlite":
        found = open_sealed(f"sqlite:///{tmp_path / 'store.db'}")
        yield found
        found.close()
        return
    with postgresql() as url:
        found = open_sealed(url)
        yield found
        found.close()


def organisations(store: SqlStore) -> list[str]:
    with store.database.transaction(write=False) as cursor:
        return [key for (key,) in cursor.fetch("SELECT key FROM organisations ORDER BY key")]


def add_twice(writing: Writing) -> None:
    writing.add_organisation(replace(ANOTHER, id=OrganisationId("third"), key="third"))
    writing.add_organisation(replace(ANOTHER, id=OrganisationId("third"), key="fourth"))


def test_a_row_that_breaks_a_key_is_a_broken_record_and_undoes_the_whole_transaction(store: SqlStore) -> None:
    with pytest.raises(BrokenRecord), store.writing() as writing:
        add_twice(writing)

    assert organisations(store) == []


def test_a_school_without_its_trust_is_a_broken_record(store: SqlStore) -> None:
    with pytest.raises(BrokenRecord), store.writing() as writing:
        writing.add_school(
            School(
                id=SchoolId("s"), organisation=OrganisationId("nobody's"), key="s", name="S", address="", calendar={}
            )
        )

    assert organisations(store) == []


def test_a_broken_key_inside_a_savepoint_leaves_the_rest_to_be_committed(store: SqlStore) -> None:
    with store.writing() as writing:
        writing.add_organisation(ANOTHER)
        with pytest.raises(BrokenRecord), writing.savepoint():
            add_twice(writing)

    assert organisations(store) == ["another"]


def test_savepoints_may_stand_inside_each_other(store: SqlStore) -> None:
    with store.writing() as writing:
        with writing.savepoint():
            writing.add_organisation(ANOTHER)
            with pytest.raises(BrokenRecord), writing.savepoint():
                add_twice(writing)
        writing.add_organisation(replace(ANOTHER, id=OrganisationId("fifth"), key="fifth"))

    assert organisations(store) == ["another", "fifth"]


def test_after_a_fault_the_next_transaction_works(store: SqlStore) -> None:
    with pytest.raises(BrokenRecord), store.writing() as writing:
        add_twice(writing)
    sample.fill(store, 1)

    with store.reading() as reading:
        assert reading.find_case(SENIOR, sample.reference(1)).revision == 1


def test_a_look_sees_nothing_of_what_is_written_meanwhile(store: SqlStore) -> None:
    filled = sample.fill(store, 1)

    with store.reading() as reading:
        before = reading.find_case(SENIOR, sample.reference(1))
        sample.transition(filled)
        again = reading.find_case(SENIOR, sample.reference(1))
    with store.reading() as reading:
        after = reading.find_case(SENIOR, sample.reference(1))
    assert before == again
    assert after.revision == before.revision + 1


def built(writing: SqlWriting, organisation: Organisation) -> None:
    writing.add_organisation(replace(organisation, id=OrganisationId("another")))


def fixed(writing: SqlWriting, organisation: Organisation) -> None:
    columns = "id, key, name, zone, demo, settings"
    values = (organisation.id, organisation.key, "", "", False, "{}")
    writing.cursor.run(f"INSERT INTO organisations ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)


@pytest.mark.parametrize("write", [built, fixed])
def test_what_was_to_be_written_is_not_told_by_the_error_that_a_log_gets(
    store: SqlStore, write: Callable[[SqlWriting, Organisation], None]
) -> None:
    named = Organisation(
        id=OrganisationId("named"), key="a-name-that-is-told-nowhere", name="Trust", zone="Europe/London", demo=False
    )
    with store.writing() as writing:
        writing.add_organisation(named)

    with pytest.raises(BrokenRecord) as refused, store.writing() as writing:
        write(writing, named)
    logged = "".join(format_exception(refused.value))
    assert named.key not in logged
    assert "contradicts what is stored" in logged


def test_a_look_cannot_write_on_postgresql() -> None:
    with postgresql() as url:
        store = open_sealed(url)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), store.database.transaction(write=False) as cursor:
            cursor.run("DELETE FROM outbox")
        store.close()


def test_a_writer_who_waits_too_long_is_told_that_nothing_was_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = open_sealed(url)
    hasty = SqlStore(connect(url, ("busy_timeout=1", *PRAGMAS[1:])))

    with store.writing() as slow:
        slow.add_organisation(ANOTHER)
        with pytest.raises(Unavailable, match="database is locked") as refused, hasty.writing():
            pytest.fail("nobody else may write now")
    assert "Nothing was written" in str(refused.value)
    assert refused.value.__context__ is not None
    with hasty.writing() as writing:
        assert writing.organisation() == ANOTHER
    store.close()
    hasty.close()


def test_a_database_that_cannot_be_reached_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        open_sealed("postgresql://nobody@127.0.0.1:1/nothing")


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("These are words, many of them, and no database at all.\n" * 50)

    with pytest.raises(Unavailable, match="not a database"):
        open_sealed(f"sqlite:///{tmp_path / 'store.db'}")


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Unavailable, match="cannot be made"):
        open_sealed(f"sqlite:///{tmp_path / 'file' / 'store.db'}")


@pytest.mark.parametrize("url", ["mysql://a/b", "store.db", "postgresql://a:word/b"])
def test_an_address_of_another_kind_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadInput, match="postgresql://"):
        open_sealed(url)


def end_every_connection(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )


def test_a_postgresql_that_was_restarted_is_found_again() -> None:
    with postgresql() as url:
        store = open_sealed(url)
        sample.fill(store, 1)
        end_every_connection(url)

        with store.reading() as reading:
            assert reading.find_case(SENIOR, sample.reference(1)).revision == 1
        store.close()


def lose_the_connection(writing: Writing, url: str) -> None:
    writing.add_organisation(ANOTHER)
    end_every_connection(url)
    writing.note_sweep(ANOTHER.id, sample.START)


def test_a_connection_lost_in_the_middle_writes_nothing_and_the_next_one_works() -> None:
    with postgresql() as url:
        store = open_sealed(url)
        with pytest.raises(Unavailable), store.writing() as writing:
            lose_the_connection(writing, url)

        assert organisations(store) == []
        store.close()


class Interrupted(sqlite3.Cursor):
    """A cursor at which somebody presses Ctrl-C while a transaction is undone."""

    def execute(self, statement: str, values: Any = ()) -> Interrupted:
        if statement == "ROLLBACK":
            raise KeyboardInterrupt
        super().execute(statement, values)
        return self


@dataclass
class Interrupting:
    """A connection whose transactions nobody lets be undone."""

    connection: sqlite3.Connection

    def cursor(self) -> Interrupted:
        return Interrupted(self.connection)


def test_a_connection_whose_transaction_was_not_undone_because_of_an_interruption_is_used_by_nobody_again() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    cursor = Cursor(Interrupting(connection), sqlite3)
    cursor.run("BEGIN")
    with pytest.raises(KeyboardInterrupt):
        cursor.roll_back()

    assert connection.in_transaction
    assert not cursor.sound
    connection.close()


def test_as_many_as_may_look_at_once_can_each_write_down_that_they_did(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "WAIT_SECONDS", 5.0)
    all_look = threading.Barrier(pool.READERS)

    def look(number: int) -> None:
        with store.reading():
            all_look.wait()
            with store.writing() as writing:
                key = f"trust-{number}"
                writing.add_organisation(replace(ANOTHER, id=OrganisationId(key), key=key))

    with ThreadPoolExecutor(pool.READERS) as people:
        tuple(people.map(look, range(pool.READERS)))

    assert len(organisations(store)) == pool.READERS
