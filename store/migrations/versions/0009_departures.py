"""Somebody may leave on a day that is still to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the schema forward: of nobody before is such a day known."""
    op.add_column("people", sa.Column("leaves_at", sa.String(), nullable=True))
