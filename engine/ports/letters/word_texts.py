"""The text of a Word file, and a Word letterhead, as casework knows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordText:
    """The text of a Word file as it can be edited and saved, and sentences on what was not taken from it."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordPaper:
    """A Word letterhead as it is kept, and what was left out of it or is worth a look, in codes."""

    content: bytes
    left: tuple[str, ...] = ()
