"""Passkeys of people, beside their second factor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
KEY = ("organisation_id", "person_id", "credential")


def upgrade() -> None:
    """Bring the schema forward; nobody has a passkey yet."""
    op.create_table(
        "passkeys",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*KEY, "key")),
        sa.Column("count", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "since")),
        sa.Column("used_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name="fk_passkeys_organisation_id_people",
        ),
        sa.PrimaryKeyConstraint(*KEY, name="pk_passkeys"),
    )
