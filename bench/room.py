"""Whether the sweep leaves room: `python -m bench.room [--due 1000] [--people 2000] [--alone]`, one JSON object a row.

So many cases are all due at once. The sweep runs alone first; on a second store, people open pages and take steps in
two threads meanwhile. Give a folder in memory (`TMPDIR=/dev/shm`) to see the software without the disk.
"""

from __future__ import annotations

import argparse
import gc
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import thread_time
from typing import Any, cast

from bench.crowd import Crowd, build
from bench.machine import describe
from duecourse.casework.commands import steps
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from duecourse.cli import ALLOCATIONS
from duecourse.clock import SystemClock
from duecourse.scheduler import make_room, tidy_memory
from engine.errors import DuecourseError
from engine.identity import CASE, ActionName
from engine.ports.store import Store
from tests.sealing import open_sealed

LATER = timedelta(days=40)


@dataclass
class Timed:
    """A store that notes for how long each transaction of one thread held the lock."""

    store: Any
    thread: str
    held: list[float] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def writing(self, **said: bool) -> Generator[Any]:
        """Open a transaction of the store, and note how long it lasts."""
        with self.store.writing(**said) as writing:
            begun = now()
            yield writing
        if threading.current_thread().name == self.thread:
            self.held.append(now() - begun)


@dataclass
class MovedClock:
    """The machine's clock, moved to where the cases are due."""

    ahead: timedelta

    def now(self) -> datetime:
        """Give the present moment, moved."""
        return SystemClock().now() + self.ahead

    def monotonic(self) -> float:
        """Give seconds that only ever grow."""
        return now()


def now() -> float:
    """Give seconds that only ever grow."""
    return SystemClock().monotonic()


def pass_of(services: Services, done: threading.Event) -> dict[str, float]:
    """Run one pass; gives what it took."""
    begun, cpu = now(), thread_time()

    def rest(seconds: float) -> bool:
        tidy_memory()  # as the scheduler does
        return done.wait(seconds)

    swept = sweep(services, services.clock.now(), rest=rest)
    used = thread_time() - cpu
    return {"wall_s": round(now() - begun, 2), "cpu_s": round(used, 2), "fired": swept.fired}


def quantiles(taken: list[float]) -> dict[str, float]:
    """Give count, median, 99th percentile and longest, in milliseconds."""
    if not taken:
        return {"count": 0}
    found = sorted(taken)
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    rows = {name: round(1000 * found[min(len(found) - 1, int(part * len(found)))], 1) for name, part in at.items()}
    return {"count": len(found), **rows}


@dataclass
class Visitors:
    """People who open pages and take steps until a pass is over; how long each had to wait, and what was refused."""

    crowd: Crowd
    over: threading.Event
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: list[str] = field(default_factory=list)

    def look(self, number: int) -> None:
        """Open a case."""
        running = self.crowd.running
        case_view.look(self.crowd.services, self.crowd.senior, running[number * 7 % len(running)])

    def act(self, number: int) -> None:
        """Review a case."""
        running, note = self.crowd.running, {"review_note": f"As before, {number}."}
        reference = running[-1 - number % len(running)]
        steps.take_step(self.crowd.services, self.crowd.senior, reference, CASE, ActionName("review"), facts=note)

    def again(self, name: str, do: Callable[[int], None]) -> None:
        """Do something again and again, with a short rest in between."""
        for number in count():
            begun = now()
            try:
                do(number)
            except DuecourseError as error:
                self.refused.append(f"{type(error).__name__}: {error}")
            self.taken[name].append(now() - begun)
            if self.over.wait(0.02):
                return

    def work(self) -> dict[str, object]:
        """Let two of them work beside the pass. Gives how long they had to wait."""
        does = {"page": self.look, "step": self.act}
        threads = [threading.Thread(target=self.again, args=each) for each in does.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        waited: dict[str, object] = {name: quantiles(each) for name, each in self.taken.items()}
        return {**waited, "refused": len(self.refused), **({"first": self.refused[0]} if self.refused else {})}


def crowded(folder: Path, due: int, people: int) -> tuple[Crowd, Timed]:
    """Make a trust of a size on a clock that goes, after every clock of its cases has run out."""
    crowd = build(open_sealed(f"sqlite:///{folder / 'store.db'}"), folder, cases=due, people=people)
    timed = Timed(crowd.store, "sweeper")
    ahead = crowd.services.clock.now() + LATER - SystemClock().now()
    services = replace(crowd.services, store=cast("Store", timed), clock=MovedClock(ahead))
    return replace(crowd, services=services), timed


def row(due: int, people: int, *, alone: bool) -> dict[str, object]:
    """Measure one pass."""
    with TemporaryDirectory() as name:
        crowd, timed = crowded(Path(name), due, people)
        over, result = threading.Event(), dict[str, float]()

        def run() -> None:
            result.update(pass_of(crowd.services, threading.Event()))
            over.set()

        sweeper = threading.Thread(target=run, name="sweeper")
        sweeper.start()
        beside = {} if alone else Visitors(crowd, over).work()
        sweeper.join()
        crowd.store.close()
    held = sum(timed.held)
    return {
        "what": "sweep alone" if alone else "sweep, a page and a step meanwhile",
        "due": due,
        "people": people,
        **result,
        "held_ms_a_case": round(1000 * held / due, 3),
        "longest_hold_ms": round(1000 * max(timed.held), 1),
        **beside,
    }


def main() -> None:
    """Print a row for the pass alone, and one for it with people at work."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--due", type=int, default=1000)
    asked.add_argument("--people", type=int, default=2000)
    asked.add_argument("--alone", action="store_true")
    given = asked.parse_args()
    gc.set_threshold(ALLOCATIONS)
    make_room()  # as every process that serves does
    print(json.dumps({"machine": describe()}))
    for alone in (True, False)[: 1 if given.alone else 2]:
        print(json.dumps(row(given.due, given.people, alone=alone)), flush=True)


if __name__ == "__main__":
    main()
