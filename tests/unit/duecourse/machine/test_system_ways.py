"""Locks, and limits that a machine does not know."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from duecourse.machine.system_ways import hold_to, lock, was_stopped


def test_what_one_has_locked_another_does_not_get_until_it_is_closed(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.touch()
    first, second = (os.open(place, os.O_RDWR) for _ in range(2))
    lock(first)
    with pytest.raises(BlockingIOError):
        lock(second, wait=False)
    os.close(first)
    lock(second, wait=False)
    os.close(second)


def test_a_limit_that_this_machine_does_not_know_is_left_out() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    hold_to({"RLIMIT_OF_NOTHING": 1})

    assert resource.getrlimit(resource.RLIMIT_CORE) == before


@pytest.mark.parametrize(("code", "stopped"), [(-9, True), (-24, True), (0, False), (1, False), (-15, False)])
def test_who_was_killed_or_used_up_the_time_was_stopped(code: int, *, stopped: bool) -> None:
    assert was_stopped(code) is stopped
