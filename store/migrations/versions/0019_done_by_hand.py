"""What a policy asks people to do outside Duecourse can be ticked off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Bring the schema forward."""
    texts = ("organisation_id", "id", "policy", "number", "school_id", "done_on", "person_id", "noted_at", "note")
    op.create_table(
        "done_by_hand",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_done_by_hand_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_done_by_hand_organisation_id_people"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_done_by_hand")),
    )
