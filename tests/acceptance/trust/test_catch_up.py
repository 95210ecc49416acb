"""One command brings all lists up to date; stopped in the middle, it goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.casework.commands import sight_upkeep
from duecourse.casework.commands.sight_upkeep import fill
from duecourse.casework.queries import case_lists
from duecourse.clock import SetClock
from store import SqlStore
from tests.cli import MONDAY, CommandLine
from tests.databases import open_store
from tests.services import caller, report, services_on

CASES = 5


def test_what_an_earlier_version_left_is_filled_and_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight_upkeep, "BATCH", 2)
    store = open_store(f"sqlite:///{tmp_path / 'duecourse.db'}")
    place = services_on(store, tmp_path, MONDAY)
    references = {report(place, f"https://{number}.example/1") for number in range(CASES)}
    forget(store)

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(place, stopped)
    listed = {row.reference for row in case_lists.cases(place, caller(place, "oakfield-senior"))}
    store.close()
    line = CommandLine(tmp_path, SetClock(MONDAY))

    assert len(listed) == 2
    assert line.done("senior", "catch-up")["filled"] == CASES - 2
    assert line.done("senior", "catch-up") == {"filled": 0, "followed": 0}
    assert {row["reference"] for row in line.done("senior", "list")} == references


def forget(store: SqlStore) -> None:
    """Leave the store as an earlier version would have: without rows of sight."""
    with store.database.transaction(write=True) as cursor:
        for statement in ("DELETE FROM clock_sights", "DELETE FROM case_sights", "UPDATE cases SET sighted = 0"):
            cursor.run(statement)
