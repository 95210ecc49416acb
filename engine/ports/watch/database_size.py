"""How much room the database takes."""

from __future__ import annotations

from typing import Protocol


class SizeReading(Protocol):
    """Reads of the database itself."""

    def database_size(self) -> int:
        """Give its size in bytes, as the database counts it."""
        ...
