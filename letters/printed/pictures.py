"""Pictures of the house's own: looked at before anything opens them, and written again with their pixels alone.

A picture is known by the SHA-256 of its bytes. In a template it is a fact of one line, digest and words: what it shows
to those who do not see it.
"""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import TypeAlias

from engine.errors import BadInput
from engine.ports.letters.letterheads import MOST_BYTES, MOST_PIXELS, Picture
from letters.printed.slotted_values import Slotted

WIDEST, HIGHEST = 1100, 420
"""Pixels: some 300 for each inch of the room that a letterhead has."""
SMALLEST = 24
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
HOW_TO_SAVE = "Save it as PNG or JPEG and choose it again."
_FACT = re.compile(r"([0-9a-f]{64}) (.+)", re.DOTALL)
_STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
Redraw: TypeAlias = Callable[[bytes, str, tuple[int, int]], bytes | None]
"""Draws a picture again as a PNG, from its bytes, a name with its ending, and a size in pixels; None if broken."""


def printed(told: str) -> Slotted:
    """Read such a fact; what is none stays words."""
    found = _FACT.fullmatch(told)
    return Slotted(found[2], picture=found[1]) if found else Slotted(told)


def cleaned(content: bytes, redraw: Redraw) -> Picture:
    """Give a picture as a PNG that holds its pixels and nothing else, no larger than a letterhead needs.

    Raises BadInput, in a sentence, for what is no such picture, is broken, too large or too small.
    """
    width, height = _size(content)
    scale = min(1.0, WIDEST / width, HIGHEST / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    png = redraw(content, "picture.png" if content.startswith(PNG) else "picture.jpg", size)
    if png is None:
        raise BadInput(f"The picture is broken and cannot be read. {HOW_TO_SAVE}")
    return Picture(digest=sha256(png).hexdigest(), content=png)


def _size(content: bytes) -> tuple[int, int]:
    if not content:
        raise BadInput(f"The file is empty. {HOW_TO_SAVE}")
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise BadInput(f"The picture has more than {most} MB. Save it smaller and choose it again.")
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml", b"<!DOCTYPE")):
        raise BadInput(
            f"An SVG or XML file can hold programs and fetch from elsewhere, so it is not taken. {HOW_TO_SAVE}"
        )
    found = _png_size(content) if content.startswith(PNG) else _jpeg_size(content)
    if found is None:
        raise BadInput(f"This is no PNG or JPEG picture, or it is broken. {HOW_TO_SAVE}")
    width, height = found
    if width * height > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise BadInput(
            f"The picture has {width} by {height} pixels; at most {most} million are taken. Save it smaller."
        )
    if min(width, height) < SMALLEST:
        raise BadInput(f"The picture has {width} by {height} pixels, too few to be printed. Choose a larger one.")
    return width, height


def png_size(content: bytes) -> tuple[int, int]:
    """Give the width and height of a PNG of ours in pixels."""
    return _png_size(content) or (1, 1)


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 33:  # noqa: PLR2004 - signature, length, name, thirteen bytes, sum
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height) if width and height else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2 if content.startswith(JPEG) else len(content)
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every segment begins so
        marker, (length,) = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])
        if marker in _STARTS_OF_FRAME:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + length
    return None


def wrapped(picture: bytes) -> str:
    """Give a PNG of ours in a frame that the letterhead program can read from a text."""
    width, height = png_size(picture)
    data = b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )
