"""Duecourse as a process of its own, started by its command and stopped by a signal."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from duecourse.demo import make_accounts
from store.connection.database import connect
from tests.cli import MONDAY
from tests.databases import open_store
from tests.services import services_on
from tests.site import cheap_passwords

LISTENS = re.compile(r"listens at 127\.0\.0\.1:(\d+)")


@dataclass(frozen=True, slots=True)
class Process:
    """A command that runs, the port it listens at, and what it said up to there."""

    running: subprocess.Popen[str]
    port: int
    said: str


@contextmanager
def duecourse(folder: Path, *words: str, settings: Mapping[str, str] | None = None) -> Generator[Process]:
    """Run a command that serves, until the block ends; `settings` are variables of its own."""
    running = subprocess.Popen(
        [sys.executable, "-m", "duecourse", "--data", str(folder), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**environment(), **(settings or {})},
    )
    assert running.stdout is not None
    said = ""
    try:
        while not (found := LISTENS.search(said)):
            line = running.stdout.readline()
            assert line, said
            said += line
        yield Process(running, int(found[1]), said)
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)


def ended(folder: Path, *words: str, largest_file: int = 0) -> tuple[int, str]:
    """Run a command that ends by itself, on a disk that takes no larger file. Gives its code and all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "duecourse", "--data", str(folder), *words],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
        preexec_fn=partial(_limit, largest_file) if largest_file else None,
    )
    return done.returncode, done.stdout + done.stderr


def _limit(size: int) -> None:
    # what would be beyond is refused with an error, as by a full disk, and not with a signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def environment() -> dict[str, str]:
    """Give the environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DUECOURSE_")}


def make_trust(folder: Path) -> Path:
    """Make a trust that calls itself real, with the people and passwords of the demo."""
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'duecourse.db'}"
    place = services_on(open_store(url), folder, MONDAY)
    make_accounts(place, cheap_passwords())
    place.store.close()
    database = connect(url)
    with database.transaction(write=True) as cursor:
        cursor.run("UPDATE organisations SET demo = FALSE")
    database.close()
    return folder
