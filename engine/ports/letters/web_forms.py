"""A letter as the fields of a web form: plain words, each field for itself, in parts where a form takes less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LEAST, MOST = 50, 100_000
"""So many characters a field of a form takes at least and at most, as somebody may say."""
_ENDS = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: what it is for, and what is pasted into it."""

    label: str
    text: str


def parts_of(text: str, limit: int) -> tuple[str, ...]:
    """Give a text in parts that a field takes: whole paragraphs, else sentences, else words; a limit of 0 is none."""
    if not limit or len(text) <= limit:
        return (text,)
    parts: list[str] = []
    for piece, mark in _pieces(text, limit):
        joined = f"{parts[-1]}{mark}{piece}" if parts else piece
        if parts and len(joined) <= limit:
            parts[-1] = joined
        else:
            parts.append(piece)
    return tuple(parts)


def _pieces(text: str, limit: int) -> Iterator[tuple[str, str]]:
    """Give pieces that each fit, with what stands before each within its part."""
    for paragraph in text.split("\n\n"):
        if len(paragraph) <= limit:
            yield paragraph, "\n\n"
            continue
        mark = "\n\n"
        for sentence in _ENDS.split(paragraph):
            for piece in _cut(sentence, limit):
                yield piece, mark
                mark = " "


def _cut(sentence: str, limit: int) -> Iterator[str]:
    while len(sentence) > limit:
        at = sentence.rfind(" ", 0, limit + 1)
        at = at if at > 0 else limit
        yield sentence[:at].rstrip()
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence
