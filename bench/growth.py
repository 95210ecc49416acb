"""What everyday work costs while the cases and the people of a trust grow, one JSON object for each row.

Everything goes through the real use cases, the pages through the site as a server calls it, in this process and
without a network: a step (a review), a report that opens a case, the page of a case, Work, the list of cases, and a
sweep, which is told for each case that was due. The person who asks sees every case. All take turns, each on a case
picked by chance, and so does the floor (`bench.floor`), by which runs of different days can be compared; the median of
the rounds is given. Each review follows another of the same moment, so that it does as much in every case: the first
moves a clock and what stands before everybody. `cpu_ms` is the CPU of this process, without that of PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time

from bench.crowd import SENIOR, Crowd, build
from bench.floor import CASES as FLOOR_CASES
from bench.floor import postgresql_floor, sqlite_floor
from bench.page import call
from bench.transition import SHARED_MEMORY, folder
from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import sweep
from duecourse.web.app import build_app
from engine.identity import CASE, ActionName
from store.mapping import moment, when
from tests.databases import postgresql
from tests.sealing import open_sealed
from tests.services import move_clock, report
from tests.site import Site, cheap_passwords

CASES, PEOPLE, DATABASES = (40, 400, 10_000), (40, 2_000, 5_000), ("SQLite", "PostgreSQL")
QUICK = ((40, 2_000), (40, 2_000), ("SQLite",))
SECONDS, QUICK_SECONDS = 4.0, 0.7
ROUNDS, FEWEST_TURNS, CHUNK, SWEPT = 100, 3, 5, 40
Spent = tuple[float, float]
"""CPU and wall seconds."""
Size = tuple[int, int]
"""Cases and people."""
Work = Callable[[], object]

Floor = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one thing costs at one size, in milliseconds."""

    what: str
    database: str
    cases: int
    people: int
    cpu_ms: float
    wall_ms: float


def measure(
    cases: Iterable[int], people: Iterable[int], databases: Iterable[str], seconds: float = SECONDS
) -> Generator[Row]:
    """Measure every size in a store of its own, for up to so many seconds to each row."""
    staff = tuple(people)
    for database in databases:
        for size in cases:
            for heads in staff:
                yield from _at_size(database, size, heads, seconds)


@dataclass(frozen=True)
class Working:
    """A trust of a size, and what people do there again and again."""

    crowd: Crowd
    work: Mapping[str, Work]


def _at_size(database: str, cases: int, people: int, seconds: float) -> Generator[Row]:
    with working(database, cases, people) as at:
        spent_by = {**_by_turns(at.work, seconds, Random(1)), "sweep": _swept(at.crowd, seconds)}
        for what, spent in spent_by.items():
            cpu, wall = (round(1000 * median(side), 3) for side in zip(*spent, strict=True))
            yield Row(what=what, database=database, cases=cases, people=people, cpu_ms=cpu, wall_ms=wall)


@contextmanager
def _place(database: str) -> Generator[tuple[str, Floor, Path]]:
    """Give the URL of an empty database, the floor on another, and a folder, in shared memory where there is some."""
    with folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place:
        if database == "SQLite":
            yield f"sqlite:///{place / 'growth.db'}", sqlite_floor(place), place
        else:
            with postgresql() as url, postgresql() as other:
                yield url, postgresql_floor(other), place


@contextmanager
def working(database: str, cases: int, people: int) -> Generator[Working]:
    """Open a trust of a size in a store of its own. A sweep of it comes last, for that puts the clock forward."""
    with (
        _place(database) as (url, floor, place),
        closing(open_sealed(url)) as store,
        asyncio.Runner() as runner,
    ):
        crowd = build(store, place, cases=cases, people=people, reviewed=True)
        yield Working(crowd, _work(crowd, floor, runner))


def _work(crowd: Crowd, floor: Floor, runner: asyncio.Runner) -> Mapping[str, Work]:
    app = build_app(crowd.services, cheap_passwords())
    cookie = Site(crowd.services, app).person(SENIOR).client.cookies["duecourse"]
    chance, numbers, running, senior = Random(1), count(1), crowd.running, crowd.senior

    def step() -> None:
        note = {"review_note": f"As before, {next(numbers)}."}
        steps.take_step(crowd.services, senior, chance.choice(running), CASE, ActionName("review"), facts=note)

    def page(path: str) -> None:
        runner.run(call(app, path, cookie))

    return {
        "floor": lambda: floor(next(numbers) % FLOOR_CASES),
        "step": step,
        "open": lambda: report(crowd.services, f"https://posts.example/new/{next(numbers)}"),
        "case page": lambda: page(f"/cases/{chance.choice(running)}"),
        "Work": partial(page, "/work"),
        "cases": partial(page, "/cases"),
    }


def _by_turns(work: Mapping[str, Work], seconds: float, chance: Random) -> dict[str, list[Spent]]:
    """Take turns in an order left to chance; what is quick is done a few times in each of its turns."""
    for do in work.values():
        do()  # what is read once in a process is read now
    found: dict[str, list[Spent]] = {what: [] for what in work}
    for turn in range(ROUNDS // CHUNK):
        for what in chance.sample(list(work), len(work)):
            if turn < FEWEST_TURNS or _wall(found[what]) < seconds:
                found[what].append(timed(work[what]))
            for _ in range(1, CHUNK):
                if _wall(found[what]) < seconds * (turn + 1) * CHUNK / ROUNDS:
                    found[what].append(timed(work[what]))
    return found


def _wall(spent: Iterable[Spent]) -> float:
    return sum(wall for _, wall in spent)


def _swept(crowd: Crowd, seconds: float) -> list[Spent]:
    """Put the clock to where some forty clocks have an alert, sweep, and share the cost among the cases; again."""
    found: list[Spent] = []
    while not found or (len(found) < ROUNDS and _wall(found) * SWEPT < seconds):
        due = _next_due(crowd)
        if not due:
            break
        cpu, wall = timed(partial(sweep, crowd.services, crowd.services.clock.now()))
        found.append((cpu / due, wall / due))
    return found


def _next_due(crowd: Crowd) -> int:
    """Put the clock forward to where so many alerts are due. Gives how many cases that is."""
    planned = "FROM deadlines WHERE state = 'open' AND next_alert_at"
    with crowd.store.database.transaction(write=False) as cursor:
        moments = cursor.fetch(f"SELECT next_alert_at {planned} IS NOT NULL ORDER BY next_alert_at LIMIT ?", (SWEPT,))
        if not moments:
            return 0
        at = when(moments[-1][0])
        move_clock(crowd.services, max(at, crowd.services.clock.now()))
        cases: int = cursor.fetch(f"SELECT count(DISTINCT case_id) {planned} <= ?", (moment(at),))[0][0]
    return cases


def timed(do: Work) -> Spent:
    """Do something and give what it took."""
    wall, cpu = perf_counter(), process_time()
    do()
    return process_time() - cpu, perf_counter() - wall


def main() -> None:
    """Measure, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="SQLite, 40 and 2,000 people, 40 and 2,000 cases")
    asked.add_argument("--cases", type=int, nargs="+", help="how many cases, in place of 40, 400 and 10,000")
    asked.add_argument("--people", type=int, nargs="+", help="how many people, in place of 40, 2,000 and 5,000")
    asked.add_argument("--database", choices=DATABASES, nargs="+", help="in place of both")
    asked.add_argument("--seconds", type=float, help="how long each row may take")
    given = asked.parse_args()
    cases, people, databases = QUICK if given.quick else (CASES, PEOPLE, DATABASES)
    seconds = given.seconds or (QUICK_SECONDS if given.quick else SECONDS)
    for row in measure(given.cases or cases, given.people or people, given.database or databases, seconds):
        print(json.dumps(asdict(row)), flush=True)


if __name__ == "__main__":
    main()
