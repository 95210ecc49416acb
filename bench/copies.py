"""How long a backup, putting it back, and moving to PostgreSQL take: the commands themselves, a JSON object for each.

The trust is that of `bench.crowd`, without evidence, whose bytes would be copied too. Each command verifies what it
made before it says that it is done; that is measured with it. What the server of PostgreSQL spends is in `wall_s`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from bench.crowd import build
from bench.transition import SHARED_MEMORY, folder
from tests.databases import postgresql
from tests.sealing import open_sealed

CASES, PEOPLE = 10_000, 2_000
MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one command took; `megabytes` is the size of what it made, where that is one file.

    `peak_megabytes` is the most memory that any command had up to then.
    """

    what: str
    cases: int
    cpu_s: float
    wall_s: float
    megabytes: float
    peak_megabytes: float


def measure(cases: int = CASES, people: int = PEOPLE) -> Generator[Row]:
    """Back a trust up, put the backup back, and move what was put back to PostgreSQL."""
    with folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place, postgresql() as server:
        data, again, archive = place / "data", place / "again", place / "backup.zip"
        data.mkdir()
        with closing(open_sealed(f"sqlite:///{data / 'duecourse.db'}")) as store:
            build(store, data, cases=cases, people=people)
        for what, words, made in (
            ("backup", ("--data", str(data), "backup", str(archive)), archive),
            ("restore", ("--data", str(again), "restore", str(archive)), again / "duecourse.db"),
            ("move-store", ("--data", str(again), "move-store", f"sqlite:///{again / 'duecourse.db'}", server), None),
        ):
            yield _timed(what, words, made, cases)


def _timed(what: str, words: tuple[str, ...], made: Path | None, cases: int) -> Row:
    """Run a command to its end, and say what it took. Raises CalledProcessError where it did not do it."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    environment = {**os.environ, "DUECOURSE_AS": "central"}
    subprocess.run([sys.executable, "-m", "duecourse", *words], env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Row(
        what=what,
        cases=cases,
        cpu_s=round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        wall_s=round(perf_counter() - began, 1),
        megabytes=round(made.stat().st_size / MEGABYTE, 1) if made else 0.0,
        peak_megabytes=round(after.ru_maxrss / 1000, 1),
    )


def main() -> None:
    """Measure, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.copies", description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES, help=f"how many, in place of {CASES:,}")
    for row in measure(asked.parse_args().cases):
        print(json.dumps(asdict(row)), flush=True)


if __name__ == "__main__":
    main()
