"""DBOS: each step of a case is a durable workflow of one step, and that writes the rows with fixed statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dbos import DBOS

from bench.peer_programs import rows


def make(folder: Path) -> Callable[[int], None]:
    """Give the step on a store of its own."""
    connection = rows.connect(folder / "cases.db")
    rows.fill(connection)
    rows.connect(folder / "dbos.db").close()  # its own file is as durable as the others, and in WAL, which it keeps
    DBOS(
        config={
            "name": "bench",
            "system_database_url": f"sqlite:///{folder / 'dbos.db'}",
            "log_level": "ERROR",
        }
    )

    @DBOS.step()
    def act(number: int) -> None:
        rows.act(connection, number)

    @DBOS.workflow()
    def review(number: int) -> None:
        act(number)

    DBOS.launch()
    return review
