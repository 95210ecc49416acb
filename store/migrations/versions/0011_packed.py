"""Snapshots, events and drafts of letters are packed, and a case says itself whether one of its addresses is flagged.

What was hashed stays the same text, letter by letter. A table of SQLite is written again once its rows are packed, so
that what they took before is free for others.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from store.connection.compression import packed, unpacked

revision = "0011"
down_revision = "0010"

BATCH = 200
UNSIGHTED = sa.text("sighted = 0")
FLAGGED = sa.text("flagged = 1")
MARK = "UPDATE cases SET flagged = 1 WHERE snapshot LIKE '%\"flagged\"\\:true%'"
PACKED = {
    "cases": (("organisation_id", "id"), ("snapshot",)),
    "events": (("organisation_id", "case_id", "sequence"), ("body",)),
    "letter_drafts": (("organisation_id", "case_id", "number"), ("blocks", "facts")),
}
"""The tables with their keys, and the columns that are packed."""


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("cases", sa.Column("flagged", sa.Integer(), nullable=False, server_default="0"))
    op.execute(MARK)
    op.drop_index("ix_cases_unsighted", "cases")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (key, columns) in PACKED.items():
        if not is_sqlite:
            _retype(table, columns)
        _pack(table, key, columns)
        if is_sqlite:
            _retype(table, columns)
    for name, condition in (("ix_cases_unsighted", UNSIGHTED), ("ix_cases_flagged", FLAGGED)):
        op.create_index(name, "cases", ["organisation_id", "id"], sqlite_where=condition, postgresql_where=condition)


def _retype(table: str, columns: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as changed:
        for column in columns:
            changed.alter_column(
                column,
                existing_type=sa.String(),
                type_=sa.LargeBinary(),
                existing_nullable=False,
                postgresql_using=f"convert_to({column}, 'UTF8')",
            )


def _pack(table: str, key: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """Pack the texts of a table, some cases at a time."""
    connection = op.get_bind()
    case = key[1]
    named = sa.table(table, *(sa.column(name) for name in key), *(sa.column(name, sa.LargeBinary) for name in columns))
    change = (
        sa.update(named)
        .where(*(named.c[name] == sa.bindparam(f"the_{name}") for name in key))
        .values({name: sa.bindparam(f"new_{name}") for name in columns})
    )
    there = list(connection.execute(sa.select(named.c[case]).distinct().order_by(named.c[case])).scalars())
    for cases in _batches(there):
        rows = connection.execute(sa.select(*named.c).where(named.c[case].in_(cases))).mappings().all()
        changes = [
            {f"the_{name}": row[name] for name in key}
            | {f"new_{name}": packed(unpacked(row[name])) for name in columns}
            for row in rows
        ]
        connection.execute(change, changes)


def _batches(cases: list[str]) -> Iterator[list[str]]:
    return (cases[start : start + BATCH] for start in range(0, len(cases), BATCH))
