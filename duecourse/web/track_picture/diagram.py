"""A track as a picture: boxes for states, and for each state one wire that gathers the steps that lead there.

Numbers stand where a wire leaves a box, in a strip of their own below it; they are those of the list beside the
picture. All is worked out in whole numbers and in one order: the same track gives the same picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from duecourse.casework.policies.track_map import StepLine, TrackMap
from duecourse.web.track_picture.grid import Grid, arrange
from duecourse.web.track_picture.shapes import LINE, Badge, Box, Diagram, Wire, badge_width
from duecourse.web.track_picture.wires import Run, colours_of, joints_of, levels_of

EDGE = 10
NARROW = 190
LETTER = 8
PADDING = 10
ENTRY = 20
STRIP = 38
LANE = 12
HEAD = 26
GUTTER = 12
GAP = 4
ANYWHERE = "*"
"""The key of the box from which the steps start that may be taken from any state."""


@lru_cache(maxsize=128)
def draw(track: TrackMap) -> Diagram:
    """Lay a track out; the same track is laid out once."""
    return _Drawing(track).diagram()


class _Drawing:
    """The picture while it is made: first the grid, then across, then down."""

    def __init__(self, track: TrackMap) -> None:
        self.track = track
        self.leaving = _leaving(track)
        self.keys = (*(state.key for state in track.states), *((ANYWHERE,) if track.anywhere else ()))
        loose = [way for way, moves in self.leaving.items() if _is_loose(track, way, moves)]
        firm = [way for way in self.leaving if way not in loose]
        self.grid = arrange(self.keys, [state.key for state in track.states if state.starts], firm, loose)
        self.corridors = _corridors(self.grid, tuple(self.leaving))
        self.lefts, self.widths, self.right = self._columns()
        self.ports = {port: x for key in self.keys for port, x in self._ports(key)}
        self.levels = {channel: levels_of(self._runs(channel)) for channel in range(self.grid.rows + 1)}
        self.tops, self.heights, self.bottom = self._rows()

    def diagram(self) -> Diagram:
        """Put the picture together."""
        boxes = {key: self._box(key) for key in self.keys}
        badges = tuple(
            Badge(
                source=source,
                to=to,
                numbers=tuple(move.number for move in moves),
                says=_says(moves),
                x=self.ports[source, to],
                y=boxes[source].bottom + STRIP // 2 - 1,
            )
            for (source, to), moves in self.leaving.items()
        )
        targets = [key for key in self.keys if any(to == key for _, to in self.leaving)]
        corridors = [self._inside(corridor) for corridor in range(self.grid.columns + 1)]
        colours = colours_of(targets, [*self.levels.values(), *corridors])
        wires = tuple(self._wire(to, colours[to], boxes) for to in targets)
        return Diagram(width=self.right, height=self.bottom, boxes=tuple(boxes.values()), badges=badges, wires=wires)

    def _columns(self) -> tuple[list[int], list[int], int]:
        """Give the left edge and the width of every column, and the right edge of the picture."""
        lefts: list[int] = []
        widths: list[int] = []
        x = EDGE
        for column in range(self.grid.columns):
            x += self._corridor_width(column)
            lefts.append(x)
            widths.append(max(NARROW, *(self._needed(key) for key in self._standing(column=column))))
            x += widths[-1]
        return lefts, widths, x + self._corridor_width(self.grid.columns) + EDGE

    def _standing(self, row: int | None = None, column: int | None = None) -> list[str]:
        seats = self.grid.seats
        return [key for key in self.keys if seats[key].row == row or seats[key].column == column]

    def _corridor_width(self, corridor: int) -> int:
        count = len(self._inside(corridor))
        needed = GUTTER * (count + 1) if count else 0
        return needed if corridor in (0, self.grid.columns) else max(needed, GUTTER * 2)

    def _inside(self, corridor: int) -> list[str]:
        return [to for to, place in self.corridors.items() if place[0] == corridor]

    def _needed(self, key: str) -> int:
        badges = [badge_width(_text(moves)) for (source, _), moves in self.leaving.items() if source == key]
        return 2 * ENTRY + sum(badges) + GAP * len(badges)

    def _trunk_x(self, to: str) -> int:
        corridor, place = self.corridors[to]
        if corridor == self.grid.columns:
            return self.lefts[-1] + self.widths[-1] + GUTTER * (place + 1)
        return self.lefts[corridor] - self._corridor_width(corridor) + GUTTER * (place + 1)

    def _entry(self, to: str) -> int:
        return self.lefts[self.grid.seats[to].column] + ENTRY

    def _aim(self, source: str, to: str) -> tuple[int, int]:
        """Say how far to the right a wire goes on below its box, for the order in which wires leave it."""
        seats = self.grid.seats
        passes = seats[to].row != seats[source].row + 1
        return (self._trunk_x(to) if passes else self._entry(to)), seats[to].row

    def _ports(self, key: str) -> Iterator[tuple[tuple[str, str], int]]:
        """Give where each wire leaves a box, beside the place at which others come in."""
        ways = sorted((way for way in self.leaving if way[0] == key), key=lambda way: self._aim(*way))
        widths = [badge_width(_text(self.leaving[way])) for way in ways]
        column = self.grid.seats[key].column
        room = self.widths[column] - 2 * ENTRY
        x = self.lefts[column] + 2 * ENTRY - 4 + (room - sum(widths) - GAP * len(widths)) // 2
        for way, width in zip(ways, widths, strict=True):
            yield way, x + width // 2
            x += width + GAP

    def _runs(self, channel: int) -> list[Run]:
        """List the wires of a channel."""
        return [run for to in self.keys if (run := self._run(channel, to)) is not None]

    def _run(self, channel: int, to: str) -> Run | None:
        seats, trunk = self.grid.seats, self.grid.trunks.get(to)
        above = [x for (source, other), x in self.ports.items() if other == to and seats[source].row + 1 == channel]
        arrives = seats[to].row == channel and any(other == to for _, other in self.leaving)
        below = [self._entry(to)] if arrives else []
        if not above and not below:
            return None
        if trunk is not None:
            above += [self._trunk_x(to)] * (trunk.first < channel)
            below += [self._trunk_x(to)] * (channel < trunk.last)
        return Run(to, tuple(above), tuple(below))

    def _rows(self) -> tuple[list[int], list[int], int]:
        """Give the top and the height of every row, and the lower edge of the picture."""
        tops: list[int] = []
        heights: list[int] = []
        y = EDGE
        for row in range(self.grid.rows):
            y += self._channel_height(row)
            tops.append(y)
            heights.append(max(self._height(key) for key in self._standing(row=row)))
            y += heights[-1]
        return tops, heights, y + self._channel_height(self.grid.rows) + EDGE

    def _channel_height(self, channel: int) -> int:
        lanes = 1 + max(self.levels[channel].values(), default=-1)
        strip = STRIP if channel else 0
        head = HEAD if channel < self.grid.rows else 0
        return strip + LANE * lanes + head if lanes or 0 < channel < self.grid.rows else 0

    def _lane(self, channel: int, to: str) -> int:
        start = self.tops[channel - 1] + self.heights[channel - 1] + STRIP if channel else EDGE
        return start + LANE * self.levels[channel][to]

    def _height(self, key: str) -> int:
        return LINE * sum(len(part) for part in self._words(key)) + 2 * PADDING

    def _words(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        letters = (self.widths[self.grid.seats[key].column] - 2 * PADDING) // LETTER
        title = "From any state" if key == ANYWHERE else self.track.titles[key]
        stays = [move.number for move in _starting(self.track, key) if move.may_stay(key)]
        note = f"Stays: {', '.join(str(number) for number in stays)}" if stays else ""
        return tuple(textwrap.wrap(title, letters)), tuple(textwrap.wrap(note, letters))

    def _box(self, key: str) -> Box:
        seat = self.grid.seats[key]
        state = next((state for state in self.track.states if state.key == key), None)
        lines, note = self._words(key)
        return Box(
            key=key,
            x=self.lefts[seat.column],
            y=self.tops[seat.row],
            width=self.widths[seat.column],
            height=self.heights[seat.row],
            lines=lines,
            note=note,
            starts=state is not None and state.starts,
            ends=state is not None and state.ends,
        )

    def _wire(self, to: str, colour: str, boxes: Mapping[str, Box]) -> Wire:
        runs = {channel: run for channel in self.levels if (run := self._run(channel, to)) is not None}
        lanes = {channel: self._lane(channel, to) for channel in runs}
        tip = (self._entry(to), boxes[to].y)
        pieces = [((run.low, lanes[channel]), (run.high, lanes[channel])) for channel, run in runs.items()]
        for (source, other), x in self.ports.items():
            if other == to:
                pieces.append(((x, boxes[source].bottom), (x, lanes[self.grid.seats[source].row + 1])))
        pieces.append(((tip[0], lanes[self.grid.seats[to].row]), (tip[0], tip[1] - 6)))
        trunk = self.grid.trunks.get(to)
        if trunk is not None:
            x = self._trunk_x(to)
            pieces.append(((x, lanes[trunk.first]), (x, lanes[trunk.last])))
        return Wire(to=to, colour=colour, pieces=tuple(pieces), joints=tuple(joints_of(pieces)), tip=tip)


def _starting(track: TrackMap, key: str) -> tuple[StepLine, ...]:
    if key == ANYWHERE:
        return track.anywhere
    return next(state.moves for state in track.states if state.key == key)


def _leaving(track: TrackMap) -> dict[tuple[str, str], list[StepLine]]:
    """List what leads from one box to another, with the steps that do."""
    found: dict[tuple[str, str], list[StepLine]] = {}
    for source in (*(state.key for state in track.states), ANYWHERE):
        for move in _starting(track, source):
            for to in move.leads(source):
                found.setdefault((source, to), []).append(move)
    return found


def _is_loose(track: TrackMap, way: tuple[str, str], moves: Sequence[StepLine]) -> bool:
    """Say whether an arrow may lead upwards: one that goes round, comes from anywhere, or goes back to the start."""
    return way[1] == track.start or all(move.again or move.anywhere for move in moves)


def _says(moves: Sequence[StepLine]) -> str:
    return "; ".join(f"{move.number}. {move.title}" for move in moves)


def _text(moves: Sequence[StepLine]) -> str:
    return ", ".join(str(move.number) for move in moves)


def _corridors(grid: Grid, ways: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Give each trunk its corridor and its place in it, 0 at the left."""
    places: dict[str, tuple[int, int]] = {}
    for corridor in range(grid.columns + 1):
        inside = [to for to, trunk in grid.trunks.items() if trunk.corridor == corridor]
        levels = levels_of([_upright(grid, ways, to) for to in inside])
        places |= {to: (corridor, place) for place, to in enumerate(sorted(inside, key=lambda to: levels[to]))}
    return places


def _upright(grid: Grid, ways: Sequence[tuple[str, str]], to: str) -> Run:
    """Describe a trunk by the channels in which it is met from the left and from the right."""
    met = [(grid.seats[to].column, grid.seats[to].row)]
    met += [(grid.seats[source].column, grid.seats[source].row + 1) for source, other in ways if other == to]
    corridor = grid.trunks[to].corridor
    left = tuple(channel for column, channel in met if column < corridor)
    return Run(to, left, tuple(channel for column, channel in met if column >= corridor))
