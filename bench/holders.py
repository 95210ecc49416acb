"""How long a new holder of a post waits for its open cases: one JSON object.

The trust is that of `bench.crowd`. The senior manager of the school leaves, somebody else gets the post, and the
batches run that let roles and lists follow: as a scheduler runs them, without its rests between them.
"""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import asdict, dataclass
from time import perf_counter, process_time

from bench.crowd import SENIOR, build
from bench.transition import SHARED_MEMORY, folder
from duecourse.casework.administration import posts
from duecourse.casework.administration.posts import Giving
from duecourse.casework.commands.sight_upkeep import catch_up
from engine.ports.sights import CasesWanted
from tests.sealing import open_sealed
from tests.services import caller

CASES, PEOPLE, GOAL_SECONDS = 1000, 60, 60
POST, NEXT, KEEPER = "senior manager@oakfield", "oakfield-leader", "central"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What it took until the new holder saw `gained` of the cases, and the one before them `left`; per 1,000 cases."""

    cases: int
    gained: int
    left: int
    followed: int
    cpu_s: float
    wall_s: float

    @property
    def is_met(self) -> bool:
        """Say whether it was within a minute per thousand cases, and nothing is missing."""
        return self.cpu_s <= GOAL_SECONDS and not self.left


def measure(cases: int = CASES, people: int = PEOPLE) -> Row:
    """Let a post pass from one to another."""
    with (
        folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place,
        closing(open_sealed(f"sqlite:///{place / 'holders.db'}")) as store,
    ):
        services = build(store, place, cases=cases, people=people).services
        keeper = caller(services, KEEPER)
        cpu, wall = process_time(), perf_counter()
        posts.end_post(services, keeper, SENIOR, POST)
        posts.give_post(services, keeper, NEXT, Giving(post=POST))
        followed = catch_up(services, services.clock.now())
        each = 1000 / cases
        took = (process_time() - cpu) * each, (perf_counter() - wall) * each
        with store.reading() as reading:
            gained, left = (
                reading.count_cases(caller(services, who).viewer, CasesWanted(ended=False, mine=True), cases)
                for who in (NEXT, SENIOR)
            )
    return Row(
        cases=cases, gained=gained, left=left, followed=followed, cpu_s=round(took[0], 1), wall_s=round(took[1], 1)
    )


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    print(json.dumps(asdict(measure(parser.parse_args().cases))))


if __name__ == "__main__":
    main()
