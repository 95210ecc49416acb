"""Finding a browser: the one that Playwright keeps is started too, and where there is none, that is said and ends."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from scripts.attempts import Attempt
from scripts.browser import ADVICE, Machine, candidates, find_browser, main

FAILS = Attempt((sys.executable, "-c", "raise SystemExit(7)"), 30)
MISSING = Attempt(("no-such-program",), 30)
HANGS = Attempt(("sh", "-c", "sleep 120 & wait"), 0.2)
LONGEST = 60
"""Seconds after which a search counts as one without an end."""
Given = TypeVar("Given")


def apart(do: Callable[[], Given]) -> Given:
    """Do something in a thread of its own, as other tests keep a Playwright open in this one; it has to end in time."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result(LONGEST)


@pytest.fixture(scope="module")
def real() -> str:
    """Find a browser that works, before a test lets this machine look empty."""
    return apart(find_browser) or pytest.fail(ADVICE)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder, the only one where Playwright looks for the browser it keeps."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    return folder


def machine(folder: Path, *attempts: Attempt, named: str = "") -> Machine:
    return Machine(named=named, search=str(folder), places=(str(folder / "chrome"),), attempts=attempts)


def broken_browser(folder: Path) -> Path:
    path = folder / "chromium"
    path.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_where_no_browser_is_and_none_can_be_got_that_is_said_and_the_search_ends(
    empty: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = apart(lambda: main(machine(empty, FAILS, MISSING, HANGS)))
    told = capfd.readouterr()

    assert code == 1
    assert told.out == ""
    assert told.err.endswith(f"{ADVICE}None is on this machine.\n")
    assert "it failed with exit code 7" in told.err
    assert "it cannot be run" in told.err
    assert "it took too long and was ended" in told.err


def test_an_attempt_that_takes_too_long_is_ended_with_all_that_it_started(empty: Path) -> None:
    pipe = empty / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    code = apart(lambda: main(machine(empty, Attempt(("sh", "-c", f"sleep 120 > '{pipe}' & wait"), 1))))
    watch = select.poll()
    watch.register(reading, 0)
    hung_up = watch.poll(10_000)  # told as soon as nobody holds the other end of the pipe any more
    os.close(reading)

    assert code == 1
    assert [event for _, event in hung_up] == [select.POLLHUP]


def test_a_browser_that_is_there_and_does_not_start_is_named(empty: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = broken_browser(empty)
    code = apart(lambda: main(machine(empty)))
    told = capfd.readouterr().err

    assert code == 1
    assert f"These are there and do not start:\n    {path}: " in told


def test_the_browser_that_playwright_keeps_is_started(real: str, empty: Path) -> None:
    kept = Path(apart(lambda: [*candidates(machine(empty))][1]))
    kept.parent.mkdir(parents=True)
    kept.symlink_to(Path(real).resolve())

    assert kept.is_relative_to(empty)
    assert apart(lambda: find_browser(machine(empty))) == str(kept)


def test_a_browser_that_an_attempt_brings_is_taken(real: str, empty: Path, capfd: pytest.CaptureFixture[str]) -> None:
    brings = Attempt(("ln", "-s", real, str(empty / "chromium")), 30)
    code = apart(lambda: main(machine(empty, brings)))

    assert code == 0
    assert capfd.readouterr().out == f"{empty / 'chromium'}\n"


def test_the_longest_that_getting_a_browser_may_take_is_less_than_twenty_minutes() -> None:
    assert 0 < sum(attempt.seconds for attempt in Machine().attempts) < 20 * 60
