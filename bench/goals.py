"""What is wanted of a trust that grows, and whether rows of `bench.growth` reach it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.growth import Row

FLOOR_MS = 0.027
"""CPU milliseconds of the floor where the goals in milliseconds were set; a machine that is busy takes more for all."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One goal, what was measured, and whether that is enough."""

    what: str
    measured: str
    goal: str
    met: bool

    @property
    def line(self) -> str:
        """Write it as a row of a table; what is missed stands out."""
        return f"| {self.what} | {self.measured} | {self.goal} | {marked(met=self.met)} |"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that something may cost in CPU milliseconds at one size, on SQLite."""

    what: str
    cases: int
    people: int
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """How many times as much something may cost at a large size as at a small one; sizes are (cases, people)."""

    what: str
    small: tuple[int, int]
    large: tuple[int, int]
    most: float


LIMITS = (
    Limit("step", 40, 40, 0.5),
    Limit("open", 40, 40, 1.2),
    Limit("case page", 40, 40, 5),
    Limit("case page", 40, 5_000, 6),
    Limit("Work", 40, 40, 5),
    Limit("cases", 40, 40, 5),
    Limit("sweep", 10_000, 2_000, 1.2),
)
FLATS = (
    Flat(what="step", small=(40, 40), large=(40, 5_000), most=1.25),
    Flat(what="step", small=(400, 40), large=(10_000, 40), most=1.15),
    Flat(what="Work", small=(40, 40), large=(10_000, 40), most=1.3),
    Flat(what="cases", small=(40, 40), large=(10_000, 40), most=1.3),
)
Sizes = Mapping[tuple[str, str, int, int], Row]


def marked(*, met: bool) -> str:
    """Say whether a goal is met."""
    return "met" if met else "**missed**"


def verdicts(rows: Sequence[Row]) -> list[Verdict]:
    """Compare rows with the goals of whose sizes there are rows."""
    found = {(row.database, row.what, row.cases, row.people): row for row in rows}
    return [*_limits(found), *_flats(found)]


def _limits(found: Sizes) -> Iterator[Verdict]:
    for limit in LIMITS:
        row = found.get(("SQLite", limit.what, limit.cases, limit.people))
        if row is not None:
            yield Verdict(
                what=f"{limit.what}, {limit.cases:,} cases, {limit.people:,} people, SQLite",
                measured=f"{row.cpu_ms:.2f} ms",
                goal=f"≤ {limit.most:g} ms",
                met=row.cpu_ms <= limit.most,
            )


def _flats(found: Sizes) -> Iterator[Verdict]:
    for database in ("SQLite", "PostgreSQL"):
        for flat in FLATS:
            small, large = (found.get((database, flat.what, *size)) for size in (flat.small, flat.large))
            if small is not None and large is not None:
                ratio = _cost(large) / _cost(small)
                yield Verdict(
                    what=f"{flat.what}, {_sizes(flat)}, {database}",
                    measured=f"{ratio:.2f} times",
                    goal=f"≤ {flat.most:g} times",
                    met=ratio <= flat.most,
                )


def _sizes(flat: Flat) -> str:
    of = 1 if flat.small[0] == flat.large[0] else 0
    return f"from {flat.small[of]:,} to {flat.large[of]:,} {('cases', 'people')[of]}"


def _cost(row: Row) -> float:
    """Give the CPU of this process; of PostgreSQL, which works in others, the time that passes."""
    return row.cpu_ms if row.database == "SQLite" else row.wall_ms
