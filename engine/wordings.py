"""The body of a letter as a person put it, and the difference to what it was, which holds both line by line.

So the draft that was edited can be laid beside the one of today, and the history shows what was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, restore

WORDING = "wording"
"""Under which word the difference stands beside its event."""
BROUGHT = "brought_back"
"""And under which the digests of the Word file from which it came, and of the text that was taken from it."""
MOST = 60_000
"""So many characters fit in the body of a letter."""

_MARKS = re.compile(r"\\(.)|[*#]")

SAME, OUT, IN = "  ", "- ", "+ "


@dataclass(frozen=True, slots=True)
class Wording:
    """The body of a draft as it was, and as somebody put it."""

    before: str
    after: str

    @property
    def difference(self) -> str:
        """Give both as one text, a sign before each line."""
        return "\n".join(_lines(self.before.split("\n"), self.after.split("\n")))


def wording_of(difference: str) -> Wording:
    """Read both sides of a difference."""
    lines = difference.split("\n")
    before, after = ("\n".join(restore(lines, side)) for side in (1, 2))
    return Wording(before, after)


@dataclass(frozen=True, slots=True)
class LineChanges:
    """The lines that somebody took out and those that they put in; empty ones are left out."""

    out: tuple[str, ...]
    put_in: tuple[str, ...]


def changed(difference: str) -> LineChanges:
    """Give what changed from one side of a difference to the other."""
    lines = [line for line in difference.split("\n") if line[2:].strip()]
    out, put_in = (tuple(line[2:] for line in lines if line.startswith(sign)) for sign in (OUT, IN))
    return LineChanges(out, put_in)


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (f"{SAME}{line}" for line in before[start:end])
        else:
            yield from (f"{OUT}{line}" for line in before[start:end])
            yield from (f"{IN}{line}" for line in after[new_start:new_end])


def unmarked(text: str) -> str:
    """Give a text without the signs of its look, in one line: so it is held against what somebody is looking for."""
    return " ".join(_MARKS.sub(r"\1", text).split())


def said_changes(difference: str) -> Iterator[str]:
    """Tell what somebody changed in the wording of a letter, and not all of it again."""
    lines = changed(difference)
    yield from (f"Taken out: {line}" for line in lines.out)
    yield from (f"Put in: {line}" for line in lines.put_in)
