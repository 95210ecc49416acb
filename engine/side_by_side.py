"""Three texts side by side: what somebody edited, what they made of it, and what stands there now.

Lines that all three hold are where they meet. Between two such places each has a stretch of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PART = re.compile(r"\[\[\d{1,6}(:[^\n]*)?\]\]")


@dataclass(frozen=True, slots=True)
class TextStretch:
    """What three texts say between two places where they meet: before, as somebody put it, and now."""

    before: tuple[str, ...]
    mine: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def is_mine(self) -> bool:
        """Say whether somebody changed what is still the same now."""
        return self.before == self.now != self.mine

    @property
    def is_new(self) -> bool:
        """Say whether it says something else now where nobody had changed anything."""
        return self.before == self.mine != self.now

    @property
    def clashes(self) -> bool:
        """Say whether both changed, and not to the same."""
        return self.mine != self.now and not self.is_mine and not self.is_new

    @property
    def differs(self) -> bool:
        """Say whether the three do not all say the same."""
        return not self.before == self.mine == self.now

    @property
    def together(self) -> tuple[str, ...]:
        """Give both changes; where they clash, what somebody wrote and then what is new, so that neither is dropped."""
        if not self.clashes:
            return self.now if self.is_new else self.mine
        kept = {_named(line) for line in self.mine if line.strip()}
        added = tuple(line for line in self.now if _named(line) not in kept)
        between = ("",) if self.mine and self.mine[-1].strip() and added and added[0].strip() else ()
        return (*self.mine, *between, *added)


def side_by_side(before: str, mine: str, now: str) -> tuple[TextStretch, ...]:
    """Lay three texts side by side, stretch by stretch; a line that stands for a part is numbered as it is now."""
    return tuple(_stretches(before.split("\n"), mine.split("\n"), now.split("\n")))


def put_together(stretches: Sequence[TextStretch]) -> str:
    """Give one text that drops nothing: what somebody changed, and what is new."""
    return "\n".join(line for each in stretches for line in each.together)


def _stretches(before: Sequence[str], mine: Sequence[str], now: Sequence[str]) -> Iterator[TextStretch]:
    to_mine, to_now = _matches(before, mine), _matches(before, now)
    at, at_mine, at_now = 0, 0, 0
    meeting = [place for place in range(len(before)) if place in to_mine and place in to_now]
    for place in (*meeting, len(before)):
        end_mine, end_now = to_mine.get(place, len(mine)), to_now.get(place, len(now))
        between = TextStretch(tuple(before[at:place]), tuple(mine[at_mine:end_mine]), tuple(now[at_now:end_now]))
        if between.before or between.mine or between.now:
            yield between
        if place < len(before):
            same = (now[end_now],)
            yield TextStretch(same, same, same)
        at, at_mine, at_now = place + 1, end_mine + 1, end_now + 1


def _matches(one: Sequence[str], other: Sequence[str]) -> Mapping[int, int]:
    """Say which line of one text is which of another; lines that stand for a part are the same by their name."""
    matcher = SequenceMatcher(None, [*map(_named, one)], [*map(_named, other)], autojunk=False)
    return {block.a + step: block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}


def _named(line: str) -> str:
    """Give a line that stands for a part without its number, which moves when another part comes before it."""
    part = _PART.fullmatch(line.strip())
    return f"[[{part[1] or ''}]]" if part else line
