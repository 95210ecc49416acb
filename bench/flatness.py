"""How many times as much work costs at a large size as at a small one: `python -m bench.flatness`, a JSON object a row.

Both sizes are open in one process and take turns, in an order left to chance, and the median of the ratios of these
turns is given: what else the machine does meets both alike. Sizes that were measured one after the other said 1.35 of
a step among 5,000 people on a busy machine; by turns it is 1.0. At 400 cases a process keeps every one of them read,
and of 10,000 it keeps 512: what a step costs more there is the reading of its case.

On SQLite it is CPU that is compared, on PostgreSQL, which works in processes of its own, the time that passes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from random import Random
from statistics import median

from bench.growth import DATABASES, SECONDS, Size, Spent, Work, timed, working

CHUNK, FEWEST = 5, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """How many times as much something may cost at a large size as at a small one."""

    what: str
    small: Size
    large: Size
    most: float


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """How many times as much something costs, and how often the two sizes took turns."""

    what: str
    database: str
    small: Size
    large: Size
    times: float
    turns: int


FLATS = (
    Flat(what="step", small=(40, 40), large=(40, 5_000), most=1.25),
    Flat(what="step", small=(400, 40), large=(10_000, 40), most=1.15),
    Flat(what="Work", small=(40, 40), large=(10_000, 40), most=1.3),
    Flat(what="cases", small=(40, 40), large=(10_000, 40), most=1.3),
)


def measure(
    flats: Sequence[Flat] = FLATS, databases: Iterable[str] = DATABASES, seconds: float = SECONDS
) -> Generator[Ratio]:
    """Compare each pair of sizes for up to so many seconds, every size in a store of its own."""
    for database in databases:
        with ExitStack() as opened:
            sizes = dict.fromkeys(size for flat in flats for size in (flat.small, flat.large))
            work = {size: opened.enter_context(working(database, *size)).work for size in sizes}
            for flat in flats:
                ratios = _by_turns((work[flat.small][flat.what], work[flat.large][flat.what]), database, seconds)
                yield Ratio(
                    what=flat.what,
                    database=database,
                    small=flat.small,
                    large=flat.large,
                    times=round(median(ratios), 3),
                    turns=len(ratios),
                )


def _by_turns(sides: tuple[Work, Work], database: str, seconds: float) -> list[float]:
    chance, ratios, passed = Random(1), list[float](), 0.0
    for do in sides:
        do()  # what is read once in a process is read now
    while len(ratios) < FEWEST or passed < seconds:
        costs: dict[Work, float] = {}
        for do in chance.sample(sides, 2):
            spent = [timed(do) for _ in range(CHUNK)]
            passed += sum(wall for _, wall in spent)
            costs[do] = median(_cost(each, database) for each in spent)
        ratios.append(costs[sides[1]] / costs[sides[0]])
    return ratios


def _cost(spent: Spent, database: str) -> float:
    cpu, wall = spent
    return cpu if database == "SQLite" else wall


def main() -> None:
    """Compare, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.flatness", description=__doc__)
    asked.add_argument("--database", choices=DATABASES, nargs="+", default=DATABASES, help="in place of both")
    asked.add_argument("--seconds", type=float, default=SECONDS, help="how long each row may take")
    given = asked.parse_args()
    for ratio in measure(databases=given.database, seconds=given.seconds):
        print(json.dumps(asdict(ratio)), flush=True)


if __name__ == "__main__":
    main()
