"""Links by which people choose a password once: invitations, and resets of forgotten ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
KEY = ("organisation_id", "person_id")
TEXTS = ("kind", "way", "token_hash", "sent_to", "made_at", "made_by", "until")


def upgrade() -> None:
    """Bring the schema forward; nobody has a link yet."""
    op.create_table(
        "one_time_links",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*KEY, *TEXTS)),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("sent_at", "used_at", "ended_at")),
        sa.ForeignKeyConstraint(
            list(KEY),
            ["people.organisation_id", "people.id"],
            name="fk_one_time_links_organisation_id_people",
        ),
        sa.PrimaryKeyConstraint(*KEY, name="pk_one_time_links"),
    )
    op.create_index("ix_one_time_links_token", "one_time_links", ["token_hash"])
