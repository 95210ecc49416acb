"""Work lists cases by the act that is next: each row says whose turn it is, since when, and what the title is made of.

Of the cases that are there, the rows are written again in batches after the start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

WHOSE = ("organisation_id", "person_id")
NARROWED = ("school_id", "relied", "case_id")


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("case_sights", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_sights", sa.Column("act_at", sa.String(), nullable=False, server_default="9"))
    for name in ("since", "act", "heading"):
        op.add_column("case_sights", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_index("ix_case_sights_turn", "case_sights", [*WHOSE, "turn", "act_at", "reference", "ended", *NARROWED])
    op.create_index("ix_case_sights_since", "case_sights", [*WHOSE, "since", "reference", "turn", *NARROWED])
    op.execute("UPDATE cases SET sighted = 0 WHERE sighted = 1")
