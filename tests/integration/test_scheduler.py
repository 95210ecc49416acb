"""Nothing ends the scheduler but its process: what a pass meets is logged, and the next one comes."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from weakref import ref

import pytest

from duecourse.casework.context.services import Services
from duecourse.clock import SetClock
from duecourse.scheduler import SWEEP_SECONDS, Runner, guarded
from engine.errors import Unavailable
from engine.identity import CaseReference
from engine.ports.mail.relay import Postroom
from engine.ports.store import Store
from engine.ports.watch.troubles import TroubleCode
from tests.databases import open_store
from tests.fake_relay import FakeRelay
from tests.log_lines import told_in
from tests.services import START, report, scheduler, services_on
from tests.told_administrators import address_one_administrator

SOON = 10.0
"""Seconds within which a thread has done what it is to do at once."""


@dataclass
class Flaky:
    """A store whose database is away when it is told to be; it notes which threads asked for it."""

    store: Any
    away: bool = False
    asked: list[str] = field(default_factory=list)
    called: threading.Event = field(default_factory=threading.Event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def reading(self) -> Generator[Any]:
        self._answer()
        with self.store.reading() as reading:
            yield reading

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[Any]:
        self._answer()
        with self.store.writing(gives_way=gives_way) as writing:
            yield writing

    def _answer(self) -> None:
        self.asked.append(threading.current_thread().name)
        self.called.set()
        if self.away:
            raise Unavailable("The database could not do this (connection refused).")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Flaky]:
    kept = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield Flaky(kept)
    kept.close()


@pytest.fixture
def place(store: Flaky, tmp_path: Path) -> Services:
    made = services_on(store.store, tmp_path)
    report(made)
    address_one_administrator(made)
    late = START + timedelta(days=3)
    return replace(made, store=cast("Store", store), clock=SetClock(late))


def wait(place: Services, seconds: float) -> None:
    assert isinstance(place.clock, SetClock)
    place.clock.seconds += seconds
    place.clock.moment += timedelta(seconds=seconds)


def test_a_pass_that_fails_is_logged_and_the_next_one_catches_up(
    place: Services, store: Flaky, caplog: pytest.LogCaptureFixture
) -> None:
    runner = Runner(services=place)
    store.away = True
    with caplog.at_level(logging.WARNING):
        guarded("sweep", runner.sweep)
    store.away = False
    guarded("sweep", runner.sweep)

    with place.store.reading() as reading:
        assert reading.last_sweep(reading.organisation().id) == place.clock.now()
        assert reading.find_case(scheduler(place), CaseReference("LUM-2026-0001")).alerts
    assert [said["event"] for said in told_in(caplog)] == ["pass-failed"]


def test_a_jump_of_the_wall_clock_is_noted_either_way_and_time_that_goes_by_is_none(place: Services) -> None:
    runner = Runner(services=place)
    assert isinstance(place.clock, SetClock)
    for forward in (0.0, 3 * 86400.0, -3600.0, 30.0):
        runner.watch()
        wait(place, 5)
        place.clock.moment += timedelta(seconds=forward)
    runner.watch()
    ended()
    with place.store.reading() as reading:
        found = {each.code: each.detail for each in reading.troubles(reading.organisation().id)}

    assert found == {TroubleCode.CLOCK_FORWARD: "259200", TroubleCode.CLOCK_BACK: "3600"}
    runner.stop()


def test_where_nothing_wakes_the_jobs_an_administrator_is_told_all_the_same(place: Services) -> None:
    relay = FakeRelay()
    room = Postroom(relay=relay, site="https://d.example", domain="d.example", burst=9)
    runner = Runner(services=replace(place, postroom=room))
    guarded("sweep", runner.sweep)
    for _ in range(4):
        wait(place, 61)
        runner.watch()
        ended()

    assert len(relay.taken) == 1
    assert "Deadlines are not looked at" in relay.taken[0].text
    runner.stop()


def ended() -> None:
    """Wait for what runs beside the jobs."""
    for thread in threading.enumerate():
        if thread.name.endswith("-beside"):
            thread.join(30)


def test_a_pass_that_gets_on_is_not_taken_for_silent_however_long_it_takes(place: Services) -> None:
    runner = Runner(services=place)
    guarded("sweep", runner.sweep)
    wait(place, 3 * SWEEP_SECONDS + 1)
    assert runner.silent_for > 3 * SWEEP_SECONDS
    stops = runner.rest(0)

    assert (runner.silent_for, stops) == (0, False)
    runner.stop()
    assert runner.rest(60)


def test_the_watchdog_arms_the_jobs_again_and_sweeps_nothing_itself(place: Services, store: Flaky) -> None:
    runner = Runner(services=place)
    guarded("sweep", runner.sweep)
    runner.arm()
    wait(place, 3 * SWEEP_SECONDS)
    assert not runner.watch()
    wait(place, 1)
    before = len(store.asked)

    assert runner.watch()
    ended()
    assert [each for each in store.asked[before:] if not each.endswith("-beside")] == []
    assert {job.id for job in runner.scheduler.get_jobs()} >= {"sweep", "outbox", "policies"}
    assert not runner.watch()
    wait(place, SWEEP_SECONDS)
    assert runner.watch()
    ended()


def test_the_scheduler_begins_with_the_database_away_and_asks_it_in_threads_of_its_own(
    place: Services, store: Flaky
) -> None:
    store.away = True
    runner = Runner(services=place)
    runner.start()
    called = store.called.wait(SOON)
    runner.stop()

    assert called
    assert threading.current_thread().name not in store.asked


def test_it_is_known_when_nothing_wakes_the_jobs_any_more(place: Services) -> None:
    runner = Runner(services=place)
    runner.start()
    alive = not runner.ended.is_set()
    runner.stop()

    assert alive
    assert runner.ended.wait(SOON)


def test_a_case_that_was_set_aside_is_tried_at_the_start_and_once_an_hour(place: Services) -> None:
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), CaseReference("LUM-2026-0001"))
    runner = Runner(services=place)
    guarded("sweep", runner.sweep)
    back = []
    for seconds in (0, 30 * 60, 30 * 60):
        wait(place, seconds)
        with place.store.writing() as writing:
            writing.note_failure(case.organisation, case.id, "a reference", 1)
        wait(place, 1)
        move_far(place)
        guarded("sweep", runner.sweep)
        with place.store.reading() as reading:
            back.append(not reading.set_aside(case.organisation))

    assert back == [False, False, True]


def move_far(place: Services) -> None:
    """Let more alerts come due, without letting the machine's own clock go on."""
    assert isinstance(place.clock, SetClock)
    place.clock.moment += timedelta(days=2)


def test_a_process_that_serves_builds_beforehand_what_would_keep_people_waiting() -> None:
    asks = (
        "import gc, sys; from duecourse.scheduler import SLICE, make_room; from engine.record import chain, snapshot; "
        "make_room(); assert gc.get_freeze_count() > 10_000; assert sys.getswitchinterval() == SLICE; "
        "assert all(each.cache_info().currsize == 1 for each in (snapshot._cases, snapshot._fields, chain._events))"
    )
    ended = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr


class Ring:
    """Something that holds itself, so that only a search for rubbish takes it away."""

    def __init__(self) -> None:
        self.itself = self


def test_rubbish_is_looked_for_between_two_batches_and_not_while_the_lock_is_held(place: Services) -> None:
    runner = Runner(services=place)
    gc.disable()
    try:
        made = ref(Ring())
        there = made() is not None
        runner.rest(0)
        gone = made() is None
    finally:
        gc.enable()

    assert (there, gone) == (True, True)
