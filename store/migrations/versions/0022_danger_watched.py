"""A danger that nobody opens goes on to others: which cases are to be looked at for that, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

TOLD = sa.text("kind = 'told'")
WAITING = (
    "INSERT INTO watched_dangers (organisation_id, case_id, at) "
    "SELECT organisation_id, case_id, max(created_at) FROM outbox WHERE kind = 'told' "
    "GROUP BY organisation_id, case_id"
)


def upgrade() -> None:
    """Bring the schema forward; of what was told before, each case is looked at once."""
    op.create_index(
        "ix_outbox_told", "outbox", ["organisation_id", "case_id"], sqlite_where=TOLD, postgresql_where=TOLD
    )
    op.create_table(
        "watched_dangers",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("organisation_id", "case_id", "at")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_watched_dangers_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", name=op.f("pk_watched_dangers")),
    )
    op.create_index("ix_watched_dangers_at", "watched_dangers", ["organisation_id", "at"])
    op.execute(WAITING)
