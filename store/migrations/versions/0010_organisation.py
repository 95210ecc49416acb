"""The chain of the organisation. What a store holds already is sealed as it stood, once every table is as it is now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ACCESS_ENDS = (
    "INSERT INTO chain_heads (organisation_id, chain, length, hash) "
    "SELECT organisation_id, 'access', sequence, hash FROM access_log WHERE sequence = (SELECT max(others.sequence) "
    "FROM access_log AS others WHERE others.organisation_id = access_log.organisation_id)"
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "organisation_events",
        _text("organisation_id"),
        _whole("sequence"),
        *(_text(name) for name in ("body", "previous", "hash")),
        _of_organisation("organisation_events"),
        sa.PrimaryKeyConstraint("organisation_id", "sequence", name=op.f("pk_organisation_events")),
    )
    op.create_table(
        "organisation_rows",
        _text("organisation_id"),
        _whole("sequence"),
        _text("name"),
        sa.Column("body", sa.String(), nullable=True),
        _text("salt"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "sequence"],
            ["organisation_events.organisation_id", "organisation_events.sequence"],
            name=op.f("fk_organisation_rows_organisation_id_sequence_organisation_events"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "sequence", "name", name=op.f("pk_organisation_rows")),
    )
    op.create_table(
        "chain_heads",
        _text("organisation_id"),
        _text("chain"),
        _whole("length"),
        _text("hash"),
        _of_organisation("chain_heads"),
        sa.PrimaryKeyConstraint("organisation_id", "chain", name=op.f("pk_chain_heads")),
    )
    op.execute(ACCESS_ENDS)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id_organisations")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=name)
