"""Words spelled so that they are found: small letters, no accents, no apostrophes; the same for what is kept and asked.

What is kept of a text is its words and no more: each once, beside it the parts of a name with an apostrophe and of a
handle in which words are run together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST, MOST_ASKED, SHORTEST = 60, 12, 2
"""How many letters of a word count, how many words may be asked at once, and from how many on a beginning is enough."""
APOSTROPHES = "'`\u00b4\u02bc\u2018\u2019\uff07"
NO_MARKS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
"""Letters that are no letter with a mark in any table, and that people type without it."""
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
INNER = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
REFERENCE = re.compile(r"\s*([A-Za-z]+)[-–— ]?(\d{4})[-–— ](\d+)\s*")
WRAPPING = frozenset(("http", "https", "www"))
"""What stands before every address, and tells nobody which."""


@dataclass(frozen=True, slots=True)
class SpelledWord:
    """A word of a text: where it stands, and the spellings under any of which it is found, its own first."""

    start: int
    end: int
    spellings: tuple[str, ...]

    def begins_with(self, asked: AskedWord) -> bool:
        """Say whether it is what somebody asks for, or begins so."""
        return any(asked.fits(each) for each in self.spellings)


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word that somebody asks for; `whole` where no longer word counts."""

    text: str
    whole: bool = False

    def fits(self, spelled: str) -> bool:
        """Say whether a word that is spelled so is it, or begins so."""
        return spelled == self.text if self.whole else spelled.startswith(self.text)


def spelled(text: str) -> Iterator[SpelledWord]:
    """Give the words of a text, one after the other."""
    bare, places = _without_marks(text)
    for found in WORD.finditer(bare):
        spellings = tuple(dict.fromkeys(each for each in _spellings(found.group()) if each))
        if spellings:
            yield SpelledWord(places[found.start()], places[found.end() - 1] + 1, spellings)


def kept_words(*texts: str) -> str:
    """Write what is kept of texts so that their words are found: each spelling once, in the order of the texts."""
    found = (each for text in texts for word in spelled(text) for each in word.spellings)
    return " ".join(dict.fromkeys(each for each in found if each not in WRAPPING))


def kept_reference(reference: str) -> str:
    """Write the same of the reference of a case, which is one word as well."""
    found = REFERENCE.fullmatch(reference)
    joined = _joined(found) if found else ""
    return " ".join(dict.fromkeys((*filter(None, (joined,)), *kept_words(reference).split())))


def asked_words(text: str) -> Sequence[AskedWord]:
    """Read what somebody asks for; () where there is no word in it. A whole reference is one word and is that alone."""
    reference = REFERENCE.fullmatch(text)
    if reference:
        return (AskedWord(_joined(reference), whole=True),)
    own = dict.fromkeys(word.spellings[0] for word in spelled(text))
    told = [each for each in own if each not in WRAPPING] or list(own)
    return tuple(AskedWord(each, whole=len(each) < SHORTEST) for each in told[:MOST_ASKED])


def _joined(reference: re.Match[str]) -> str:
    prefix, year, number = reference.groups()
    return f"{prefix.lower()}{year}{int(number):04}"


def _spellings(word: str) -> Iterator[str]:
    parts = re.split(f"[{APOSTROPHES}]", word)
    yield _folded("".join(parts))
    if len(parts) > 1:
        yield from (_folded(part) for part in parts if len(part) >= SHORTEST)
    if not (word.isalpha() and word[1:].islower()):
        inner = INNER.split(word)
        yield from (_folded(part) for part in inner if SHORTEST <= len(part) < len(word))


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST]
    bare, _ = _without_marks(word.casefold())
    letters = (NO_MARKS.get(each, each) for each in bare if each.isalnum())
    return "".join(letters)[:LONGEST]


def _without_marks(text: str) -> tuple[str, Sequence[int]]:
    """Take the marks from letters; says of each letter that is left where it stood."""
    if text.isascii():
        return text, range(len(text))
    letters, places = list[str](), list[int]()
    for place, letter in enumerate(text):
        for each in unicodedata.normalize("NFKD", letter):
            if not unicodedata.combining(each):
                letters.append(each)
                places.append(place)
    return "".join(letters), places
