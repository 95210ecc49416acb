"""The first page of every list is found by an index that has it in order: nothing is looked through or sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from bench import sample
from engine.identity import PersonId, SchoolId, TrackName
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.agenda.next_acts import Whose
from engine.ports.records import Viewer
from engine.ports.sights import CasesWanted, ClocksWanted, Page
from engine.record.values import SCHEDULER
from store import SqlStore
from store.cases import CasesReading
from store.connection.cursor import Cursor, Row, Values
from store.sight.lists import ListsReading
from tests.databases import postgresql
from tests.sealing import open_sealed

REMOVAL, START = TrackName("removal"), datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
WHO = Viewer(sample.TRUST, PersonId("senior"), NOW)
CASES = {
    "open": CasesWanted(ended=False),
    "closed": CasesWanted(ended=True),
    "all": CasesWanted(),
    "of a stage": CasesWanted(ended=False, state="triaged"),
    "of a school": CasesWanted(ended=False, school=SchoolId("another")),
    "of a stage, by reference": CasesWanted(ended=False, state="triaged", order=CaseOrder.REFERENCE),
    "late, by reference": CasesWanted(ended=False, late_at=NOW, order=CaseOrder.REFERENCE),
    "late": CasesWanted(ended=False, late_at=NOW),
    "by reference": CasesWanted(order=CaseOrder.REFERENCE),
    "latest, open": CasesWanted(ended=False, order=CaseOrder.LATEST),
}
AGENDA = {
    "mine": CasesWanted(kind=None, turn=Whose.MINE, soon=NOW, order=CaseOrder.ACT),
    "others": CasesWanted(kind=None, turn=Whose.OTHERS, ended=False, order=CaseOrder.ACT),
    "new": CasesWanted(kind=None, since=NOW, order=CaseOrder.NEWEST),
}
"""What somebody has to do."""
CLOCKS = {
    "every": ClocksWanted(),
    "overdue": ClocksWanted(overdue_by=NOW, due_by=NOW),
    "in grace": ClocksWanted(due_by=NOW, in_grace_at=NOW),
    "later": ClocksWanted(due_after=NOW, waits=False),
    "waiting": ClocksWanted(due_after=NOW, waits=True),
}
NARROWED = {
    "cases of a procedure": CasesWanted(ended=False, track=REMOVAL),
    "cases of a procedure that nobody has": CasesWanted(track=TrackName("police")),
    "mine": CasesWanted(ended=False, mine=True),
    "mine, latest": CasesWanted(mine=True, order=CaseOrder.LATEST),
    "clocks of a procedure": ClocksWanted(track=REMOVAL),
    "clocks of a procedure, later": ClocksWanted(track=REMOVAL, due_after=NOW, waits=False),
    "clocks of a school": ClocksWanted(school=SchoolId("another")),
    "clocks of a school, later": ClocksWanted(school=SchoolId("school"), due_after=START, waits=False),
}
"""Lists that may come down to few cases, though they are of many."""
FEW, MANY = 30, 600


SCANS = r"SCAN (?!found|chosen|\(subquery)"


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

    def fetch(self, statement: str, values: Values = ()) -> Sequence[Row]:
        self.asked.append((statement, values))
        return super().fetch(statement, values)


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


@pytest.mark.parametrize("wanted", AGENDA.values(), ids=AGENDA)
def test_sqlite_finds_what_somebody_has_to_do_by_an_index_in_its_order(sqlite: SqlStore, wanted: CasesWanted) -> None:
    found = plans(sqlite, wanted)

    assert re.search(r"SEARCH case_sights USING COVERING INDEX ix_case_sights_(turn|since)", found), found
    assert not re.search(SCANS, found), found


@pytest.mark.parametrize("wanted", [*CASES.values(), *CLOCKS.values()], ids=[*CASES, *CLOCKS])
def test_sqlite_goes_by_an_index_of_the_person(sqlite: SqlStore, wanted: CasesWanted | ClocksWanted) -> None:
    found = plans(sqlite, wanted)

    assert re.search(r"SEARCH (case_sights USING COVERING|clock_sights USING) INDEX ix_(case|clock)_sights_", found), (
        found
    )
    assert not re.search(SCANS, found), found


@pytest.mark.parametrize("wanted", NARROWED.values(), ids=NARROWED)
def test_sqlite_looks_at_few_cases_by_their_key(sqlite: SqlStore, wanted: CasesWanted | ClocksWanted) -> None:
    found = plans(sqlite, wanted)

    if "1 = 0" not in found:
        assert re.search(r"SEARCH (case|clock)_sights USING PRIMARY KEY \(organisation_id=\? AND case_id=\?", found), (
            found
        )
        assert not re.search(SCANS, found), found


@pytest.mark.parametrize("wanted", CASES.values(), ids=CASES)
def test_sqlite_counts_cases_without_a_look_at_one(sqlite: SqlStore, wanted: CasesWanted) -> None:
    with sqlite.database.transaction(write=False) as cursor:
        watched = Explaining(cursor)
        reading = Watched(cursor=watched)
        reading.count_cases(WHO, wanted, 100)
        found = reading.plan(*watched.asked[-1])

    assert "SEARCH case_sights USING COVERING INDEX" in found, found


def test_sqlite_finds_dangers_and_few_alerts_without_those_of_others(sqlite: SqlStore) -> None:
    with sqlite.database.transaction(write=False) as cursor:
        watched = Explaining(cursor)
        reading = Watched(cursor=watched)
        reading.dangers_unread(WHO)
        dangers = reading.plan(*watched.asked[-1])
        reading.open_alerts(WHO, 100)
        alerts = reading.plan(*watched.asked[-1])
        reading.given_unread(WHO, 100)
        given = reading.plan(*watched.asked[-1])

    assert "outbox USING INDEX ix_outbox_given (organisation_id=? AND recipient=?)" in given, given
    assert "case_sights USING INDEX ix_case_sights_danger" in dangers, dangers
    assert "SEARCH alerts USING INDEX sqlite_autoindex_alerts_1 (organisation_id=? AND case_id=?)" in alerts, alerts


@pytest.mark.parametrize("who", [WHO, Viewer(sample.TRUST, PersonId(SCHEDULER), NOW)], ids=["senior", "scheduler"])
def test_sqlite_finds_where_an_erasure_waits_without_a_look_at_other_cases(sqlite: SqlStore, who: Viewer) -> None:
    with sqlite.database.transaction(write=False) as cursor:
        watched = Explaining(cursor)
        reading = CasesReading(cursor=watched)
        reading.erasing(who, 100)
        found = Watched(cursor=watched).plan(*watched.asked[-1])

    assert found.startswith("SEARCH cases USING INDEX ix_cases_erasing (organisation_id=?)"), found
    assert "case_sights" not in found or "SEARCH case_sights USING PRIMARY KEY (organisation_id=? AND case_id" in found


@pytest.mark.parametrize("wanted", NARROWED.values(), ids=NARROWED)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_list_of_few_cases_is_the_one_that_is_gone_through_for_many(
    kind: str, request: pytest.FixtureRequest, wanted: CasesWanted | ClocksWanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: SqlStore = request.getfixturevalue(kind)

    def shown() -> tuple[object, int]:
        with store.reading() as reading:
            if isinstance(wanted, CasesWanted):
                return reading.listed_cases(WHO, wanted, Page(limit=9)), reading.count_cases(WHO, wanted, 100)
            return reading.listed_clocks(WHO, wanted, Page(limit=9)), reading.count_clocks(WHO, wanted, 100)

    among_few = shown()
    monkeypatch.setattr("store.sight.few.FEW", -1)
    assert shown() == among_few


def test_sqlite_finds_what_is_in_its_grace_by_an_index_over_clocks_that_have_one(sqlite: SqlStore) -> None:
    assert "ix_clock_sights_grace" in plans(sqlite, CLOCKS["in grace"])


@pytest.mark.parametrize(
    "wanted",
    [CASES["open"], CASES["of a stage"], CASES["of a stage, by reference"], CLOCKS["every"], CLOCKS["overdue"]],
    ids=["open", "of a stage", "of a stage, by reference", "every", "overdue"],
)
def test_postgresql_goes_by_an_index_of_the_person(postgres: SqlStore, wanted: CasesWanted | ClocksWanted) -> None:
    found = plans(postgres, wanted)

    assert re.search(r"Index (Only )?Scan using ix_(case|clock)_sights_(listed|reference|waiting)", found), found
    assert not re.search(r"Seq Scan on (case|clock)_sights", found), found
