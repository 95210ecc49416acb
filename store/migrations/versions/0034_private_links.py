"""A private link: a session that is still to be opened, and one that goes to a single page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("sessions", sa.Column("one_page", sa.String(), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("is_link", sa.Integer(), nullable=False, server_default="0"))
