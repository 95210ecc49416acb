"""The first page of every list is found by an index that has it in order: nothing is looked through or sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bench import sample
from engine.identity import PersonId
from engine.ports.records import Viewer
from engine.ports.sights import CaseOrder, CasesWanted, ClocksWanted, Page
from store import SqlStore
from store.connection.cursor import Cursor, Named, Values
from store.sight.lists import ListsReading
from tests.databases import postgresql
from tests.sealing import open_sealed

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
WHO = Viewer(sample.TRUST, PersonId("senior"), NOW)
CASES = {
    "open": CasesWanted(ended=False),
    "closed": CasesWanted(ended=True),
    "all": CasesWanted(),
    "of a stage": CasesWanted(ended=False, state="triaged"),
    "mine": CasesWanted(ended=False, mine=True),
    "late": CasesWanted(ended=False, late_at=NOW),
    "by reference": CasesWanted(order=CaseOrder.REFERENCE),
    "latest, open": CasesWanted(ended=False, order=CaseOrder.LATEST),
}
CLOCKS = {
    "every": ClocksWanted(),
    "overdue": ClocksWanted(overdue_by=NOW, due_by=NOW),
    "in grace": ClocksWanted(due_by=NOW, in_grace_at=NOW),
    "later": ClocksWanted(due_after=NOW, waits=False),
    "waiting": ClocksWanted(due_after=NOW, waits=True),
}
FEW, MANY = 30, 600


class Watched(ListsReading):
    """Reads that say which way the database goes to the lines of a page."""

    def plan(self, statement: str, values: Values) -> str:
        """Say how a database goes about a query."""
        if self.is_sqlite:
            return "\n".join(str(row[3]) for row in self.cursor.fetch(f"EXPLAIN QUERY PLAN {statement}", values))
        return "\n".join(str(row[0]) for row in self.cursor.fetch(f"EXPLAIN {statement}", values))


class Explaining(Cursor):
    """A cursor that keeps the statements it was asked."""

    def __init__(self, cursor: Cursor) -> None:
        super().__init__(cursor.connection, cursor.driver)
        self.asked: list[tuple[str, Values]] = []

    def fetch_named(self, statement: str, values: Values = ()) -> list[Named]:
        self.asked.append((statement, values))
        return list(super().fetch_named(statement, values))


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    found = open_sealed(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'store.db'}")
    sample.fill(found, FEW)
    yield found
    found.close()


@pytest.fixture(scope="module")
def postgres() -> Iterator[SqlStore]:
    with postgresql() as url:
        found = open_sealed(url)
        sample.fill(found, MANY)
        with found.database.transaction(write=True) as cursor:
            for table in ("cases", "case_sights", "clock_sights", "deadlines"):
                cursor.run(f"ANALYZE {table}")
        yield found
        found.close()


def plans(store: SqlStore, wanted: CasesWanted | ClocksWanted) -> str:
    """Say which way the database goes to the first page of a list."""
    with store.database.transaction(write=False) as cursor:
        watched = Explaining(cursor)
        reading = Watched(cursor=watched)
        if isinstance(wanted, CasesWanted):
            reading.listed_cases(WHO, wanted, Page(limit=25))
        else:
            reading.listed_clocks(WHO, wanted, Page(limit=25))
        return reading.plan(*watched.asked[-1])


@pytest.mark.parametrize("wanted", [*CASES.values(), *CLOCKS.values()], ids=[*CASES, *CLOCKS])
def test_sqlite_goes_by_an_index_of_the_person(sqlite: SqlStore, wanted: CasesWanted | ClocksWanted) -> None:
    found = plans(sqlite, wanted)

    assert re.search(r"SEARCH (case|clock)_sights USING INDEX ix_(case|clock)_sights_", found), found
    assert not re.search(r"SCAN (?!chosen|\(subquery)", found), found


def test_sqlite_finds_what_is_in_its_grace_by_an_index_over_clocks_that_have_one(sqlite: SqlStore) -> None:
    assert "ix_clock_sights_grace" in plans(sqlite, CLOCKS["in grace"])


@pytest.mark.parametrize(
    "wanted", [CASES["open"], CLOCKS["every"], CLOCKS["overdue"]], ids=["open", "every", "overdue"]
)
def test_postgresql_goes_by_an_index_of_the_person(postgres: SqlStore, wanted: CasesWanted | ClocksWanted) -> None:
    found = plans(postgres, wanted)

    assert re.search(r"Index (Only )?Scan using ix_(case|clock)_sights_(listed|due|waiting)", found), found
    assert not re.search(r"Seq Scan on (case|clock)_sights", found), found
