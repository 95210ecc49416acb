"""Where the states of a track stand in a grid: rows from the start downwards, few beside each other.

Every state that is led to has one wire. It gathers the steps that lead there from every row, runs in the channels
between rows and, where rows lie between, in one corridor between columns. Channel 3 is above row 3, corridor 2 is
left of column 2, so no wire can ever pass under a box. All is worked out in one order: the same track gives the
same grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

MOST = 3
"""Boxes in a row: what a laptop shows without moving the picture sideways."""

SWEEPS = 4
CROWDED = 0.4

Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the grid."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Trunk:
    """The part of a wire that passes rows: its corridor, and the channels between which it runs."""

    corridor: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Every state in its seat, and the trunk of every wire that needs one, by the state that it leads to."""

    seats: Mapping[str, Seat]
    trunks: Mapping[str, Trunk]
    rows: int
    columns: int


def arrange(states: Sequence[str], starts: Iterable[str], firm: Sequence[Arrow], loose: Sequence[Arrow]) -> Grid:
    """Seat states. Firm arrows lead down unless they close a circle; loose ones only to what nothing else places."""
    joined = (*firm, *loose)
    placed = {*starts, *(to for _, to in firm)}
    rows = _rows(states, _forward([*firm, *(arrow for arrow in loose if arrow[1] not in placed)]))
    columns = max(len(row) for row in rows)
    seats = _seats(rows, columns, joined)
    return Grid(seats, _trunks(states, seats, columns, joined), len(rows), columns)


def _forward(arrows: Iterable[Arrow]) -> list[Arrow]:
    """Leave out the arrows that lead back to where another has come from."""
    after: dict[str, set[str]] = {}
    kept = []
    for source, to in arrows:
        if source not in _reached(after, to):
            after.setdefault(source, set()).add(to)
            kept.append((source, to))
    return kept


def _reached(after: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = after.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += sorted(fresh)
    return found


def _rows(states: Sequence[str], forward: Sequence[Arrow]) -> list[list[str]]:
    """Set each state below all that lead to it, in the first row that has room."""
    before: dict[str, list[str]] = {state: [] for state in states}
    for source, to in forward:
        before[to].append(source)
    depths = _depths(states, before)
    rows: list[list[str]] = []
    placed: dict[str, int] = {}
    for state in sorted(states, key=lambda each: (depths[each], states.index(each))):
        row = 1 + max((placed[each] for each in before[state]), default=-1)
        while row < len(rows) and len(rows[row]) == MOST:
            row += 1
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row].append(state)
        placed[state] = row
    return rows


def _depths(states: Sequence[str], before: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Give each state the length of the longest way to it."""
    depths = dict.fromkeys(states, 0)
    for _ in states:
        for state in states:
            depths[state] = max((depths[each] + 1 for each in before[state]), default=0)
    return depths


def _seats(rows: Sequence[Sequence[str]], columns: int, arrows: Sequence[Arrow]) -> dict[str, Seat]:
    """Set neighbours below each other as far as that goes, sweeping down and up a few times."""
    near: dict[str, list[str]] = {state: [] for row in rows for state in row}
    for source, to in arrows:
        near[source].append(to)
        near[to].append(source)
    seats: dict[str, Seat] = {}
    for sweep in range(SWEEPS):
        order = range(len(rows)) if sweep % 2 == 0 else range(len(rows) - 1, -1, -1)
        for row in order:
            chosen = _best(rows[row], row, columns, near, seats)
            seats |= {state: Seat(row, column) for state, column in zip(rows[row], chosen, strict=True)}
    return seats


def _best(
    states: Sequence[str], row: int, columns: int, near: Mapping[str, Sequence[str]], seats: Mapping[str, Seat]
) -> tuple[int, ...]:
    def length(chosen: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        total = 0.0
        for state, column in zip(states, chosen, strict=True):
            others = [seats[each] for each in near[state] if each in seats and seats[each].row != row]
            total += sum((column - other.column) ** 2 / abs(row - other.row) for other in others)
        return total, chosen

    return min(permutations(range(columns), len(states)), key=length)


def _trunks(
    states: Iterable[str], seats: Mapping[str, Seat], columns: int, arrows: Sequence[Arrow]
) -> dict[str, Trunk]:
    trunks: dict[str, Trunk] = {}
    for to in states:
        sources = [seats[source] for source, other in arrows if other == to]
        channels = {seat.row + 1 for seat in sources} | {seats[to].row}
        if len(channels) > 1:
            ends = [seat.column for seat in sources] + [seats[to].column] * 2
            trunks[to] = _trunk(min(channels), max(channels), ends, columns, list(trunks.values()))
    return trunks


def _trunk(first: int, last: int, ends: Sequence[int], columns: int, others: Sequence[Trunk]) -> Trunk:
    """Choose the corridor with the shortest ways to it, and rather one in which few others run."""

    def cost(corridor: int) -> tuple[float, int]:
        crowd = sum(other.corridor == corridor and other.first <= last and first <= other.last for other in others)
        return sum(abs(corridor - 0.5 - end) for end in ends) / len(ends) + CROWDED * crowd, corridor

    return Trunk(min(range(columns + 1), key=cost), first, last)
