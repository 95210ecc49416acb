"""SQLite is told how its tables will be filled, so that it goes to what people list by the index that was made for it.

Without figures it takes a key that begins with the organisation for a good one, and reads the rows of everybody who
sees any case. These figures are those of a large trust; its own would be no better, and could be of a day when nearly
nothing was there. PostgreSQL counts by itself. Lists of what somebody was given get an index.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

GIVEN = sa.text("kind = 'given'")
FIGURES: dict[str, dict[tuple[str, ...], Sequence[int]]] = {
    "case_sights": {
        ("organisation_id", "case_id", "person_id"): (500_000, 500_000, 5, 1),
        ("organisation_id", "person_id", "case_id"): (500_000, 500_000, 2_000, 1),
        ("organisation_id", "person_id", "kind", "ended"): (500_000, 500_000, 2_000, 1_900, 1_000, 2),
        ("organisation_id", "person_id", "kind", "reference"): (500_000, 500_000, 2_000, 1_900, 1),
        ("organisation_id", "person_id"): (1_000, 1_000, 5),
    },
    "clock_sights": {
        ("organisation_id", "case_id", "person_id"): (1_000_000, 1_000_000, 10, 2, 1),
        ("organisation_id", "person_id", "waits"): (1_000_000, 1_000_000, 4_000, 2_000, 3, 1),
        ("organisation_id", "person_id", "due_at"): (10_000, 10_000, 50, 2, 1),
    },
    "outbox": {
        ("organisation_id", "id"): (1_000_000, 1_000_000, 1),
        ("organisation_id", "recipient", "dedupe"): (1_000_000, 1_000_000, 5_000, 1),
        ("organisation_id", "kind", "created_at"): (1_000, 1_000, 300, 1),
        ("organisation_id", "recipient"): (10_000, 10_000, 20),
    },
    "access_log": {
        ("organisation_id", "sequence"): (1_000_000, 1_000_000, 1),
        ("organisation_id", "case_reference", "person_id"): (1_000_000, 1_000_000, 50, 10, 1),
    },
}
"""Of each index, by how it begins: its rows, and how many are alike in its first column, its first two, and so on."""


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_outbox_given", "outbox", ["organisation_id", "recipient"], sqlite_where=GIVEN, postgresql_where=GIVEN
    )
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE alembic_version")  # makes the table that the figures stand in
    for table, known in FIGURES.items():
        connection.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE tbl = ?", (table,))
        for index, columns in _indexes(connection, table):
            numbers = _figures(known, columns)
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, numbers))


def _indexes(connection: sa.Connection, table: str) -> list[tuple[str, tuple[str, ...]]]:
    """List the indexes of a table with their columns; the key of a table that is one goes by the name of that."""
    found = []
    for row in connection.exec_driver_sql(f"PRAGMA index_list({table})").fetchall():
        columns = connection.exec_driver_sql(f"PRAGMA index_info({row[1]})").fetchall()
        is_table = row[3] == "pk" and " WITHOUT ROWID" in _made(connection, table)
        found.append((table if is_table else row[1], tuple(column[2] for column in columns)))
    return found


def _made(connection: sa.Connection, table: str) -> str:
    statement = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return str(connection.exec_driver_sql(statement, (table,)).scalar_one())


def _figures(known: dict[tuple[str, ...], Sequence[int]], columns: tuple[str, ...]) -> str:
    """Give the figures of the index that begins like this, the longest that is known; columns after it are unique."""
    begins = max((each for each in known if columns[: len(each)] == each), key=len)
    numbers = list(known[begins])[: len(columns) + 1]
    return " ".join(str(number) for number in numbers + [1] * (len(columns) + 1 - len(numbers)))
