"""A text of the trust's own in a little Markdown, read as parts that a page can show: no HTML, links or pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class WordsRun:
    """Words with one look."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class TextPart:
    """A heading or a paragraph, which is one line, or a list, which is a line for each entry."""

    kind: Literal["heading", "paragraph", "bullets", "numbers"]
    lines: tuple[tuple[WordsRun, ...], ...]
