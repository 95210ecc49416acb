"""SQLite finds what people list by the indexes made for it, also in a store that nobody ever let it count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import SqlStore, open_store
from store.sight.lists import DANGERS, GIVEN

TABLES = ("access_log", "case_sights", "clock_sights", "outbox")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    found = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield found
    found.close()


def plan(store: SqlStore, statement: str) -> str:
    """Say how a new store goes about a query."""
    with store.database.transaction(write=False) as cursor:
        values = ("",) * statement.count("?")
        return "\n".join(str(row[3]) for row in cursor.fetch(f"EXPLAIN QUERY PLAN {statement}", values))


def test_dangers_are_looked_for_among_those_of_the_person_alone(store: SqlStore) -> None:
    found = plan(store, DANGERS.format("1 = 1"))

    assert "SEARCH case_sights USING INDEX ix_case_sights_danger (organisation_id=? AND person_id=?)" in found


def test_what_somebody_was_given_is_looked_for_among_such_notices_alone(store: SqlStore) -> None:
    found = plan(store, GIVEN.format("1 = 1"))

    assert "SEARCH outbox USING INDEX ix_outbox_given (organisation_id=? AND recipient=?)" in found
    assert "SCAN" not in found


@pytest.mark.parametrize("table", TABLES)
def test_every_index_of_a_table_of_lists_has_its_figures(store: SqlStore, table: str) -> None:
    with store.database.transaction(write=False) as cursor:
        known = {row[0]: row[1] for row in cursor.fetch("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = ?", (table,))}
        indexes = [str(row[1]) for row in cursor.fetch(f"PRAGMA index_list({table})")]
        columns = {index: len(cursor.fetch(f"PRAGMA index_info({index})")) for index in indexes}
    wanted = {index if index in known else table: count for index, count in columns.items()}

    assert {index: len(str(known[index]).split()) - 1 for index in known} == wanted
