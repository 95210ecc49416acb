"""Letters that leave as mail: what was given to be sent of a letter is found by its case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

LETTER = sa.text("kind = 'letter'")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_outbox_letters", "outbox", ["organisation_id", "case_id"], sqlite_where=LETTER, postgresql_where=LETTER
    )
