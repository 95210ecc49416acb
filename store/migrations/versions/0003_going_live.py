"""What a trust needs to begin: telephones of people, schools that have left, and helplines that it has looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("people", sa.Column("telephone", sa.String(), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "helplines",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_helplines_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_helplines")),
    )
