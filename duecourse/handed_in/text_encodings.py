"""Texts in whatever encoding a program wrote them: read for somebody to look at, the bytes left as they are."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
)
"""What stands first in a text that says itself how it is written; the longer marks first, as one begins another."""
_UNTYPED_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNTYPED_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 64 * 1024
"""So many bytes are looked at to guess how a text is written that does not say so."""
_FOREIGN, _FEW = 0.3, 40
"""From this part of them beyond plain letters on, a text is not of western Europe, where there are enough to tell."""
_WIDE, _PLAIN = 0.7, 0x7F


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as it reads, and what its encoding is called by people."""

    text: str
    encoding: str


def read_as_text(content: bytes) -> ReadText | None:
    """Read bytes as a text; None where they are none. What does not say how it is written is guessed."""
    for mark, way, name in _MARKS:
        if content.startswith(mark):
            return _typed(content, way, name)
    wide = _wide(content)
    if wide:
        return _typed(content, wide, "UTF-16")
    if _UNTYPED_BYTES.search(content):
        return None
    return _typed(content, "utf-8", "UTF-8") or _older(content)


def _typed(content: bytes, way: str, name: str) -> ReadText | None:
    try:
        text = content.decode(way)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _UNTYPED_TEXT.search(text) else ReadText(text, name)


def _wide(content: bytes) -> str:
    """Name how two bytes a letter are written without a mark; "" where it is not that."""
    head = content[: _SAMPLE // 2 * 2]
    if len(content) % 2 or not head:
        return ""
    first, second = head[::2].count(0), head[1::2].count(0)
    enough = len(head) // 2 * _WIDE
    if second > enough and not first:
        return "utf-16-le"
    return "utf-16-be" if first > enough and not second else ""


def _older(content: bytes) -> ReadText | None:
    """Read a text that is not of Unicode: of Windows in western Europe, unless most of its letters are not."""
    head = content[:_SAMPLE]
    foreign = len(head) > _FEW and sum(byte > _PLAIN for byte in head) > len(head) * _FOREIGN
    western = None if foreign else _typed(content, "cp1252", "Windows-1252")
    return (
        western
        or _guessed(content)
        or _typed(content, "cp1252", "Windows-1252")
        or _typed(content, "latin-1", "Latin-1")
    )


def _guessed(content: bytes) -> ReadText | None:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE]).best()
    return _typed(content, best.encoding, best.encoding.replace("_", "-").upper()) if best else None
