"""Signing in: accounts, sessions, what was typed and not sent in, and forms that were sent in already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema forward."""
    _accounts()
    _sessions()
    _kept_forms()
    _spent_tokens()


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id", "person_id"],
        ["people.organisation_id", "people.id"],
        name=op.f(f"fk_{table}_organisation_id_person_id_people"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        _of_person("accounts"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_index("ix_accounts_person", "accounts", ["person_id"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=True),
        _of_person("sessions"),
        sa.PrimaryKeyConstraint("organisation_id", "token_hash", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index("ix_sessions_person", "sessions", ["person_id"])


def _kept_forms() -> None:
    op.create_table(
        "kept_forms",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        _of_person("kept_forms"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "place", name=op.f("pk_kept_forms")),
    )
    op.create_index("ix_kept_forms_person", "kept_forms", ["person_id", "place"])


def _spent_tokens() -> None:
    op.create_table(
        "spent_tokens",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("spent_at", sa.String(), nullable=False),
        _of_person("spent_tokens"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "token_hash", name=op.f("pk_spent_tokens")),
    )
