"""What a picture of a track is made of, in units of its own: boxes, numbers, and the wires between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LINE = 19
BADGE = 24

Point = tuple[int, int]


def badge_width(text: str) -> int:
    """Give the width of a badge, which grows with its numbers."""
    return max(BADGE, 8 * len(text) + 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A state in the picture; `x` and `y` are its upper left corner, `lines` its words, `note` what stays there."""

    key: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    note: tuple[str, ...]
    starts: bool
    ends: bool

    @property
    def middle(self) -> int:
        """Give the horizontal middle."""
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        """Give the lower edge."""
        return self.y + self.height

    def words(self) -> Iterator[tuple[int, str]]:
        """Give each line of words with the height at which it stands."""
        lines = (*self.lines, *self.note)
        top = self.y + (self.height - LINE * len(lines)) // 2 + 14
        yield from ((top + LINE * number, line) for number, line in enumerate(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The numbers of the steps that lead from one box to another; `x`, `y` is its middle, `says` the steps."""

    source: str
    to: str
    numbers: tuple[int, ...]
    says: str
    x: int
    y: int

    @property
    def text(self) -> str:
        """Give the numbers as they are written."""
        return ", ".join(str(number) for number in self.numbers)

    @property
    def width(self) -> int:
        """Give the width."""
        return badge_width(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """All lines that lead to one box: pieces from point to point, dots where they join, the tip of the arrow."""

    to: str
    colour: str
    pieces: tuple[tuple[Point, Point], ...]
    joints: tuple[Point, ...]
    tip: Point

    @property
    def path(self) -> str:
        """Give the lines in the language of SVG."""
        return "".join(f"M{a[0]} {a[1]}L{b[0]} {b[1]}" for a, b in self.pieces)

    @property
    def head(self) -> str:
        """Give the arrow's head."""
        x, y = self.tip
        return f"M{x} {y}l-6 -11h12z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A picture of a track, in units of its own."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    badges: tuple[Badge, ...]
    wires: tuple[Wire, ...]
