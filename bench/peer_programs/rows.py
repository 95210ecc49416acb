"""The rows that a step reads and writes, and the step in fixed statements on one connection of `sqlite3`.

One step: the case of a reference, if the person is one of its members; their role; a guard on the state and on the
answer; the case at its next revision, if nobody was faster; an audit row; the clock met, and its next round begun; a
notice for the outbox; committed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

CASES = 40
PERSON, MANAGERS, ACTIVE, NOTE = "senior", ("senior manager", "headteacher"), "active", "As before."
TEAM = (("senior", "senior manager"), ("head", "headteacher"), ("teacher", "reporter"))
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCK = "review"
ROUND = timedelta(days=14)
SCHEMA = """
CREATE TABLE cases (id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
  state TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE members (case_id INTEGER NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY (case_id, person));
CREATE TABLE audit (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, sequence INTEGER NOT NULL, at TEXT NOT NULL,
  person TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE deadlines (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, name TEXT NOT NULL, round INTEGER NOT NULL,
  state TEXT NOT NULL, due_at TEXT NOT NULL);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL,
  created_at TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX ix_deadlines_open ON deadlines (case_id) WHERE state = 'open';
"""
FIND = (
    "SELECT cases.id, cases.revision, cases.state, cases.body, members.role FROM cases "
    "JOIN members ON members.case_id = cases.id WHERE cases.reference = ? AND members.person = ?"
)
OPEN = "SELECT id, round FROM deadlines WHERE case_id = ? AND state = 'open'"
Change = Callable[[str], str]
"""What a step makes of the body of a case."""


def reference(number: int) -> str:
    """Name a case."""
    return f"LUM-2026-{number % CASES + 1:04d}"


def moment(number: int) -> datetime:
    """Give the time at which a step is taken."""
    return START + timedelta(seconds=number)


def connect(file: Path) -> sqlite3.Connection:
    """Open a file as durable as ours: WAL, every commit flushed."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def fill(connection: sqlite3.Connection, body: str = "") -> None:
    """Make the tables and forty cases with their people and clocks."""
    connection.executescript(SCHEMA)
    for number in range(CASES):
        key = number + 1
        connection.execute("INSERT INTO cases VALUES (?, ?, 1, ?, ?)", (key, reference(number), ACTIVE, body))
        connection.executemany("INSERT INTO members VALUES (?, ?, ?)", [(key, *each) for each in TEAM])
        due = (START + ROUND).isoformat()
        connection.execute("INSERT INTO deadlines VALUES (NULL, ?, ?, 1, 'open', ?)", (key, CLOCK, due))


def act(connection: sqlite3.Connection, number: int, change: Change = str) -> None:
    """Take a step on a case; `change` gives its next body."""
    connection.execute("BEGIN IMMEDIATE")
    case, revision, state, body, role = connection.execute(FIND, (reference(number), PERSON)).fetchone()
    if role not in MANAGERS or state != ACTIVE or not NOTE:
        raise PermissionError("This step is not for this person, or not now.")
    at = moment(number)
    moved = connection.execute(
        "UPDATE cases SET revision = ?, state = ?, body = ? WHERE id = ? AND revision = ?",
        (revision + 1, ACTIVE, change(body), case, revision),
    )
    if moved.rowcount != 1:
        raise RuntimeError("Somebody was faster.")
    connection.execute(
        "INSERT INTO audit VALUES (NULL, ?, ?, ?, ?, ?, ?)", (case, revision + 1, at.isoformat(), PERSON, CLOCK, NOTE)
    )
    clock, round_ = connection.execute(OPEN, (case,)).fetchone()
    connection.execute("UPDATE deadlines SET state = 'met' WHERE id = ?", (clock,))
    due = (at + ROUND).isoformat()
    connection.execute("INSERT INTO deadlines VALUES (NULL, ?, ?, ?, 'open', ?)", (case, CLOCK, round_ + 1, due))
    connection.execute("INSERT INTO outbox VALUES (NULL, ?, 'head', 'told', ?, 'queued')", (case, at.isoformat()))
    connection.execute("COMMIT")
