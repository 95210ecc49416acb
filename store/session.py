"""One transaction as the noun modules share it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass
class Session:
    """A connection inside a transaction; `write` tells one that may change things."""

    connection: Connection
    write: bool = False

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.connection.dialect.name == "sqlite"
