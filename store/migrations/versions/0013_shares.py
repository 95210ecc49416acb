"""A case may be shared with other schools. None was until now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "case_shares",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("organisation_id", "case_id", "school_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_case_shares_organisation_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["schools.organisation_id", "schools.id"],
            name=op.f("fk_case_shares_organisation_id_schools"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "school_id", name=op.f("pk_case_shares")),
    )
    op.create_index("ix_case_shares_school", "case_shares", ["organisation_id", "school_id", "case_id"])
