"""What of an installation wants an administrator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "troubles",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("organisation_id", "code", "since", "detail")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("told_at", "ended_at")),
        sa.Column("ended", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_troubles_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "code", "since", name="pk_troubles"),
    )
