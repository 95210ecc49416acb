"""A track as a picture: states in layers from the start downwards, moves as numbered arrows between them.

The numbers are those of the list beside the picture, so no label ever has to fit between two boxes. All is worked
out in whole numbers and in one order: the same track gives the same picture.
"""

from __future__ import annotations

import textwrap
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.mapping import Move, TrackMap

WIDE, HIGH = 190, 64
ACROSS, DOWN = 44, 92
EDGE = 70
LINE = 18
LETTERS = 22
BADGE = 13
PLACES = (50, 38, 62, 30, 70, 22, 78, 16, 84)
"""Where along its arrow a number may stand, in hundredths, the best place first."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the picture; `x` and `y` are its upper left corner, `lines` its words."""

    key: str
    x: int
    y: int
    lines: tuple[str, ...]
    ends: bool
    starts: bool

    @property
    def middle(self) -> int:
        """Give the horizontal middle."""
        return self.x + WIDE // 2

    def words(self) -> Iterator[tuple[int, str]]:
        """Give each line of words with the height at which it stands."""
        top = self.y + HIGH // 2 - LINE * (len(self.lines) - 1) // 2 + 5
        for number, line in enumerate(self.lines):
            yield top + LINE * number, line


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from one box to another along a curve, with the numbers of its moves in a badge at `x`, `y`."""

    source: str
    to: str
    path: str
    numbers: str
    x: int
    y: int

    @property
    def width(self) -> int:
        """Give the width of the badge, which grows with its numbers."""
        return max(2 * BADGE, 9 * len(self.numbers) + 10)


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture of a track, in units of its own."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(track: TrackMap) -> Diagram:
    """Lay a track out."""
    drawn = [move for move in track.moves if not (move.anywhere or move.stays)]
    boxes = _boxes(track, _layers(track, drawn))
    width = max(box.x + WIDE for box in boxes.values()) + EDGE
    height = max(box.y + HIGH for box in boxes.values()) + EDGE // 2
    return Diagram(width, height, tuple(boxes.values()), tuple(_arrows(boxes, drawn)))


def _layers(track: TrackMap, drawn: list[Move]) -> dict[str, int]:
    """Give each state the number of steps from the start; what no drawn move reaches stands below everything."""
    start = next(state.key for state in track.states if state.starts)
    layers, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for move in drawn:
            if here in move.sources and move.to not in layers:
                layers[move.to] = layers[here] + 1
                waiting.append(move.to)
    last = max(layers.values()) + 1
    return {state.key: layers.get(state.key, last) for state in track.states}


def _boxes(track: TrackMap, layers: dict[str, int]) -> dict[str, Box]:
    rows: dict[int, list[str]] = {}
    for state in track.states:
        rows.setdefault(layers[state.key], []).append(state.key)
    widest = max(len(row) for row in rows.values())
    states = {state.key: state for state in track.states}
    boxes = {}
    for row, keys in rows.items():
        shift = (widest - len(keys)) * (WIDE + ACROSS) // 2
        for place, key in enumerate(keys):
            lines = tuple(textwrap.wrap(states[key].title, LETTERS)[:3])
            x, y = EDGE + shift + place * (WIDE + ACROSS), EDGE // 2 + row * (HIGH + DOWN)
            boxes[key] = Box(key, x, y, lines, states[key].ends, states[key].starts)
    return boxes


def _arrows(boxes: dict[str, Box], drawn: list[Move]) -> Iterator[Arrow]:
    numbers: dict[tuple[str, str], list[int]] = {}
    for move in drawn:
        for source in move.sources:
            if source != move.to:
                numbers.setdefault((source, move.to), []).append(move.number)
    taken: list[tuple[int, int, int]] = []
    for (source, to), found in numbers.items():
        curve = _curve(boxes[source], boxes[to])
        said = ", ".join(str(number) for number in found)
        width = max(2 * BADGE, 9 * len(said) + 10)
        x, y = _free(curve, boxes, taken, width)
        taken.append((x, y, width))
        (a, b, c, d) = curve
        yield Arrow(source, to, f"M{a[0]} {a[1]}C{b[0]} {b[1]} {c[0]} {c[1]} {d[0]} {d[1]}", said, x, y)


def _curve(source: Box, to: Box) -> tuple[Point, Point, Point, Point]:
    """Choose the four points of a curve: straight down to the layer below, around the side otherwise."""
    lean = max(-WIDE // 3, min(WIDE // 3, (to.middle - source.middle) // 6))
    if to.y > source.y:
        start, end = (source.middle + lean, source.y + HIGH), (to.middle - lean, to.y)
        reach = max(DOWN // 2, (end[1] - start[1]) // 2)
        return start, (start[0], start[1] + reach), (end[0], end[1] - reach), end
    if to.y == source.y:
        side = 1 if to.x > source.x else -1
        start, end = (source.middle + side * WIDE // 4, source.y), (to.middle - side * WIDE // 4, to.y)
        return start, (start[0], start[1] - DOWN // 2), (end[0], end[1] - DOWN // 2), end
    start, end = (source.x + WIDE, source.y + HIGH // 2), (to.x + WIDE, to.y + HIGH // 2)
    out = max(start[0], end[0]) + ACROSS * 2
    return start, (out, start[1]), (out, end[1]), end


def _free(
    curve: tuple[Point, Point, Point, Point], boxes: dict[str, Box], taken: list[tuple[int, int, int]], width: int
) -> Point:
    """Find a place on a curve for its number that covers no box and no other number, if there is one."""
    points = [_at(curve, place) for place in PLACES]
    free = (
        point for point in points
        if not any(_covers(point, width, box) for box in boxes.values())
        and not any(_touches(point, width, other) for other in taken)
    )  # fmt: skip
    return next(free, points[0])


def _touches(point: Point, width: int, other: tuple[int, int, int]) -> bool:
    x, y, wide = other
    return abs(point[0] - x) < (width + wide) // 2 + 2 and abs(point[1] - y) < 2 * BADGE + 2


def _covers(point: Point, width: int, box: Box) -> bool:
    aside = point[0] + width // 2 <= box.x or point[0] - width // 2 >= box.x + WIDE
    return not aside and box.y - BADGE < point[1] < box.y + HIGH + BADGE


def _at(curve: tuple[Point, Point, Point, Point], place: int) -> Point:
    """Give the point of a Bézier curve at so many hundredths of its way."""
    there, back = place, 100 - place
    weights = (back**3, 3 * back**2 * there, 3 * back * there**2, there**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return x // 100**3, y // 100**3
