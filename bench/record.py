"""How long the whole record of a trust takes to verify and to replay: one JSON object for each.

The trust is that of `bench.crowd`: every case with its chain, and its beginning in the chain of the organisation. There
is no evidence, whose bytes would be hashed too. Both tell how far they are; that is measured with them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from time import perf_counter, process_time

from bench.crowd import build
from bench.transition import SHARED_MEMORY, folder
from duecourse.casework.audit import verification
from tests.sealing import open_sealed

CASES, PEOPLE, GOAL_SECONDS = 10_000, 2_000, 120
LOOKS: Mapping[str, Callable[..., list[verification.Verification]]] = {
    "verify": verification.verify_cases,
    "replay": verification.replay_cases,
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one look at every record took; `wrong` counts what was found to be otherwise than it was written."""

    what: str
    cases: int
    cpu_s: float
    wall_s: float
    told: int
    wrong: int

    @property
    def is_met(self) -> bool:
        """Say whether it was quick enough, and nothing was wrong."""
        return self.cpu_s <= GOAL_SECONDS and not self.wrong


@dataclass
class Progress:
    """How often it was told how far a look is."""

    told: int = 0

    def tell(self, _done: int, _of: int) -> None:
        """Count."""
        self.told += 1


def measure(cases: int = CASES, people: int = PEOPLE) -> Generator[Row]:
    """Verify every case, then replay every case."""
    with (
        folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place,
        closing(open_sealed(f"sqlite:///{place / 'record.db'}")) as store,
    ):
        crowd = build(store, place, cases=cases, people=people)
        for what, look in LOOKS.items():
            progress = Progress()
            cpu, wall = process_time(), perf_counter()
            found = look(crowd.services, crowd.senior, told=progress.tell)
            yield Row(
                what=what,
                cases=len(found),
                cpu_s=round(process_time() - cpu, 1),
                wall_s=round(perf_counter() - wall, 1),
                told=progress.told,
                wrong=sum(bool(each.wrong) for each in found),
            )


def main() -> None:
    """Measure, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.record", description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES, help=f"how many, in place of {CASES:,}")
    for row in measure(asked.parse_args().cases):
        print(json.dumps(asdict(row)), flush=True)


if __name__ == "__main__":
    main()
