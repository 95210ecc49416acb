"""One transaction as the noun modules share it."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection.cursor import Cursor


@dataclass
class Session:
    """A cursor inside a transaction; `write` tells one that may change things."""

    cursor: Cursor
    write: bool = False

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.cursor.is_sqlite
