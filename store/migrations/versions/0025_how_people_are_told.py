"""People may choose how they are told of what is no danger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("people", sa.Column("telling", sa.String(), nullable=False, server_default=""))
