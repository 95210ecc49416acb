"""What is wanted of a trust that grows, and whether rows of `bench.growth` reach it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.flatness import FLATS, Flat, Ratio
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


LIMITS = (
    Limit("step", 40, 40, 0.5),
    Limit("open", 40, 40, 1.2),
    Limit("case page", 40, 40, 5),
    Limit("case page", 40, 5_000, 6),
    Limit("Work", 40, 40, 5),
    Limit("cases", 40, 40, 5),
    Limit("sweep", 10_000, 2_000, 1.2),
)
Sizes = Mapping[tuple[str, str, int, int], Row]


def marked(*, met: bool) -> str:
    """Say whether a goal is met."""
    return "met" if met else "**missed**"


def verdicts(rows: Sequence[Row], ratios: Sequence[Ratio]) -> list[Verdict]:
    """Compare rows and ratios with the goals of whose sizes there are some."""
    found = {(row.database, row.what, row.cases, row.people): row for row in rows}
    return [*_limits(found), *_flats(ratios)]


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


def _flats(ratios: Sequence[Ratio]) -> Iterator[Verdict]:
    goals = {(flat.what, flat.small, flat.large): flat for flat in FLATS}
    for ratio in ratios:
        flat = goals[ratio.what, ratio.small, ratio.large]
        yield Verdict(
            what=f"{flat.what}, {_sizes(flat)}, {ratio.database}",
            measured=f"{ratio.times:.2f} times",
            goal=f"≤ {flat.most:g} times",
            met=ratio.times <= flat.most,
        )


def _sizes(flat: Flat) -> str:
    of = 1 if flat.small[0] == flat.large[0] else 0
    return f"from {flat.small[of]:,} to {flat.large[of]:,} {('cases', 'people')[of]}"
