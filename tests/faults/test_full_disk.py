"""Row 6 of the faults: a disk that is full loses nothing that was there, is told, and is outlived once there is room.

A limit to the size of what the process may write does what a full disk does, on every machine.
"""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.context.services import Services
from duecourse.clock import SystemClock
from duecourse.identifiers import RandomIdentifiers
from tests.databases import open_store
from tests.faults.processes import Process, fill, started, swept
from tests.faults.raised import raised
from tests.faults.test_clocks_never_die import MINUTE, OK, TWO_INTERVALS, UNAVAILABLE
from tests.services import report, services_of

pytestmark = pytest.mark.thorough

CASES, ADDRESSES = 10, 4
NO_LIMIT = resource.RLIM_INFINITY


@contextmanager
def full(process: Process) -> Generator[None]:
    """Let a process write nothing more to any file, its own log included."""
    resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (1, NO_LIMIT))
    yield
    resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))


def add_late(place: Services) -> int:
    """Report more cases whose clocks have run out, as another machine would. Gives the number of their addresses."""
    for case in range(CASES):
        report(place, *(f"https://late.example/{case}/{number}" for number in range(ADDRESSES)))
    return CASES * ADDRESSES


def test_a_disk_that_is_full_is_told_loses_nothing_and_is_outlived(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    fill(url, tmp_path)
    store = open_store(url)
    days_ago = services_of(store, tmp_path, SystemClock().now() - timedelta(days=3), RandomIdentifiers())
    with started(tmp_path, url, "run") as site:
        site.wait_until(lambda: swept(url) is not None and site.ask("/ready") == OK, MINUTE)
        before = raised(days_ago)
        with full(site):
            late = add_late(days_ago)
            site.wait_until(lambda: site.ask("/ready") == UNAVAILABLE, MINUTE + 2 * TWO_INTERVALS)
            alive, meanwhile = site.ask("/health"), raised(days_ago)
        resumed = site.wait_until(lambda: swept(url) is not None and site.ask("/ready") == OK, TWO_INTERVALS)
    found = raised(days_ago)
    store.close()
    print(f"{late} deadlines passed while the disk was full; resumed after {resumed:.0f} s")  # noqa: T201

    assert alive == OK
    assert meanwhile.alerts == before.alerts
    assert found.is_exact, found
    assert found.overdue >= before.overdue + late
