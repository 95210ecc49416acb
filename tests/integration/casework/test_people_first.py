"""People go first: a sweep gives the write lock up when somebody waits, and when it has held it for long enough."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from duecourse.casework.commands.sweep import LONGEST, SHORTEST, sweep
from duecourse.casework.context.services import Services
from duecourse.outbox import run_outbox
from duecourse.policies.library import Library
from engine.identity import CASE
from engine.ports.store import Store
from store import SqlStore
from store.deadlines import CLAIM, DUE_CASES
from store.outbox import QUEUED
from tests.clocks import Ticking
from tests.databases import open_store
from tests.services import START, act, report, scheduler, services_of, services_on

LATE = START + timedelta(days=5)
CASES = 6


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    made = services_on(store, tmp_path)
    for number in range(CASES):
        report(made, f"https://a.example/{number}")
    yield made
    store.close()


def sqlite_store(place: Services) -> SqlStore:
    assert isinstance(place.store, SqlStore)
    return place.store


def alerted(place: Services) -> int:
    viewer = scheduler(place)
    with place.store.reading() as reading:
        return sum(bool(reading.case_by_id(viewer, row.id).alerts) for row in reading.cases(viewer))


def test_a_batch_ends_when_it_has_held_the_lock_for_long_enough_and_rests_for_as_long(place: Services) -> None:
    rests, done = list[float](), list[int]()

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        done.append(alerted(place))
        return False

    sweep(replace(place, clock=Ticking(START, step=LONGEST * 0.6)), LATE, rest=rest)

    assert done == [2, 4, 6]
    assert all(seconds >= max(LONGEST, SHORTEST) for seconds in rests)


def test_a_batch_ends_when_somebody_waits_and_they_write_before_the_next(
    place: Services,
) -> None:
    other = report(place, "https://a.example/other")
    before, between, seen = alerted(place), list[int](), list[str]()
    person = threading.Thread(target=act, args=(place, "senior", other, "case/1", "acknowledge"))

    def state() -> str:
        with place.store.reading() as reading:
            return reading.find_case(scheduler(place), other).tracks[CASE].state

    def come(asked: int) -> None:
        if asked == 4:  # after the second case, once it was looked whether anybody waits
            person.start()
            for _ in range(3000):
                if place.store.is_awaited:
                    return
                threading.Event().wait(0.01)
        elif between:
            seen.append(state())

    def rest(seconds: float) -> bool:
        assert seconds > 0
        between.append(alerted(place))
        return False

    sweep(replace(place, clock=Ticking(START, hook=come)), LATE, rest=rest)
    person.join()

    assert before == 0
    assert between[0] == 3
    assert seen[0] == "acknowledged"
    assert between[-1] == CASES + 1


def test_a_pass_that_is_told_to_stop_leaves_the_rest_to_the_next(place: Services) -> None:
    clock = Ticking(START, step=2 * LONGEST)
    sweep(replace(place, clock=clock), LATE, rest=lambda _: True)
    with place.store.reading() as reading:
        last = reading.last_sweep(reading.organisation().id)
    stopped = alerted(place)
    sweep(place, LATE)

    assert (stopped, last, alerted(place)) == (1, None, CASES)


def test_a_pass_that_takes_long_notes_that_it_lives(place: Services) -> None:
    last = []

    def rest(seconds: float) -> bool:
        assert seconds > 0
        with place.store.reading() as reading:
            last.append(reading.last_sweep(reading.organisation().id))
        return False

    sweep(replace(place, clock=Ticking(START, step=20.0)), LATE, rest=rest)

    assert last[0] == START


def test_what_another_sweep_has_done_meanwhile_is_not_loaded_again(place: Services) -> None:
    with place.store.writing() as writing:
        trust = writing.organisation().id
        due = writing.due_cases(trust, LATE, CASES)
        assert writing.claim(trust, due[:2], LATE) == due[:2]
    sweep(place, LATE)

    with place.store.writing() as writing:
        assert writing.claim(trust, due, LATE) == []


@dataclass
class Hasty:
    """Reads no files of policies, and lists nobody's staff, while it holds the lock."""

    held: Any

    def __getattr__(self, name: str) -> Any:
        if name in ("policy_sources", "staff_of"):
            raise AssertionError(name)
        return getattr(self.held, name)

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[Any]:
        with self.held.writing(gives_way=gives_way) as writing:
            yield Hasty(writing)

    @contextmanager
    def reading(self) -> Generator[Any]:
        with self.held.reading() as reading:
            yield reading


def test_what_a_process_builds_once_is_built_before_it_takes_the_lock(place: Services) -> None:
    begun = services_of(place.store, Path(), LATE)
    nothing_compiled = Library(policies={}, letters=place.library.letters)
    swept = sweep(replace(begun, store=cast("Store", Hasty(place.store)), library=nothing_compiled), LATE)

    assert swept.fired >= CASES
    assert alerted(place) == CASES


def test_a_policy_that_cannot_be_read_is_told_of_where_its_case_has_its_turn(place: Services) -> None:
    with sqlite_store(place).database.transaction(write=True) as cursor:
        cursor.run("UPDATE policy_versions SET sources = '{}'")
    swept = sweep(replace(place, library=Library(policies={}, letters=place.library.letters)), LATE)
    with place.store.reading() as reading:
        last = reading.last_sweep(reading.organisation().id)

    assert (swept.fired, last) == (0, LATE)


def test_the_outbox_reads_only_what_can_leave(place: Services) -> None:
    sweep(place, LATE)
    act(place, "senior", report(place, "https://a.example/new"), "case/1", "acknowledge")
    with place.store.reading() as reading:
        counts = reading.count_queued(reading.organisation().id)
    settled = run_outbox(place)

    assert counts["alert"] > settled == counts["draft"] == 1


def test_what_the_scheduler_asks_for_is_found_by_the_indexes(tmp_path: Path, place: Services) -> None:
    plans = {}
    with sqlite3.connect(tmp_path / "store.db") as connection:
        for name, query, values in (
            ("claim", CLAIM.format("?, ?"), ("o", "a", "b", "2026")),
            ("due", DUE_CASES, ("o", "2026", "", False, "o", 1)),
            ("queued", QUEUED, ("o", "draft", 1)),
        ):
            plans[name] = str(connection.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall())
    connection.close()
    place.store.close()

    assert "ix_outbox_waiting (organisation_id=? AND kind=?)" in plans["queued"]
    assert "TEMP B-TREE" not in plans["queued"]
    assert "deadlines USING INDEX ix_deadlines_alerts (organisation_id=? AND next_alert_at<?)" in plans["due"]
    assert "ix_deadlines_alerts" not in plans["claim"]
    assert "deadlines USING PRIMARY KEY (organisation_id=? AND case_id=?)" in plans["claim"]
