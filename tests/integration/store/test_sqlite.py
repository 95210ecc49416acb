"""What is particular to SQLite: its settings, and which way its queries go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench import sample
from engine.errors import Unavailable
from engine.identity import OrganisationId, PersonId
from engine.ports.records import Organisation, Viewer
from store import SqlStore
from store.connection.cursor import Cursor
from store.connection.database import MANY
from store.deadlines import DUE_CASES
from store.mail import LETTERS_UNSENT
from store.visibility import Visibility
from tests.sealing import open_sealed

ANOTHER = Organisation(
    id=OrganisationId("another"), key="another", name="Another trust", zone="Europe/London", demo=True
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    found = open_sealed(f"sqlite:///{tmp_path / 'store.db'}")
    sample.fill(found, 20)
    yield found
    found.close()


def plan(cursor: Cursor, statement: str, values: tuple[object, ...]) -> str:
    return "\n".join(str(row[3]) for row in cursor.fetch(f"EXPLAIN QUERY PLAN {statement}", values))


@pytest.mark.parametrize(
    ("pragma", "expected"), [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 10000), ("foreign_keys", 1)]
)
def test_every_connection_is_set_as_it_must_be(store: SqlStore, pragma: str, expected: object) -> None:
    with store.database.transaction(write=True) as cursor:
        assert cursor.fetch_one(f"PRAGMA {pragma}") == (expected,)


def test_what_is_due_is_found_by_the_partial_index_over_open_clocks(store: SqlStore) -> None:
    with store.database.transaction(write=False) as cursor:
        found = plan(cursor, DUE_CASES, ("trust", "2026", "", False, "trust", 50))

    assert "ix_deadlines_alerts" in found
    assert "SCAN" not in found


def test_letters_that_did_not_leave_are_found_among_the_few_messages_that_did_not(store: SqlStore) -> None:
    with store.database.transaction(write=False) as cursor:
        found = plan(cursor, LETTERS_UNSENT, ("trust", "senior", 5))

    assert "SEARCH outbox USING INDEX ix_outbox_left (organisation_id=?)" in found


@pytest.mark.parametrize("person", ["senior", "scheduler"])
def test_a_case_is_found_by_its_reference_without_looking_through_others(store: SqlStore, person: str) -> None:
    with store.database.transaction(write=False) as cursor:
        condition, values = Visibility(cursor=cursor).visible(Viewer(sample.TRUST, PersonId(person)))
        found = plan(
            cursor, f"SELECT snapshot FROM cases WHERE {condition} AND reference = ?", (*values, "LUM-2026-0001")
        )

    assert "uq_cases_organisation_id_reference" in found or "sqlite_autoindex_cases" in found
    assert "SCAN" not in found


def test_nothing_is_written_to_a_file_that_was_taken_away_or_replaced(tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "store.db", tmp_path / "moved.db"
    store = open_sealed(f"sqlite:///{file}")
    with store.writing() as writing:
        writing.add_organisation(ANOTHER)
    file.rename(elsewhere)

    with pytest.raises(Unavailable, match="removed or replaced"), store.writing():
        pytest.fail("what is written now would be lost")
    file.write_bytes(b"")
    with pytest.raises(Unavailable, match="removed or replaced"), store.reading():
        pytest.fail("this is another store")
    elsewhere.replace(file)
    with store.reading() as reading:
        assert reading.organisation() == ANOTHER
    store.close()


def in_the_file(file: Path) -> int:
    """Count the people who stand in the file itself, whatever lies in the log beside it."""
    with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as connection:
        found: int = connection.execute("SELECT count(*) FROM people").fetchone()[0]
        return found


@pytest.mark.parametrize("gives_way", [True, False])
def test_what_a_pass_wrote_is_put_into_the_file_after_its_turn_and_what_people_write_stays_in_the_log(
    tmp_path: Path, store: SqlStore, *, gives_way: bool
) -> None:
    checkpoint = sqlite3.connect(tmp_path / "store.db")
    checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = in_the_file(tmp_path / "store.db")
    adding = (
        "INSERT INTO people (organisation_id, id, key, name, email, active, telephone) VALUES (?, ?, ?, '', '', 1, '')"
    )
    with store.database.transaction(write=True, gives_way=gives_way) as cursor:
        cursor.run_each(adding, [(sample.TRUST, f"p{number}", f"p{number}") for number in range(MANY)])
        pages = cursor.fetch_one("PRAGMA wal_autocheckpoint")
        while_held = in_the_file(tmp_path / "store.db")
    checkpoint.close()

    assert while_held == before
    assert in_the_file(tmp_path / "store.db") == before + (MANY if gives_way else 0)
    assert pages == ((4000,) if gives_way else (1000,))
