"""What somebody was given is found among such notices alone, not among all that they were ever told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

GIVEN = sa.text("kind = 'given'")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_outbox_given", "outbox", ["organisation_id", "recipient"], sqlite_where=GIVEN, postgresql_where=GIVEN
    )
