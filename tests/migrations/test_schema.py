"""A fresh schema equals all migrations, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from store import audit, evidence, letters, outbox, people, transition
from store.connection.database import Database, connect
from store.migrations.current import is_current
from store.migrations.run import migrate
from store.tables import SCHEMA, table
from tests.databases import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        found = connect(f"sqlite:///{tmp_path / 'fresh.db'}")
        yield found
        found.close()
        return
    with postgresql(migrated=False) as url:
        found = connect(url)
        yield found
        found.close()


def of_ours(name: str | None, kind: str, _: object) -> bool:
    """Say whether the tables describe something: SQLite keeps the table in which words are found by itself."""
    return kind != "table" or not (name or "").startswith("piece_words")


# SQLAlchemy reads no index over an expression back from SQLite; what it is for is seen in tests of plans
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_all_migrations_give_the_schema_that_the_tables_describe(database: Database) -> None:
    migrate(database)
    with database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection, opts={"include_name": of_ours}), SCHEMA)

    assert difference == []
    assert is_current(database)


def test_the_index_over_open_clocks_is_partial(database: Database) -> None:
    migrate(database)
    found = {index["name"]: index for index in inspect(database.engine).get_indexes("deadlines")}

    options = found["ix_deadlines_alerts"].get("dialect_options", {})
    conditions = [str(value) for key, value in options.items() if key.endswith("_where")]
    assert len(conditions) == 1
    assert "state" in conditions[0]
    assert "'open'" in conditions[0]


@pytest.mark.parametrize("name", sorted(SCHEMA.tables))
def test_the_organisation_leads_every_key(name: str) -> None:
    first = next(iter(table(name).primary_key.columns)).name

    assert first == ("id" if name == "organisations" else "organisation_id")


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("cases", transition.CASE_COLUMNS),
        ("events", transition.EVENT_COLUMNS),
        ("words", transition.WORDS_COLUMNS),
        ("deadlines", transition.DEADLINE_COLUMNS),
        ("alerts", transition.ALERT_COLUMNS),
        ("organisations", (*people.ORGANISATION_COLUMNS, people.COUNTER)),
        ("schools", people.SCHOOL_COLUMNS),
        ("people", people.PERSON_COLUMNS),
        ("outbox", (*outbox.NOTICE_COLUMNS, *outbox.MOVED_COLUMNS)),
        ("access_log", audit.LINE_COLUMNS),
        ("evidence", evidence.EVIDENCE_COLUMNS),
        ("letter_drafts", letters.DRAFT_COLUMNS),
        ("letters", letters.LETTER_COLUMNS),
    ],
)
def test_the_fixed_statements_write_the_columns_of_their_tables(name: str, columns: tuple[str, ...]) -> None:
    assert set(columns) == {column.name for column in table(name).columns}


def test_the_due_clocks_are_found_by_the_partial_index(tmp_path: Path) -> None:
    found = connect(f"sqlite:///{tmp_path / 'plan.db'}")
    migrate(found)
    query = (
        "EXPLAIN QUERY PLAN SELECT case_id FROM deadlines "
        "WHERE organisation_id = ? AND state = 'open' AND next_alert_at <= ?"
    )
    with found.engine.connect() as connection:
        plan = str(connection.exec_driver_sql(query, ("o", "2026")).all())
    found.close()

    assert "ix_deadlines_alerts" in plan
