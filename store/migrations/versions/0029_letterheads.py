"""The house's own paper: letterheads, their logos, and signatures that their owners gave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Bring the schema forward."""
    _letterheads()
    op.create_table(
        "logos",
        *_texts("organisation_id", "digest", "content"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_logos_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "digest", name="pk_logos"),
    )
    op.create_table(
        "signatures",
        *_texts("organisation_id", "person_id", "digest", "content", "used", "given_at"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name="fk_signatures_organisation_id_people",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_signatures"),
    )


def _letterheads() -> None:
    op.create_table(
        "letterheads",
        *_texts("organisation_id", "school_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("since", "by_id", "logo", "logo_says", "telephone", "email", "web", "footer"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "by_id"],
            ["people.organisation_id", "people.id"],
            name="fk_letterheads_organisation_id_people",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_letterheads_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "school_id", "number", name="pk_letterheads"),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)
