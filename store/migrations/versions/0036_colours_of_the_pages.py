"""People may choose in which colours they see the pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("people", sa.Column("colours", sa.String(), nullable=False, server_default=""))
