"""Words looked for in the documentation: each has to stand on a page, at least as the beginning of a word there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duecourse.web.documentation.shown_doc import ShownDoc, address_of

LONGEST = 200
MOST_WORDS = 8
MOST_FOUND = 30
AROUND = 90
"""Characters that are shown before and behind the first word that was found."""
TITLE = 50
"""A word in the title counts like so many in the text."""
FOR_DOING = 60
"""So much goes before a page for doing: who looks for something wants to do it."""
FOLDERS_FOR_DOING = ("how-to/", "tutorial")
COMMON = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "from", "how"),
        *("i", "in", "is", "it", "my", "of", "on", "or", "that", "the", "to", "what"),
        *("when", "where", "who", "with"),
    }
)


@dataclass(frozen=True, slots=True)
class ExcerptPiece:
    """A part of an excerpt; `marked` where it is a word that was looked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class FoundDoc:
    """A page in which all words stand, with an excerpt around the first of them."""

    title: str
    address: str
    pieces: tuple[ExcerptPiece, ...]


def asked_words(typed: str) -> tuple[str, ...]:
    """Give the words of what somebody typed; words that stand everywhere count only where there are no others."""
    words = list(dict.fromkeys(re.findall(r"\w+", typed[:LONGEST].casefold())))
    return tuple([word for word in words if word not in COMMON] or words)[:MOST_WORDS]


def found_docs(words: tuple[str, ...], docs: Iterable[tuple[str, ShownDoc]]) -> list[FoundDoc]:
    """Give the pages in which every word stands, the fullest first."""
    if not words:
        return []
    patterns = [re.compile(rf"\b{re.escape(word)}", re.IGNORECASE) for word in words]
    ranked = sorted(_ranked(patterns, docs), key=lambda each: (-each[0], each[1]))
    any_word = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)
    return [
        FoundDoc(doc.title, address_of(name), _excerpt(doc.words, any_word)) for _, name, doc in ranked[:MOST_FOUND]
    ]


def _ranked(
    patterns: list[re.Pattern[str]], docs: Iterable[tuple[str, ShownDoc]]
) -> Iterator[tuple[float, str, ShownDoc]]:
    for name, doc in docs:
        counts = [len(each.findall(doc.words)) for each in patterns]
        if all(counts):
            # beside the length, or the longest pages would stand first whatever is asked
            dense = sum(counts) / (1000 + len(doc.words)) * 1000
            in_title = sum(bool(each.search(doc.title)) for each in patterns)
            yield dense + TITLE * in_title + FOR_DOING * name.startswith(FOLDERS_FOR_DOING), name, doc


def _excerpt(text: str, pattern: re.Pattern[str]) -> tuple[ExcerptPiece, ...]:
    lines = " ".join(text.split())
    first = pattern.search(lines)
    at = first.start() if first else 0
    begin, end = max(0, at - AROUND), at + AROUND
    # whole words only
    begin = lines.find(" ", begin, at) + 1 if begin else 0
    end = lines.rfind(" ", at, end) if end < len(lines) else len(lines)
    shown, last = lines[begin : max(end, at + 1)], 0
    pieces: list[ExcerptPiece] = []
    for match in pattern.finditer(shown):
        pieces += [ExcerptPiece(shown[last : match.start()], marked=False), ExcerptPiece(match.group(), marked=True)]
        last = match.end()
    rest = ExcerptPiece(shown[last:], marked=False)
    return tuple(piece for piece in (*pieces, rest) if piece.text)
