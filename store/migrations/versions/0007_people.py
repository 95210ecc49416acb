"""Names in parts, how a letter speaks to somebody, outsiders of one case, who acts or covers, and trust-level places.

Nobody splits a name that is there: its parts stay empty until somebody enters them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

PARTS = ("title", "given", "family", "address_form", "postal_address", "case_id", "relation")


def upgrade() -> None:
    """Bring the schema forward: everybody of before is of the trust, every post is held, every place is a school."""
    for name in PARTS:
        op.add_column("people", _text(name, ""))
    op.add_column("people", _text("former_names", "[]"))
    op.create_index("ix_people_case", "people", ["organisation_id", "case_id"])
    op.add_column("posts", _text("kind", "held"))
    op.add_column("posts", _text("instead_of", ""))
    op.add_column("schools", _text("kind", "school"))


def _text(name: str, before: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=before)
