"""Who people are at the provider that they sign in with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
KEY = ("organisation_id", "person_id")


def upgrade() -> None:
    """Bring the schema forward; nobody is bound yet."""
    op.create_table(
        "bound_identities",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*KEY, "issuer", "subject", "bound_at")),
        sa.ForeignKeyConstraint(
            list(KEY),
            ["people.organisation_id", "people.id"],
            name="fk_bound_identities_organisation_id_people",
        ),
        sa.PrimaryKeyConstraint(*KEY, name="pk_bound_identities"),
    )
    op.create_index(
        "ix_bound_identities_subject", "bound_identities", ["organisation_id", "issuer", "subject"], unique=True
    )
