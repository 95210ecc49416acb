"""The security log: who came in, who was refused, and from where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Bring the schema forward."""
    names = ("organisation_id", "id", "at", "what", "person_id", "by_id", "address", "detail")
    op.create_table(
        "security_log",
        *(sa.Column(name, sa.String(), nullable=False) for name in names),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_security_log_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_security_log"),
    )
    op.create_index("ix_security_log_at", "security_log", ["organisation_id", "at", "id"])
