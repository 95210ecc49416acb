"""Short rows lie in the order of their key, and two indexes go: of clocks by due time alone, and of deadlines by it.

Lists of clocks are read by the index that also says whether they wait, and no statement asks deadlines by due time.
PostgreSQL has no such order of rows; there only the indexes go.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

WHOSE = ["organisation_id", "person_id"]
LISTED = ["due_at", "reference", "instance", "name"]
DANGEROUS = sa.text("danger_at <> ''")
LATE = sa.text("overdue_at > due_at")
OPEN = sa.text("state = 'open'")
INDEXES: dict[str, dict[str, tuple[list[str], sa.TextClause | None]]] = {
    "case_sights": {
        "ix_case_sights_listed": ([*WHOSE, "kind", "ended", "due_at", "reference"], None),
        "ix_case_sights_person": ([*WHOSE, "case_id"], None),
        "ix_case_sights_danger": (WHOSE, DANGEROUS),
    },
    "clock_sights": {
        "ix_clock_sights_waiting": ([*WHOSE, "waits", *LISTED], None),
        "ix_clock_sights_grace": ([*WHOSE, *LISTED], LATE),
    },
    "deadlines": {"ix_deadlines_alerts": (["organisation_id", "next_alert_at"], OPEN)},
}
NO_GRACE = "UPDATE clock_sights SET overdue_at = '' WHERE overdue_at = due_at"


def upgrade() -> None:
    """Bring the schema forward."""
    op.drop_index("ix_clock_sights_due", "clock_sights")
    op.drop_index("ix_deadlines_due", "deadlines")
    op.execute(NO_GRACE)
    if op.get_bind().dialect.name == "sqlite":
        for table, indexes in INDEXES.items():
            _order_by_key(table, indexes)


def _order_by_key(table: str, indexes: dict[str, tuple[list[str], sa.TextClause | None]]) -> None:
    """Write a table again without the rows' own numbers; the indexes are made again after it."""
    for name in indexes:
        op.drop_index(name, table)
    with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_with_rowid": False}):
        pass
    for name, (columns, condition) in indexes.items():
        op.create_index(name, table, columns, sqlite_where=condition)
