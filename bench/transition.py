"""One committed transition against the floor: load, decide, seal, write, with deadline and outbox rows.

Ours is the whole use case: permission, guards, hash chain, deadlines, outbox.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.floor import CASES, postgresql_floor, sqlite_floor
from duecourse.casework.commands import steps
from duecourse.casework.context.services import Caller, Services
from engine.identity import CASE, ActionName, CaseReference
from store import open_store
from tests.databases import postgresql
from tests.services import act, caller, report, services_on

ROUNDS, CHUNK = 30, 20
SHARED_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Row:
    """One line of the table; times in microseconds."""

    what: str
    ours: float
    floor: float
    goal: str

    @property
    def ratio(self) -> float:
        """Give how many times the floor ours takes."""
        return self.ours / self.floor


def measure() -> list[Row]:
    """Measure on disk, in shared memory where there is some, and on PostgreSQL."""
    rows = []
    with folder(None) as place:
        rows.append(compare("SQLite, on disk", f"sqlite:///{place / 'ours.db'}", place, sqlite_floor(place), "≤ 1.5"))
    if SHARED_MEMORY.is_dir():
        with folder(SHARED_MEMORY) as place:
            url = f"sqlite:///{place / 'ours.db'}"
            rows.append(compare("SQLite, in memory (tmpfs)", url, place, sqlite_floor(place), "≤ 2.5"))
    with folder(None) as place, postgresql() as url, postgresql() as other:
        rows.append(compare("PostgreSQL", url, place, postgresql_floor(other), "≤ 1.5"))
    return rows


@contextmanager
def folder(parent: Path | None) -> Generator[Path]:
    """Make a folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(dir=parent))
    yield made
    shutil.rmtree(made)


def compare(what: str, url: str, place: Path, floor: Callable[[int], None], goal: str) -> Row:
    """Interleave ours and the floor in small chunks."""
    store = open_store(url)
    services = services_on(store, place)
    references = _prepared(services)
    ours: list[float] = []
    bare: list[float] = []
    by = caller(services, "oakfield-senior")
    for round_ in range(ROUNDS):
        for number in range(CHUNK):
            reference = references[(round_ * CHUNK + number) % CASES]
            ours.append(_timed(partial(_transition, services, by, reference)))
        bare += [_timed(partial(floor, number)) for number in range(CHUNK)]
    store.close()
    return Row(what, median(ours) * 1e6, median(bare) * 1e6, goal)


def _prepared(services: Services) -> list[CaseReference]:
    references = [report(services, f"https://a.example/{number}") for number in range(CASES)]
    for reference in references:
        act(
            services,
            "senior",
            reference,
            "case/1",
            "triage",
            scope="in_scope",
            scope_reason="x",
            danger_confirmed="yes",
        )
        act(services, "senior", reference, "case/1", "open_tracks")
    return references


def _transition(services: Services, by: Caller, reference: CaseReference) -> None:
    """A review: permission, guards, an answer in words, a met deadline and the next one begun, sealed and committed."""
    steps.take_step(services, by, reference, CASE, ActionName("review"), facts={"review_note": "As before."})


def _timed(run: Callable[[], None]) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: {row.ours:.0f} µs against {row.floor:.0f} µs: ratio {row.ratio:.2f} (goal {row.goal})")
