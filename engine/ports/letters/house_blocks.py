"""The blocks of letters that a trust may word itself, as lists and pages tell them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRow:
    """A block of a letter as a list tells it: for which `letter`, what it `says` of its place, and the words.

    `ours` are the words as they come with Duecourse, `theirs` those of the trust, "" where it words it not itself;
    `file` is where its own words stand or would stand, below the trust's folder.
    """

    letter: str
    name: str
    says: str
    ours: str
    theirs: str
    file: str


class HouseRows(Protocol):
    """What tells of the trust's own words for letters."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Give the trust's own words that are in use, by file name below its folder."""
        ...

    def named(self, typed: str) -> str:
        """Find a letter by its id or number, as L14, or `every-letter`. Raises NotFound, with the nearest there is."""
        ...

    def rows(self, id_: str) -> tuple[BlockRow, ...]:
        """List the blocks of a letter that a trust may word, in reading order."""
        ...
