"""Eight people at once before one process of `duecourse serve`, over HTTP on this machine, one JSON object a row.

Each opens Work, the list of cases, cases and steps, and of every ten visits one takes a step: its page, the answers,
the check, the confirmation. They wait for nothing, and they and the server share the cores. All are signed in as the
manager who sees every case, each working on cases of their own. The scheduler runs beside, as in every such process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from threading import Thread
from time import perf_counter

from bench.crowd import DAYS, SENIOR, build
from bench.growth import DATABASES
from bench.transition import folder
from bench.visitor import Visitor
from duecourse.clock import SystemClock
from engine.identity import CaseReference
from tests.databases import postgresql
from tests.sealing import open_sealed
from tests.serving import LISTENS, environment

PEOPLE_AT_ONCE, SECONDS = 8, 60.0
CASES, PEOPLE = (320, 10_000), 55
MANY, SOON = 120, 250
GOAL = f"≥ {MANY} requests/s, 99 % within {SOON} ms, no errors; 10,000 cases"
VISITS = ("Work",) * 2 + ("cases",) * 2 + ("case",) * 4 + ("step",) + ("act",)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the server did under load; times in milliseconds, memory (resident) in megabytes."""

    database: str
    cases: int
    seconds: float
    requests_s: float
    p50_ms: float
    p99_ms: float
    errors: int
    memory_before_mb: float
    memory_after_mb: float

    @property
    def is_met(self) -> bool:
        """Say whether every goal is met."""
        return self.requests_s >= MANY and self.p99_ms <= SOON and not self.errors


def measure(
    cases: Iterable[int] = CASES, databases: Iterable[str] = DATABASES, seconds: float = SECONDS
) -> Generator[Row]:
    """Measure each size on each database, for so many seconds."""
    for database in databases:
        for size in cases:
            with folder(None) as place, _url(database, place) as url:
                yield _at_size(database, size, seconds, place, url)


@contextmanager
def _url(database: str, place: Path) -> Generator[str]:
    with postgresql() if database == "PostgreSQL" else nullcontext(f"sqlite:///{place / 'duecourse.db'}") as url:
        yield url


def _at_size(database: str, cases: int, seconds: float, place: Path, url: str) -> Row:
    with closing(open_sealed(url)) as store:
        crowd = build(store, place, cases=cases, people=PEOPLE, begun=SystemClock().now() - DAYS)
        running = crowd.running
    with _served(place, url) as (port, process):
        visitors = [Visitor(port=port) for _ in range(PEOPLE_AT_ONCE)]
        for visitor in visitors:
            visitor.sign_in(SENIOR)
            visitor.get("/work")
            visitor.taken.clear()
        before, began = _memory(process), perf_counter()
        threads = [
            Thread(target=_visit, args=(visitor, running[number::PEOPLE_AT_ONCE], Random(number), began + seconds))
            for number, visitor in enumerate(visitors)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, after = perf_counter() - began, _memory(process)
        for visitor in visitors:
            visitor.connection.close()
    taken = [1000 * each for visitor in visitors for each in visitor.taken]
    faults = [fault for visitor in visitors for fault in visitor.faults]
    print("\n".join(faults[:10]), file=sys.stderr, end="\n" if faults else "")
    cut = quantiles(taken, n=100)
    return Row(
        database=database,
        cases=cases,
        seconds=round(took, 1),
        requests_s=round(len(taken) / took, 1),
        p50_ms=round(cut[49], 1),
        p99_ms=round(cut[98], 1),
        errors=len(faults),
        memory_before_mb=before,
        memory_after_mb=after,
    )


def _visit(visitor: Visitor, cases: Sequence[CaseReference], chance: Random, end: float) -> None:
    """Visit page after page until the end. What fails is noted, and the next visit follows."""
    while perf_counter() < end:
        case = chance.choice(cases)
        step = f"/cases/{case}/case/1/review"
        try:
            match chance.choice(VISITS):
                case "Work":
                    visitor.get("/work")
                case "cases":
                    visitor.get("/cases")
                case "case":
                    visitor.get(f"/cases/{case}")
                case "step":
                    visitor.get(step)
                case _:
                    check = visitor.send(visitor.get(step), "review_note", review_note="As before.")
                    visitor.send(check, "once")
        except (OSError, LookupError) as error:
            visitor.faults.append(str(error))


@contextmanager
def _served(place: Path, url: str) -> Generator[tuple[int, int]]:
    """Serve the trust in a process of its own until the block ends. Gives its port and the number of the process."""
    command = [sys.executable, "-m", "duecourse", "--data", str(place), "serve", "--listen", "127.0.0.1:0"]
    settings = {**environment(), "DUECOURSE_DATABASE": url}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=settings
    ) as running:
        if running.stdout is None:
            raise RuntimeError("The server has no way to speak.")
        said = ""
        while not (found := LISTENS.search(said)):
            line = running.stdout.readline()
            if not line:
                raise RuntimeError(said)
            said += line
        reader = Thread(target=running.stdout.read)  # a server whose words nobody takes would stand still
        reader.start()
        try:
            yield int(found[1]), running.pid
        finally:
            running.terminate()
            reader.join()


def _memory(process: int) -> float:
    """Give the resident memory of a process in megabytes; 0 where the machine does not tell."""
    status = Path(f"/proc/{process}/statm")
    if not status.exists():
        return 0.0
    return round(int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def main() -> None:
    """Measure, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    asked.add_argument("--seconds", type=float, default=SECONDS, help="how long each row takes")
    asked.add_argument("--cases", type=int, nargs="+", default=CASES, help="how many cases, in place of 320 and 10,000")
    asked.add_argument("--database", choices=DATABASES, nargs="+", default=DATABASES, help="in place of both")
    given = asked.parse_args()
    for row in measure(given.cases, given.database, given.seconds):
        print(json.dumps(asdict(row)), flush=True)


if __name__ == "__main__":
    main()
