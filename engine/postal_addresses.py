"""Postal addresses as a window envelope takes them: a line each, and not more than fit."""

from __future__ import annotations

MOST_LINES = 8
"""So many lines of an address stand in the window of an envelope below a name."""


def wrong_lines(address: str) -> str:
    """Say what is wrong with the number of lines of an address; "" where nothing is."""
    lines = [line for line in address.splitlines() if line.strip()]
    if len(lines) <= MOST_LINES:
        return ""
    return f"the address has {len(lines)} lines, and at most {MOST_LINES} fit on an envelope; put some on one line"
