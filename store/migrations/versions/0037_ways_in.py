"""Wrong tries and known devices stand in tables; a session says where it is and on what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Bring the schema forward; nobody has tried anything, and no device is known."""
    op.create_table(
        "wrong_tries",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.Column("free_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_wrong_tries_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "subject", name="pk_wrong_tries"),
    )
    op.create_table(
        "known_devices",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("organisation_id", "person_id", "token_hash", "first_at", "last_at")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name="fk_known_devices_organisation_id_people",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "token_hash", name="pk_known_devices"),
    )
    op.create_index("ix_known_devices_person", "known_devices", ["person_id"])
    op.create_index("ix_known_devices_token", "known_devices", ["organisation_id", "token_hash"])
    for name in ("address", "device"):
        op.add_column("sessions", sa.Column(name, sa.String(), nullable=False, server_default=""))
