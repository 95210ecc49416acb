"""Which schema a database has, asked without Alembic: a store of the present one needs nothing else."""

from __future__ import annotations

from store.connection.cursor import Cursor
from store.connection.database import Database

PRESENT = "0042"
"""The present schema; a test compares it with the last migration."""

VERSION_TABLE = {
    True: "SELECT name FROM sqlite_master WHERE name = 'alembic_version'",
    False: "SELECT to_regclass('alembic_version')",
}
"""Finds the table in which the schema is noted, on SQLite and elsewhere."""


def is_current(database: Database) -> bool:
    """Say whether a database has the present schema. Raises Unavailable."""
    with database.transaction(write=False) as cursor:
        return revision_of(cursor) == PRESENT


def revision_of(cursor: Cursor) -> str | None:
    """Give the schema that a database has; None for one that holds nothing of ours."""
    if cursor.fetch_one(VERSION_TABLE[cursor.is_sqlite]) in (None, (None,)):
        return None
    found = cursor.fetch_one("SELECT version_num FROM alembic_version")
    return str(found[0]) if found else None
