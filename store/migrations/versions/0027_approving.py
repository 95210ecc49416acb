"""A case says itself whether a draft waits in it for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

WAITS = sa.text("approving = 1")


def upgrade() -> None:
    """Bring the schema forward; nobody could be asked before."""
    op.add_column("cases", sa.Column("approving", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_cases_approving", "cases", ["organisation_id", "id"], sqlite_where=WAITS, postgresql_where=WAITS
    )
