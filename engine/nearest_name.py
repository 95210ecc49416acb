"""The name that somebody most likely meant by one that is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import takewhile

LIKENESS = 0.6
"""How much of two names must agree, of 1 for all, before one is offered for the other."""
SLIP = 0.9
"""How much must agree for a name that might also be one of its own to be taken for a slip."""
PART = 0.9
"""How much it counts that a part of a name agrees, and not the whole."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Give the known name that is most like another, whatever its capital letters; "" where none is."""
    wanted, plain = name.casefold(), {each.casefold(): each for each in known}
    # of equals the one that begins alike: 4.4 is nearer to 4.1 than to 2.4
    scored = [(_likeness(wanted, each), _beginning(wanted, each), each) for each in plain]
    best = max(scored, default=(0.0, 0, ""), key=lambda each: each[:2])
    return plain[best[2]] if best[0] >= LIKENESS else ""


def slip_of(name: str, known: Iterable[str]) -> str:
    """Give the known name that another differs from by hardly a letter, or by its capitals; "" where none is."""
    meant = nearest(name, known)
    alike = SequenceMatcher(None, name.casefold(), meant.casefold()).ratio()
    return meant if alike >= SLIP else ""


def _likeness(name: str, known: str) -> float:
    parts = (SequenceMatcher(None, name, part).ratio() * PART for part in re.split(r"[\W_]+", known) if part)
    return max(SequenceMatcher(None, name, known).ratio(), *parts, 0.0)


def _beginning(name: str, known: str) -> int:
    """Count the letters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, known, strict=False)))
