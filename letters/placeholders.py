"""Values kept apart from the words of a template: the template prints an opaque slot, the value comes back as text.

A slot is a number between two private-use characters, which no template may hold, so no value is ever parsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from letters.blocks import Inline, Text
from letters.printed.slotted_values import Slotted

OPEN, CLOSE = "\ue000", "\ue001"
SLOT = re.compile(f"{OPEN}([0-9]+){CLOSE}")

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_JOINERS = frozenset("\u200c\u200d")
# England, Scotland and Wales have flags that are spelt in invisible tag letters behind a black flag.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def visible(value: str) -> str:
    """Write a value so that nothing in it stays unseen or reorders its neighbours: `[U+202E]`.

    Line ends of every kind become a newline and a tab a blank; all else stays as it was given.
    """
    if value.isascii() and value.isprintable():
        return value
    lines = _LINE_ENDS.sub("\n", value).replace("\t", " ")
    kept: list[str] = []
    position = 0
    for flag in _FLAG.finditer(lines):
        kept += [_shown(lines[position : flag.start()]), flag.group()]
        position = flag.end()
    return "".join([*kept, _shown(lines[position:])])


def _shown(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown_character(character) for character in text)


def _shown_character(character: str) -> str:
    if character == "\n" or character in _JOINERS or unicodedata.category(character) not in _UNSEEN:
        return character
    return f"[U+{ord(character):04X}]"


class Slots:
    """The values of one rendering, each behind its number."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        """Start without values."""
        self.values: list[Slotted] = []

    def put(self, value: Slotted) -> str:
        """Put a value aside and give the slot that stands for it."""
        self.values.append(Slotted(visible(value.text), value.link, value.picture))
        return f"{OPEN}{len(self.values) - 1}{CLOSE}"


def fill(inline: Inline, values: Sequence[Slotted]) -> Inline:
    """Replace every slot of an inline run by its value, as text that is given."""
    filled: list[Text] = []
    for part in inline:
        if OPEN not in part.text:
            filled.append(part)
            continue
        for index, piece in enumerate(SLOT.split(part.text)):
            slot = index % 2 == 1
            value = values[int(piece)] if slot else Slotted(piece)
            if value.text:
                filled.append(Text(value.text, part.strong, part.emphasis, slot, value.link, value.picture))
    return tuple(filled)


def fill_lines(lines: Sequence[Inline], values: Sequence[Slotted]) -> tuple[Inline, ...]:
    """Fill the slots of lines; a value of several lines becomes several lines."""
    return tuple(line for given in lines for line in _split(fill(given, values)))


def _split(inline: Inline) -> list[Inline]:
    if not any("\n" in part.text for part in inline):
        return [inline]
    lines: list[list[Text]] = [[]]
    for part in inline:
        for index, piece in enumerate(part.text.split("\n")):
            if index:
                lines.append([])
            if piece:
                lines[-1].append(replace(part, text=piece))
    return [tuple(line) for line in lines]
