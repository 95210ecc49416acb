"""A case says itself when a role goes back to the person who lent it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

IS_LENT = sa.text("lent_until <> ''")


def upgrade() -> None:
    """Bring the schema forward; nobody could lend a role before."""
    op.add_column("cases", sa.Column("lent_until", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_cases_lent", "cases", ["organisation_id", "lent_until"], sqlite_where=IS_LENT, postgresql_where=IS_LENT
    )
