"""The body of a letter as the text that a person edits: a little Markdown, and a line for each part that stays.

What comes from the case as a whole (labelled facts, tables, quotations, a paragraph that is nothing but a fact) is one
line, `[[2: When, Where]]`. It may be moved, and neither changed nor left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, groupby

from letters.blocks import Block, Details, Heading, Inline, Items, Paragraph, Quote, Table, words

LABEL = 60
"""So many characters name a part that stays."""

_SIGNS = re.compile(r"([\\*_])")
_AT_START = re.compile(r"^(\s*)([#+-]|\d+(?=[.)]))", re.MULTILINE)


def write(blocks: tuple[Block, ...]) -> str:
    """Write blocks as text for editing; `letters.edits.read` reads it back, and the parts that stay with it."""
    return "\n\n".join(_blocks(blocks, count(1))) + "\n"


def stays(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give every part that stays as it is, in reading order."""
    for block in blocks:
        if isinstance(block, Items):
            for entry in block.entries:
                yield from stays(entry)
        elif comes_from_the_case(block):
            yield block


def comes_from_the_case(block: Block) -> bool:
    """Say whether a block is no words of the letter, but what the case holds."""
    if isinstance(block, Paragraph):
        return bool(block.text) and all(part.given for part in block.text)
    return not isinstance(block, Heading | Items)


def line_of(number: int, block: Block) -> str:
    """Give the line that stands for a part that stays."""
    return f"[[{number}: {label_of(block)}]]"


def label_of(block: Block) -> str:
    """Name a part that stays by its fixed words alone, so that no text for editing repeats what the case holds."""
    match block:
        case Details():
            said = ", ".join(label for label, _ in block.rows)
        case Table():
            said = ", ".join(words(cell) for cell in block.head)
        case Quote():
            said = "a quotation"
        case Paragraph():
            said = "what the case holds"
        case _:
            said = "lines of an address"
    return said if len(said) <= LABEL else f"{said[: LABEL - 1].rstrip()}…"


def _blocks(blocks: Sequence[Block], numbers: Iterator[int]) -> Iterator[str]:
    for block in blocks:
        yield _block(block, numbers)


def _block(block: Block, numbers: Iterator[int]) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_line(block.text)}".rstrip()
        case Items():
            return _items(block, numbers)
        case Paragraph() if not comes_from_the_case(block):
            return _inline(block.text)
        case _:
            return line_of(next(numbers), block)


def _items(block: Items, numbers: Iterator[int]) -> str:
    entries: list[str] = []
    for place, entry in enumerate(block.entries, 1):
        mark = f"{place}. " if block.ordered else "- "
        inner = "\n\n".join(_blocks(entry, numbers)).split("\n")
        pad = " " * len(mark)
        entries.append("\n".join((pad if index else mark) + line if line else "" for index, line in enumerate(inner)))
    loose = any(len(entry) > 1 for entry in block.entries)
    return ("\n\n" if loose else "\n").join(entries)


def _line(inline: Inline) -> str:
    return " ".join(_inline(inline).split())


def _inline(inline: Inline) -> str:
    looks = groupby(inline, lambda part: (part.strong, part.emphasis))
    return "".join(_run(words(tuple(parts)), *look) for look, parts in looks)


def _run(said: str, strong: bool, emphasis: bool) -> str:
    text = _AT_START.sub(_escaped, _SIGNS.sub(r"\\\1", said))
    lines = "\\\n".join(text.split("\n"))
    sign = ("**" if strong else "") + ("*" if emphasis else "")
    inside = lines.strip()
    if not sign or not inside:
        return lines
    before, after = lines[: len(lines) - len(lines.lstrip())], lines[len(lines.rstrip()) :]
    return f"{before}{sign}{inside}{sign[::-1]}{after}"


def _escaped(found: re.Match[str]) -> str:
    blank, sign = found.groups()
    return f"{blank}{sign}\\" if sign.isdigit() else f"{blank}\\{sign}"
