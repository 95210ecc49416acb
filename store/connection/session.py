"""One transaction as the noun modules share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable

from store.connection.pen import Pen


@dataclass
class Session:
    """A pen inside a transaction; `write` tells one that may change things."""

    pen: Pen
    write: bool = False

    @property
    def connection(self) -> Connection:
        """Give the connection of the transaction, for statements that are built."""
        return self.pen.connection

    def rows(self, query: Executable) -> Sequence[Any]:
        """Run a statement that is built; its rows have the columns by name, and SQL knows no types of ours."""
        return self.connection.execute(query).all()

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.pen.is_sqlite
