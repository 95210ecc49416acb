"""Real processes: a database that is locked or away, signals while somebody waits, and parts that die."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from threading import Event

import psycopg
import pytest

from duecourse.casework.commands.sweep import EVERY
from tests.databases import postgresql
from tests.faults.processes import fill, own_postgresql, started, swept

pytestmark = pytest.mark.thorough

RUNS = "The scheduler is running."
LEAVING = 20.0
"""Seconds within which a process ends that was asked to, whatever waits in it: four, on a machine that is not busy."""

TWO_INTERVALS = 2 * EVERY.total_seconds()
LOCKED, AWAY, MINUTE = 90.0, 70.0, 60.0
OK, UNAVAILABLE = 200, 503


@contextmanager
def locked_sqlite(url: str) -> Generator[None]:
    """Hold the write lock."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextmanager
def locked_postgresql(url: str) -> Generator[None]:
    """Let nobody write what every sweep writes; reading goes on, as it does beside the lock of SQLite."""
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE cases, sweeps, outbox IN EXCLUSIVE MODE")
        yield
        connection.rollback()


Lock = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Lock]]:
    """Give a database with a case whose clocks ran out, and a way to lock it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'duecourse.db'}"
        fill(url, tmp_path)
        yield url, locked_sqlite
        return
    with postgresql() as url:
        fill(url, tmp_path)
        yield url, locked_postgresql


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_process_while_a_job_waits_for_a_lock(
    stored: tuple[str, Lock], tmp_path: Path, number: signal.Signals
) -> None:
    url, lock = stored
    with lock(url), started(tmp_path, url, "worker") as worker:
        worker.wait_for(RUNS)
        # the first pass comes at once, and waits ten seconds for the lock: now it is amid that
        Event().wait(2)
        code, seconds = worker.signalled(number, MINUTE)

    assert code == 0
    assert seconds < LEAVING


@pytest.mark.parametrize(
    ("command", "thread"), [("worker", "APScheduler"), ("run", "APScheduler"), ("run", "duecourse-web")]
)
def test_a_part_that_dies_ends_the_process_with_a_failure(tmp_path: Path, command: str, thread: str) -> None:
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    fill(url, tmp_path)
    with started(tmp_path, url, command, thread=thread) as process:
        process.wait_for(RUNS)
        process.kill_thread()

        assert process.ended(MINUTE) == 1


def test_a_write_lock_held_for_ninety_seconds_from_before_the_start_is_outlived(
    stored: tuple[str, Lock], tmp_path: Path
) -> None:
    url, lock = stored
    with ExitStack() as stack:
        with lock(url):
            site = stack.enter_context(started(tmp_path, url, "run"))
            site.wait_for(RUNS)
            Event().wait(LOCKED)
            # a busy machine may take its time, as long as the answer comes
            site.wait_until(lambda: site.ask("/health") == OK, MINUTE)
            ready = site.ask("/ready")
        resumed = site.wait_until(lambda: site.ask("/ready") == OK, TWO_INTERVALS)
        code, seconds = site.signalled(signal.SIGTERM, MINUTE)

    assert ready == UNAVAILABLE
    assert resumed < TWO_INTERVALS
    assert swept(url)
    assert (code, seconds < LEAVING) == (0, True)


def test_a_postgresql_that_is_away_at_the_start_and_again_for_seventy_seconds_is_outlived(tmp_path: Path) -> None:
    with own_postgresql() as (server, url):
        fill(url, tmp_path)
        server.stop()
        with started(tmp_path, url, "worker") as worker:
            worker.wait_for("It is asked again every 5 seconds")
            server.start()
            begun = worker.wait_until(lambda: swept(url) is not None, TWO_INTERVALS)
            last = swept(url)
            server.stop()
            Event().wait(AWAY)
            server.start()
            resumed = worker.wait_until(lambda: swept(url) != last, TWO_INTERVALS)
            code, seconds = worker.signalled(signal.SIGTERM, MINUTE)

    assert max(begun, resumed) < TWO_INTERVALS
    assert (code, seconds < LEAVING) == (0, True)
