"""Documents of the trust that go with letters; who wants large print; and approved drafts, which wait to be issued.

Of the cases that are there, the rows of their letters are written again in batches after the start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "trust_documents",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "title", "digest")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("size", "pages")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("since", "by_id", "content")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "by_id"],
            ["people.organisation_id", "people.id"],
            name="fk_trust_documents_organisation_id_people",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_trust_documents_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "number", name="pk_trust_documents"),
    )
    op.add_column("people", sa.Column("large_print", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE cases SET sighted = 0 WHERE sighted = 1")
