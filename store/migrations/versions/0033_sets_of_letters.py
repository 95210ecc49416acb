"""A letter that goes to each of a list of people waits as one row: to how many it goes, and how many are out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Bring the schema forward."""
    for name in ("people", "sent"):
        op.add_column("waiting_letters", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
