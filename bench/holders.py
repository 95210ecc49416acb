"""How long a new holder of a post waits for its open cases, and others beside it: one JSON object.

The trust is that of `bench.crowd`. The senior manager of the school leaves, somebody else gets the post, and the
batches run that let roles and lists follow, with their rests in between, as a scheduler runs them. With `--beside`
somebody opens pages and somebody takes steps meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from typing import cast

from bench.crowd import SENIOR, Crowd, build
from bench.room import Timed, Visitors, now
from bench.transition import SHARED_MEMORY, folder
from duecourse.casework.administration import posts
from duecourse.casework.administration.posts import Giving
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.context.services import Caller
from duecourse.cli import ALLOCATIONS
from duecourse.scheduler import make_room
from engine.ports.sights import CasesWanted
from engine.ports.store import Store
from tests.sealing import open_sealed
from tests.services import caller

CASES, PEOPLE, GOAL_SECONDS = 1000, 60, 60
POST, NEXT, KEEPER, OTHER = "senior manager@oakfield", "oakfield-leader", "central", "oakfield-head"
FOLLOWER = "follower"


class _Headed(Crowd):
    """A crowd in which somebody else sees every case, as the senior manager leaves."""

    @property
    def senior(self) -> Caller:
        """Give the head of the school."""
        return caller(self.services, OTHER)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What it took until the new holder saw `gained` of the cases, and the one before them `left`; per 1,000 cases.

    `longest_hold_ms` is how long a batch held the write lock at most, `waited` how long those beside it had to wait.
    """

    cases: int
    gained: int
    left: int
    followed: int
    cpu_s: float
    wall_s: float
    longest_hold_ms: float
    waited: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        """Say whether it was within a minute per thousand cases, and nothing is missing."""
        return self.wall_s <= GOAL_SECONDS and not self.left


def measure(cases: int = CASES, people: int = PEOPLE, *, beside: bool = False) -> Row:
    """Let a post pass from one to another."""
    with (
        folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place,
        closing(open_sealed(f"sqlite:///{place / 'holders.db'}")) as store,
    ):
        crowd = build(store, place, cases=cases, people=people)
        timed = Timed(store, FOLLOWER)
        services = replace(crowd.services, store=cast("Store", timed))
        keeper = caller(services, KEEPER)
        posts.end_post(services, keeper, SENIOR, POST)
        posts.give_post(services, keeper, NEXT, Giving(post=POST))
        headed = _Headed(
            store=crowd.store, services=services, cases=crowd.cases, people=crowd.people, running=crowd.running
        )
        took, waited = _followed(headed, beside=beside)
        with store.reading() as reading:
            gained, left = (
                reading.count_cases(caller(services, who).viewer, CasesWanted(ended=False, mine=True), cases)
                for who in (NEXT, SENIOR)
            )
    return Row(
        cases=cases,
        gained=gained,
        left=left,
        followed=round(took["followed"]),
        cpu_s=round(took["cpu"] * 1000 / cases, 1),
        wall_s=round(took["wall"] * 1000 / cases, 1),
        longest_hold_ms=round(1000 * max(timed.held), 1),
        waited=waited,
    )


def _followed(crowd: Crowd, *, beside: bool) -> tuple[Mapping[str, float], Mapping[str, object]]:
    """Let all cases follow, alone or with people at work. Gives what it took, and how long they waited."""
    took: dict[str, float] = {}
    over = threading.Event()

    def follow() -> None:
        begun, cpu = now(), resource.getrusage(resource.RUSAGE_THREAD).ru_utime
        took["followed"] = catch_up(crowd.services, crowd.services.clock.now(), rest=threading.Event().wait)
        took["cpu"] = resource.getrusage(resource.RUSAGE_THREAD).ru_utime - cpu
        took["wall"] = now() - begun
        over.set()

    follower = threading.Thread(target=follow, name=FOLLOWER)
    follower.start()
    waited = Visitors(crowd, over).work() if beside else {}
    follower.join()
    return took, waited


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--beside", action="store_true")
    asked = parser.parse_args()
    gc.set_threshold(ALLOCATIONS)
    make_room()  # as every process that serves does
    print(json.dumps(asdict(measure(asked.cases, beside=asked.beside))))


if __name__ == "__main__":
    main()
