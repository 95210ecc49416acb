"""Letters that wait for somebody are listed across cases: a row for each, which a step writes.

Of the cases that are there, the rows are written with who sees what of them, in batches after the start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

TOLD = ("code", "instance", "template", "awaits", "since", "at", "reference", "school_id")
KEY = ("organisation_id", "case_id", "number")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "waiting_letters",
        *(sa.Column(name, sa.String(), nullable=False) for name in KEY[:2]),
        sa.Column(KEY[2], sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TOLD),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_waiting_letters_organisation_id_cases"),
        ),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_waiting_letters")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_waiting_letters_listed", "waiting_letters", ["organisation_id", "awaits", "at", "reference", "code"]
    )
    op.execute("UPDATE cases SET sighted = 0 WHERE sighted = 1")
