"""What the bundled fonts can draw, and how a letter writes the rest: by its Unicode name, in brackets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""They choose between two looks of the character before them and have no look of their own."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters that each font draws.

    A mark, such as an accent, is drawn only where one font has both the mark and the character under it: Typst
    refuses some mixtures of fonts, and a letter that cannot be set could never be issued.
    """

    fonts: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, paths: Iterable[Path]) -> Glyphs:
        """Read which characters the fonts have."""
        found = []
        for path in paths:
            with TTFont(path, lazy=True) as font:
                found.append(frozenset(font.getBestCmap() or ()))
        return cls(tuple(found))

    def written(self, text: str) -> str:
        """Give a text as it will be printed: what cannot be drawn is spelt out."""
        return "".join(character if drawn else spelt(character) for character, drawn in self._each(text))

    def missing(self, text: str) -> Iterator[str]:
        """Give the characters that are spelt out, in their order."""
        yield from (character for character, drawn in self._each(text) if not drawn and spelt(character))

    def _each(self, text: str) -> Iterator[tuple[str, bool]]:
        under = self.fonts
        for character in text:
            # A mark is looked for among the fonts that have all of what it stands on.
            among = under if unicodedata.category(character).startswith("M") else self.fonts
            having = tuple(font for font in among if ord(character) in font)
            if having:
                under = having
            yield character, bool(having) or character == "\n"


def spelt(character: str) -> str:
    """Spell a character: by its name, by its number where it has none, not at all where it is never seen."""
    if character in _SELECTORS or unicodedata.category(character) == "Cf":
        return ""
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower().replace('u+', 'U+')}]"
