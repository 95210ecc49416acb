"""What somebody had read of a row before they changed it: a change of something else is refused, and told.

A page carries a mark of each part that it showed. What somebody else changed meanwhile is not overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from duecourse.casework.context.services import Caller
from engine.errors import Mistake

NOTHING = "nothing"
MARK, PART = 12, "."


class StaleRow(Mistake):
    """What was to be changed has been changed by somebody else since it was read; nothing was done."""


def seen_token(row: Mapping[str, str]) -> str:
    """Give the mark of a row as it stands: of each of its parts by name, so that it can be told which was changed."""
    return " ".join(f"{name}{PART}{_mark(text)}" for name, text in sorted(row.items()))


def demand_as_seen(caller: Caller, row: Mapping[str, str]) -> None:
    """Refuse a change of what is not as it was read, where it was read on a page. Raises StaleRow."""
    if not caller.seen:
        return
    before = {name: mark for name, _, mark in (part.rpartition(PART) for part in caller.seen.split(" "))}
    differs = [name for name in sorted({*row, *before}) if before.get(name, _mark("")) != _mark(row.get(name, ""))]
    if differs:
        now = "; ".join(f"{name.replace('_', ' ')}: {row.get(name, '') or NOTHING}" for name in differs)
        raise StaleRow(
            f"Somebody changed this since you opened the page, and nothing of yours was kept yet. It says now: {now}. "
            "What you typed stands below: look at it again, and send it if it is still right."
        )


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MARK]
