"""Posts begin and end; a trust counts the changes of who is there, so that staffing that is kept can tell its age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the schema forward: a post of before has no beginning and no end."""
    op.add_column("organisations", sa.Column("staffing", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("since", sa.String(), nullable=False, server_default=""))
        posts.add_column(sa.Column("until", sa.String(), nullable=True))
        posts.drop_constraint("pk_posts", type_="primary")
        posts.create_primary_key("pk_posts", ["organisation_id", "person_id", "post", "school_id", "since"])
