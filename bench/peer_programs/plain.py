"""No library at all: the fixed statements on a held connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.peer_programs import rows


def make(folder: Path) -> Callable[[int], None]:
    """Give the step on a store of its own."""
    connection = rows.connect(folder / "plain.db")
    rows.fill(connection)
    return lambda number: rows.act(connection, number)
