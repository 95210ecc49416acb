"""What is particular to SQLite: its settings, and which way its queries go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import sample
from engine.errors import Unavailable
from engine.identity import OrganisationId, PersonId
from engine.ports.records import Organisation, Viewer
from store import SqlStore
from store.connection.cursor import Cursor
from store.deadlines import DUE_CASES
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
