"""What leaves as mail: of each notice its Message-ID and when it is tried again, and who may send at the moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

LEFT = sa.text("state IN ('sending', 'failed', 'unknown')")


def upgrade() -> None:
    """Bring the schema forward."""
    for name in ("message_id", "next_at", "settled_at"):
        op.add_column("outbox", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_outbox_left", "outbox", ["organisation_id", "created_at"], sqlite_where=LEFT, postgresql_where=LEFT
    )
    op.create_table(
        "mail_desks",
        sa.Column("organisation_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("holder", "until", "refused", "refused_since")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("again_at", "released")),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_mail_desks_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_mail_desks"),
    )
