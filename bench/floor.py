"""What every durable step is compared with: raw `sqlite3` (WAL, synchronous=FULL), one UPDATE, two INSERTs, COMMIT.

On PostgreSQL the same three statements go through bare psycopg.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg

CASES = 40
BODY = "x" * 1500
TABLES = (
    "CREATE TABLE cases (id INTEGER PRIMARY KEY, revision INTEGER, snapshot TEXT)",
    "CREATE TABLE events (id INTEGER, revision INTEGER, body TEXT)",
    "CREATE TABLE deadlines (id INTEGER, due TEXT)",
)


def sqlite_floor(place: Path) -> Callable[[int], None]:
    """Give the floor on SQLite, in a file of its own in that folder."""
    connection = sqlite3.connect(place / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for statement in TABLES:
        connection.execute(statement)
    connection.executemany("INSERT INTO cases VALUES (?, 0, ?)", [(number, BODY) for number in range(CASES)])

    def floor(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE cases SET revision = revision + 1, snapshot = ? WHERE id = ?", (BODY, number))
        connection.execute("INSERT INTO events VALUES (?, 1, ?)", (number, BODY))
        connection.execute("INSERT INTO deadlines VALUES (?, '2026')", (number,))
        connection.execute("COMMIT")

    return floor


def postgresql_floor(url: str) -> Callable[[int], None]:
    """Give the floor on PostgreSQL, in the empty database of that URL."""
    connection = psycopg.connect(url, autocommit=True)
    for statement in TABLES:
        connection.execute(statement.encode())
    for number in range(CASES):
        connection.execute("INSERT INTO cases VALUES (%s, 0, %s)", (number, BODY))

    def floor(number: int) -> None:
        with connection.transaction():
            connection.execute("UPDATE cases SET revision = revision + 1, snapshot = %s WHERE id = %s", (BODY, number))
            connection.execute("INSERT INTO events VALUES (%s, 1, %s)", (number, BODY))
            connection.execute("INSERT INTO deadlines VALUES (%s, '2026')", (number,))

    return floor
