"""Wires side by side: in which order they run, so that few of them cross, in which colours, and where they join."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from duecourse.web.track_picture.shapes import Point

APART = 12
"""How much room there must be between two wires that share one line."""

COLOURS = ("#0b5a60", "#a3420f", "#4c3a8f", "#66777a", "#1668b8", "#96195f", "#3f6212", "#222222")
"""Each dark enough on white; a colour says nothing that the lines do not."""


@dataclass(frozen=True, slots=True)
class Run:
    """A straight piece of the wire to `to`.

    `before` are the places where it is met from the side that comes first (from above, from the left), `after` those
    on the other side.
    """

    to: str
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def low(self) -> int:
        """Give where it begins."""
        return min(self.before + self.after)

    @property
    def high(self) -> int:
        """Give where it ends."""
        return max(self.before + self.after)

    def overlaps(self, other: Run) -> bool:
        """Say whether the two cannot share a line."""
        return self.low < other.high + APART and other.low < self.high + APART


def levels_of(runs: Sequence[Run]) -> dict[str, int]:
    """Give each run its line, 0 for the first; runs that do not overlap may share one."""
    levels: dict[str, int] = {}
    placed: list[Run] = []
    for run in _ordered(list(runs)):
        levels[run.to] = 1 + max((levels[other.to] for other in placed if other.overlaps(run)), default=-1)
        placed.append(run)
    return levels


def _ordered(runs: list[Run]) -> list[Run]:
    """Swap neighbours for as long as that saves a crossing; each swap saves one, so it comes to an end."""
    better = True
    while better:
        better = False
        for place in range(len(runs) - 1):
            first, second = runs[place : place + 2]
            if _crossings(second, first) < _crossings(first, second):
                runs[place : place + 2] = [second, first]
                better = True
    return runs


def _crossings(first: Run, second: Run) -> int:
    """Count what crosses when `first` comes before `second`."""
    through_first = sum(first.low <= place <= first.high for place in second.before)
    return through_first + sum(second.low <= place <= second.high for place in first.after)


def colours_of(targets: Iterable[str], beside: Iterable[Collection[str]]) -> dict[str, str]:
    """Give each wire a colour that as few as possible of those beside it have; `beside` are groups of neighbours."""
    groups = list(beside)
    chosen: dict[str, str] = {}
    for to in targets:
        near = [chosen[other] for group in groups if to in group for other in group if other in chosen]
        used = list(chosen.values())
        chosen[to] = min(COLOURS, key=lambda colour: (near.count(colour), used.count(colour)))
    return chosen


def joints_of(pieces: Sequence[tuple[Point, Point]]) -> Iterator[Point]:
    """Give the points at which one line meets another somewhere between its ends."""
    ends = dict.fromkeys(point for piece in pieces for point in piece)
    yield from (point for point in ends if any(_inside(point, *piece) for piece in pieces))


def _inside(point: Point, first: Point, last: Point) -> bool:
    """Say whether a point lies on a straight line, its ends left out."""
    low, high = min(first, last), max(first, last)
    along = 0 if low[1] == high[1] else 1
    return point[1 - along] == low[1 - along] and low[along] < point[along] < high[along]
