"""One durable step here, and as much of it in other programs, side by side.

Each step loads a case by its reference as one of its members, asks for the role of the person and for a guard, writes
the case at its next revision, an audit row, a clock that is met and its next round, and a notice; and commits. All
write to SQLite (WAL, every commit flushed), in shared memory where there is some, so that the software is measured and
not the disk. All take turns in small chunks, the order left to chance, and each chunk is compared with the one of the
floor (`bench.floor`) in the same round; the median of these ratios is given. What runs here does more: it folds and
seals an event, works out who is there and when clocks run out, and asks the rules of a procedure.

Peers run in processes of their own (`bench.peer_programs`), in an environment of their own, which
`make .venv-peers/.complete` brings to what `bench/peers.txt` says.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from bench.crowd import Crowd, build
from bench.floor import CASES as FLOOR_CASES
from bench.floor import sqlite_floor
from bench.transition import SHARED_MEMORY, folder
from duecourse.casework.commands import steps
from engine.identity import CASE, ActionName
from tests.sealing import open_sealed
from tests.services import report

ROUNDS, CHUNK = 40, 10

CASES, PEOPLE = 400, 55
ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS: Mapping[str, tuple[str, ...]] = {
    "raw sqlite3, the same rows": ("plain",),
    "SpiffWorkflow, 7 tasks": ("spiff", "7"),
    "SpiffWorkflow, 46 tasks": ("spiff", "46"),
    "django-fsm-2 and the ORM of Django": ("django_objects",),
    "SQLModel objects": ("sqlmodel_objects",),
    "DBOS, a workflow of one step": ("dbos_workflow",),
}
GOALS: Mapping[str, float] = {
    "SpiffWorkflow, 7 tasks": 1.3,
    "SpiffWorkflow, 46 tasks": 4,
    "django-fsm-2 and the ORM of Django": 2,
    "SQLModel objects": 2,
    "DBOS, a workflow of one step": 3,
}
"""So many times the CPU of `OURS` each should take."""

OURS, OPENING, FLOOR = "Duecourse, review", "Duecourse, report (opens a case)", "the floor"
FLOOR_GOALS: Mapping[str, float] = {OURS: 20}
Chunk = Callable[[int], float]
"""Takes so many steps. Gives the CPU seconds of all of them."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one step costs: CPU milliseconds, times the floor, and times a step of ours; with the goal for the last."""

    what: str
    cpu_ms: float
    floors: float
    ours: float
    goal: float | None


def measure(peers: Iterable[str] = PEERS, rounds: int = ROUNDS, chunk: int = CHUNK) -> list[Row]:
    """Measure ours and these peers, by turns."""
    with folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place, ExitStack() as running:
        store = running.enter_context(closing(open_sealed(f"sqlite:///{place / 'ours.db'}")))
        chunks = {FLOOR: here(sqlite_floor(place), FLOOR_CASES)}
        chunks |= _ours(build(store, place, cases=CASES, people=PEOPLE))
        for peer in peers:
            chunks[peer] = running.enter_context(peer_process(place, PEERS[peer]))
        spent = by_turns(chunks, rounds, chunk)
    return [
        Row(
            what=what,
            cpu_ms=1000 * median(each) / chunk,
            floors=paired(each, spent[FLOOR]),
            ours=paired(each, spent[OURS]),
            goal=GOALS.get(what),
        )
        for what, each in spent.items()
    ]


def paired(side: Iterable[float], other: Iterable[float]) -> float:
    """Give the median of how many times the other each of one side took, round by round."""
    return median(one / two for one, two in zip(side, other, strict=True))


def _ours(crowd: Crowd) -> dict[str, Chunk]:
    chance, numbers, running, senior = Random(1), count(1), crowd.running, crowd.senior

    def review(number: int) -> None:
        facts = {"review_note": f"As before, {number}."}
        steps.take_step(crowd.services, senior, chance.choice(running), CASE, ActionName("review"), facts=facts)

    def opening(_: int) -> None:
        report(crowd.services, f"https://posts.example/new/{next(numbers)}")

    return {OURS: here(review), OPENING: here(opening)}


def here(step: Callable[[int], object], numbers: int = 1_000_000) -> Chunk:
    """Take steps in this process; they are told one number after another, below `numbers`."""
    following = count()

    def chunk(steps: int) -> float:
        began = process_time()
        for _ in range(steps):
            step(next(following) % numbers)
        return process_time() - began

    return chunk


@contextmanager
def peer_process(place: Path, words: tuple[str, ...]) -> Generator[Chunk]:
    """Run a peer until the block ends. Raises RuntimeError where it ends before that."""
    own = place / "-".join(words)
    own.mkdir()
    command = [str(PYTHON), "-m", "bench.peer_programs", words[0], str(own), *words[1:]]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:

        def chunk(steps: int) -> float:
            if running.stdin is None or running.stdout is None:
                raise RuntimeError("The peer has no way to speak.")
            print(steps, file=running.stdin, flush=True)
            line = running.stdout.readline()
            if not line:
                raise RuntimeError(f"{' '.join(words)} ended.")
            return float(json.loads(line)[0])

        try:
            yield chunk
        finally:
            running.kill()


def by_turns(chunks: Mapping[str, Chunk], rounds: int, size: int) -> dict[str, list[float]]:
    """Let all take turns, the order left to chance; gives the CPU seconds of each chunk."""
    for chunk in chunks.values():
        chunk(2 * size)  # what is done once in a process is done now
    chance, spent = Random(1), dict[str, list[float]]({what: [] for what in chunks})
    for _ in range(rounds):
        for what in chance.sample(list(chunks), len(chunks)):
            spent[what].append(chunks[what](size))
    return spent


if __name__ == "__main__":
    for row in measure():
        wanted = f" (goal ≥ {row.goal:g})" if row.goal else ""
        print(f"{row.what}: {row.cpu_ms:.3f} ms, {row.floors:.1f} floors, {row.ours:.2f} times ours{wanted}")
