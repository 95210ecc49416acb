"""One transaction as the noun modules share it."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection.pen import Pen


@dataclass
class Session:
    """A pen inside a transaction; `write` tells one that may change things."""

    pen: Pen
    write: bool = False

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.pen.is_sqlite
