"""A snippet of a text around the words that were looked for, which are marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.search.folded_words import AskedWord, SpelledWord, spelled

BEFORE, LENGTH = 60, 200
"""So many letters stand before the first word that was found, and so many are shown."""


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A part of a snippet; a marked one is a word that was looked for."""

    text: str
    marked: bool = False


def snippet(text: str, asked: Sequence[AskedWord]) -> tuple[SnippetPart, ...]:
    """Cut a snippet out of a text; () where none of the words stands in it."""
    plain = " ".join(text.split())
    words = list(spelled(plain))
    found = [word for word in words if any(word.begins_with(each) for each in asked)]
    if not found:
        return ()
    start, end = _around(plain, words, found[0])
    shown = [word for word in found if start <= word.start and word.end <= end]
    parts, place = [SnippetPart("… ")] if start else list[SnippetPart](), start
    for word in shown:
        parts += [SnippetPart(plain[place : word.start]), SnippetPart(plain[word.start : word.end], marked=True)]
        place = word.end
    parts.append(SnippetPart(plain[place:end] + (" …" if end < len(plain) else "")))
    return tuple(part for part in parts if part.text)


def _around(text: str, words: Sequence[SpelledWord], first: SpelledWord) -> tuple[int, int]:
    """Say from where to where a text is shown: whole words, and the first that was found among them."""
    start = next((word.start for word in words if word.start >= first.start - BEFORE), first.start)
    if first.start <= BEFORE:
        start = 0
    if start + LENGTH >= len(text):
        return start, len(text)
    ends = [word.end for word in words if word.end <= start + LENGTH]
    return start, max(ends[-1] if ends else first.end, first.end)
