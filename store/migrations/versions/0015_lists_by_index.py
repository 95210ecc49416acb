"""The indexes of cases before somebody say as well what lists are narrowed by: no row is looked at to be passed over.

Two more have what somebody works on, and clocks by their procedure: lists of few cases begin there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

WHOSE = ["organisation_id", "person_id"]
NARROWED = ["state", "school_id", "relied", "case_id"]
WORKED_ON, TRACK = sa.text("works <> ''"), sa.text("rtrim(instance, '0123456789')")
ORDERS = {
    "ix_case_sights_listed": ["ended", "due_at", "reference"],
    "ix_case_sights_reference": ["reference", "ended", "due_at"],
}


def upgrade() -> None:
    """Bring the schema forward."""
    for name, order in ORDERS.items():
        op.drop_index(name, "case_sights")
        op.create_index(name, "case_sights", [*WHOSE, "kind", *order, *NARROWED])
    op.create_index(
        "ix_case_sights_works", "case_sights", [*WHOSE, "case_id"], sqlite_where=WORKED_ON, postgresql_where=WORKED_ON
    )
    op.create_index("ix_clock_sights_track", "clock_sights", [*WHOSE, TRACK])
