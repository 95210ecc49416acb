"""The text of a Word file as casework knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordText:
    """The text of a Word file as it can be edited and saved, and sentences on what was not taken from it."""

    text: str
    notes: tuple[str, ...] = ()
