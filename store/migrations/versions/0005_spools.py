"""What a page writes down before it answers goes to a spool; how much of each the chain has taken stands here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WAITING = sa.text("state = 'queued'")


def upgrade() -> None:
    """Bring the schema forward. What has left the outbox leaves its index too."""
    op.create_table(
        "access_spools",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("spool", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_access_spools_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "spool", name=op.f("pk_access_spools")),
    )
    op.create_index("ix_access_log_case", "access_log", ["organisation_id", "case_reference", "person_id", "at"])
    op.drop_index("ix_outbox_state", "outbox")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["organisation_id", "kind", "created_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
