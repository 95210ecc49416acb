"""Lists of cases may go by reference as well: an index has each person's cases in that order."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index("ix_case_sights_reference", "case_sights", ["organisation_id", "person_id", "kind", "reference"])
