"""One committed transition against the floor: load, decide, seal, write, with deadline and outbox rows.

Ours is the whole use case: permission, guards, hash chain, deadlines, outbox.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time

from bench.crowd import build
from bench.floor import postgresql_floor, sqlite_floor
from duecourse.casework.commands import steps
from duecourse.casework.context.services import Caller, Services
from engine.identity import CASE, ActionName, CaseReference
from tests.databases import postgresql
from tests.sealing import open_sealed

CASES, PEOPLE, ROUNDS, CHUNK = 400, 55, 30, 20
Floor = Callable[[int], None]
SHARED_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Row:
    """One line of the table; times in microseconds."""

    what: str
    ours: float
    floor: float
    goal: float

    @property
    def ratio(self) -> float:
        """Give how many times the floor ours takes."""
        return self.ours / self.floor


def measure() -> list[Row]:
    """Measure on disk, in shared memory where there is some, and on PostgreSQL."""
    rows = []
    with folder(None) as place:
        rows.append(compare("SQLite, on disk", f"sqlite:///{place / 'ours.db'}", place, sqlite_floor(place), 5))
    if SHARED_MEMORY.is_dir():
        with folder(SHARED_MEMORY) as place:
            url = f"sqlite:///{place / 'ours.db'}"
            rows.append(compare("SQLite, in shared memory", url, place, sqlite_floor(place), 20, process_time))
    with folder(None) as place, postgresql() as url, postgresql() as other:
        rows.append(compare("PostgreSQL", url, place, postgresql_floor(other), 2.5))
    return rows


@contextmanager
def folder(parent: Path | None) -> Generator[Path]:
    """Make a folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(dir=parent))
    yield made
    shutil.rmtree(made)


def compare(
    what: str, url: str, place: Path, floor: Floor, goal: float, clock: Callable[[], float] = perf_counter
) -> Row:
    """Interleave ours and the floor in small chunks, each on a case picked by chance; `clock` tells what they take."""
    chance, ours, bare = Random(1), list[float](), list[float]()
    with closing(open_sealed(url)) as store:
        crowd = build(store, place, cases=CASES, people=PEOPLE)
        by = crowd.senior
        for _ in range(ROUNDS):
            for case in chance.choices(crowd.running, k=CHUNK):
                ours.append(_timed(partial(_transition, crowd.services, by, case), clock))
            bare += [_timed(partial(floor, number), clock) for number in range(CHUNK)]
    return Row(what, median(ours) * 1e6, median(bare) * 1e6, goal)


def _transition(services: Services, by: Caller, reference: CaseReference) -> None:
    """A review: permission, guards, an answer in words, a met deadline and the next one begun, sealed and committed."""
    steps.take_step(services, by, reference, CASE, ActionName("review"), facts={"review_note": "As before."})


def _timed(run: Callable[[], None], clock: Callable[[], float]) -> float:
    began = clock()
    run()
    return clock() - began


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: {row.ours:.0f} µs against {row.floor:.0f} µs: ratio {row.ratio:.2f} (goal ≤ {row.goal:g})")
