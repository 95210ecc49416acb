"""zxcvbn: the only module that knows how many tries somebody would need who guesses a password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

LOOKED_AT = 72
"""Characters of a password that are looked at: what zxcvbn takes, and as far as it stays quick. All of it is hashed."""


@dataclass(frozen=True, slots=True)
class Guess:
    """How hard a password is to guess, from 0 to 4, and what makes it easy: a word of zxcvbn, such as `repeat`."""

    score: int
    pattern: str


@cache
def turn() -> Lock:
    """Give the one lock that is held while zxcvbn judges: it keeps the words about an owner in its module, and of two
    at the same time one would be judged by those of the other."""
    return Lock()


def guess(password: str, words: Iterable[str]) -> Guess:
    """Judge a password by how it would be guessed, by somebody who knows some words about its owner."""
    # its lists of words take a moment to load, and hardly any command needs them
    from zxcvbn import zxcvbn

    with turn():
        found = zxcvbn(password[:LOOKED_AT], user_inputs=sorted(words))
    parts: list[dict[str, Any]] = found["sequence"]
    weakest = max(parts, key=lambda part: len(part["token"]), default={"pattern": ""})
    return Guess(int(found["score"]), str(weakest.get("dictionary_name") or weakest["pattern"]))
