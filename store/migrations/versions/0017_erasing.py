"""A case says itself whether an erasure waits in it for a second person."""

from __future__ import annotations

import json
from contextlib import suppress

import sqlalchemy as sa
from alembic import op

from engine.errors import BrokenRecord
from store.connection.compression import unpacked

revision = "0017"
down_revision = "0016"

BATCH = 200
WAITS = sa.text("erasing = 1")
CASES = sa.table(
    "cases",
    *(sa.column(name) for name in ("organisation_id", "id", "erasing")),
    sa.column("snapshot", sa.LargeBinary),
)
ERASURES = '"erasures":'
"""Stands in the snapshot of a case in which an erasure was ever asked for; the others are not read."""


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("cases", sa.Column("erasing", sa.Integer(), nullable=False, server_default="0"))
    there = list(op.get_bind().execute(sa.select(CASES.c.id).order_by(CASES.c.id)).scalars())
    for start in range(0, len(there), BATCH):
        _mark(there[start : start + BATCH])
    op.create_index("ix_cases_erasing", "cases", ["organisation_id", "id"], sqlite_where=WAITS, postgresql_where=WAITS)


def _mark(cases: list[str]) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(CASES.c.id, CASES.c.snapshot).where(CASES.c.id.in_(cases))).all()
    waiting = [case for case, snapshot in rows if _waits(snapshot)]
    if waiting:
        connection.execute(sa.update(CASES).where(CASES.c.id.in_(waiting)).values(erasing=1))


def _waits(snapshot: bytes) -> bool:
    with suppress(BrokenRecord, ValueError, AttributeError, KeyError):
        text = unpacked(snapshot)
        erasures = json.loads(text).get("erasures", {}) if ERASURES in text else {}
        return any(each["status"] == "asked" for each in erasures.values())
    return False
