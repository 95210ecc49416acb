"""Plain text for e-mail and web forms: wrapped lines, and no web address ever broken."""

from __future__ import annotations

from letters.blocks import (
    AddressBlock,
    Block,
    Footer,
    Heading,
    Items,
    Paragraph,
    Quote,
    Signature,
    Table,
    seen_words,
    words,
)
from letters.writers import DRAFT

WIDTH, LEAST = 72, 20


def write(blocks: tuple[Block, ...], width: int = WIDTH, *, draft: bool = False) -> str:
    """Write a letter as plain text, ending with a newline; long words stand out over `width` rather than break."""
    return "\n".join([*((DRAFT, "") if draft else ()), *_blocks(blocks, width)]) + "\n"


def _blocks(blocks: tuple[Block, ...], width: int) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        written = _block(block, width)
        if lines and written:
            lines.append("")
        lines += written
    return lines


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Heading():
            return _heading(words(block.text), block.level, width)
        case Paragraph():
            return _wrapped(words(block.text), width)
        case Items():
            return _items(block, width)
        case Quote():
            return [f"> {line}".rstrip() for line in _blocks(block.blocks, width - 2)]
        case Table():
            return _table(block, width)
        case AddressBlock() | Signature() | Footer():
            shown = (seen_words(given) for given in block.lines)
            return [line for words_ in shown if words_ for line in _wrapped(words_, width)]
        case _:
            return [
                line for label, value in block.rows for line in _indented(f"{label}: {words(value)}", width, "", "  ")
            ]


def _wrapped(text: str, width: int) -> list[str]:
    return _indented(text, width, "", "")


def _indented(text: str, width: int, first: str, rest: str) -> list[str]:
    """Wrap a text, each of its own lines for itself."""
    lines: list[str] = []
    for index, line in enumerate(text.split("\n")):
        lines += _broken(line, max(width, LEAST), rest if index else first, rest) or [""]
    return lines


def _broken(line: str, width: int, first: str, rest: str) -> list[str]:
    """Break a line at its blanks as `textwrap` does that leaves words whole, in a small part of its time."""
    lines: list[str] = []
    indent, left = first, line.rstrip(" ")
    while left:
        room = width - len(indent)
        end = len(left) if len(left) <= room else left.rfind(" ", 0, room + 1)
        head = left[: max(end, 0)].rstrip(" ")
        if not head and left.startswith(" "):
            left = left.lstrip(" ")
            continue
        head = head or left.partition(" ")[0]
        lines.append(f"{indent}{head}")
        indent, left = rest, left[len(head) :].lstrip(" ")
    return lines


def _heading(text: str, level: int, width: int) -> list[str]:
    lines = _wrapped(text, width)
    rule = "=" if level == 1 else "-"
    return [*lines, rule * min(max(map(len, lines)), width)]


def _items(block: Items, width: int) -> list[str]:
    lines: list[str] = []
    loose = any(len(entry) > 1 for entry in block.entries)
    for number, entry in enumerate(block.entries, 1):
        mark = f"{number}. " if block.ordered else "- "
        pad = " " * len(mark)
        inner = _blocks(entry, width - len(mark))
        if loose and lines:
            lines.append("")
        lines += [f"{pad if index else mark}{line}".rstrip() for index, line in enumerate(inner)]
    return lines


def _table(block: Table, width: int) -> list[str]:
    """Write each row as labelled lines: columns would break long addresses."""
    lines: list[str] = []
    for number, row in enumerate(block.rows, 1):
        mark = f"{number}. "
        pad = " " * len(mark)
        for index, (head, cell) in enumerate(zip(block.head, row, strict=True)):
            lines += _indented(f"{words(head)}: {words(cell)}", width, pad if index else mark, f"{pad}  ")
    return lines
