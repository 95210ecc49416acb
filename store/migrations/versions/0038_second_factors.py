"""A second factor of a person; a session says what it still waits for, and when it was last confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Bring the schema forward; nobody has a second factor yet."""
    op.create_table(
        "second_factors",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("organisation_id", "person_id", "secret", "since", "recovery")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name="fk_second_factors_organisation_id_people",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_second_factors"),
    )
    op.add_column("sessions", sa.Column("stage", sa.String(), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("confirmed_at", sa.String(), nullable=True))
