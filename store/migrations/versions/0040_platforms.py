"""What a trust has looked up about platforms, and the day on which a school joins it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Bring the schema forward; every school there is belongs to its trust already."""
    op.add_column("schools", sa.Column("joins_on", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "platforms",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("organisation_id", "key", "body")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_platforms_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_platforms")),
    )
