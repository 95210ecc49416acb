"""Somebody's deadlines in their own calendar: the hash of a secret address, and when it was fetched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Bring the schema forward."""
    for table, names in (("calendar_feeds", ("token_hash", "made_at")), ("feed_uses", ("fetched", "given"))):
        op.create_table(
            table,
            *(sa.Column(name, sa.String(), nullable=False) for name in ("organisation_id", "person_id", *names)),
            sa.ForeignKeyConstraint(
                ["organisation_id", "person_id"],
                ["people.organisation_id", "people.id"],
                name=f"fk_{table}_organisation_id_people",
            ),
            sa.PrimaryKeyConstraint("organisation_id", "person_id", name=f"pk_{table}"),
            *((sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),) if "made_at" in names else ()),
        )
