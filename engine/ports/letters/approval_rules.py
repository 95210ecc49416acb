"""Which letters a second person approves: what each letter says of itself, and what a trust has set otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

ALWAYS, UNLESS_DANGER = "always", "unless danger"
DEMANDS = (ALWAYS, UNLESS_DANGER)
"""What a letter says at its top: a second person approves it, or does so unless somebody may be in danger."""

_LINE = re.compile(r"(?:([a-z][a-z0-9-]*) )?(L[0-9]{2}[a-z]?): (yes|no)")
HOW_TO_WRITE = (
    "write each on a line of its own, the number of a letter and yes or no, with the name of a policy before it where "
    "it is for that policy alone: L02: yes, or lumen L17: no"
)


def wrong_rules(text: str) -> str:
    """Say what is wrong with what a trust sets; "" where nothing is."""
    return "" if all(_LINE.fullmatch(line) for line in _lines(text)) else HOW_TO_WRITE


def named(text: str) -> Iterator[tuple[str, str]]:
    """Give the policy, or "", and the number of the letter of each line that can be read."""
    for line in _lines(text):
        if match := _LINE.fullmatch(line):
            yield match[1] or "", match[2]


def demanded(says: str, text: str, policy: str, number: str) -> str:
    """Say what is asked of a letter by its number: ALWAYS, UNLESS_DANGER, or "" where nobody approves it.

    `says` is what the letter says of itself, `text` what the trust has set. A line for the policy goes before one for
    all; what is asked of a letter that says nothing of itself is asked unless there is danger.
    """
    found = {(match[1] or "", match[2]): match[3] for line in _lines(text) if (match := _LINE.fullmatch(line))}
    own = found.get((policy, number), found.get(("", number)))
    if own is None:
        return says
    return (says or UNLESS_DANGER) if own == "yes" else ""


def _lines(text: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in text.splitlines() if line.strip())
