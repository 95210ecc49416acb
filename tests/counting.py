"""What a page or a command asks of a SQLite database: transactions, statements, and how often a case is loaded."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

LOAD = "SELECT id, snapshot FROM cases"
"""How the statement begins that loads a case."""
INSIDE = "--"
"""How SQLite traces what it asks itself: the more parts an index of words happens to have, the more often."""
AROUND = (INSIDE, "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@dataclass
class Counted:
    """Every statement that was run since the last `begin`, as SQLite saw it."""

    statements: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Forget what was counted so far."""
        self.statements.clear()

    @property
    def reads(self) -> int:
        """Count the transactions that only looked."""
        return self.statements.count("BEGIN")

    @property
    def writes(self) -> int:
        """Count the transactions that may have written."""
        return self.statements.count("BEGIN IMMEDIATE")

    @property
    def loads(self) -> int:
        """Count how often a case was loaded."""
        return sum(each.startswith(LOAD) for each in self.statements)

    @property
    def asked(self) -> int:
        """Count the statements, but those that only begin and end a transaction and what SQLite asks itself."""
        return sum(not each.startswith(AROUND) for each in self.statements)

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """Give reading transactions, writing ones, loads of a case, and statements."""
        return self.reads, self.writes, self.loads, self.asked


@contextmanager
def counting() -> Generator[Counted]:
    """Count on every connection that is opened inside; what was opened before is not seen."""
    counted, connect = Counted(), sqlite3.connect

    def watched(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_trace_callback(counted.statements.append)
        return connection

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", watched)
        yield counted
