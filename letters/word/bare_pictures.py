"""Pictures of a Word letterhead without what they tell besides what is seen: no author, no place, no program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import BadInput

NO_PICTURE = (
    "The header or footer holds a picture that is neither PNG nor JPEG, or is broken. Replace it in Word with a PNG, "
    "and give the file again."
)
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_SEEN = re.compile(rb"IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|pHYs|sBIT")
"""The pieces of a PNG that say how it looks."""
_LOOK = {0xE0, 0xEE}
"""The two marks of a JPEG that say how its colours and its size are meant; others tell of it in words."""
_MARK, _SCAN, _WORDS, _FIRST, _LAST, _LEAST = 0xFF, 0xDA, 0xFE, 0xE0, 0xEF, 2


def bare(picture: bytes) -> bytes:
    """Give a PNG or JPEG without what is not seen. Raises BadInput for any other kind, and for a broken one."""
    try:
        if picture.startswith(_PNG):
            return _PNG + b"".join(_pieces(picture))
        if picture.startswith(_JPEG):
            return _JPEG + b"".join(_segments(picture))
    except (IndexError, ValueError) as error:
        raise BadInput(NO_PICTURE) from error
    raise BadInput(NO_PICTURE)


def _pieces(picture: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at < len(picture):
        length, kind = int.from_bytes(picture[at : at + 4], "big"), picture[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(picture):
            raise ValueError(kind)
        if _SEEN.fullmatch(kind):
            yield picture[at:end]
        if kind == b"IEND":
            return
        at = end
    raise ValueError(at)


def _segments(picture: bytes) -> Iterator[bytes]:
    at = len(_JPEG)
    while True:
        mark, length = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4], "big")
        if picture[at] != _MARK or length < _LEAST:
            raise ValueError(at)
        if mark == _SCAN:
            end = picture.rindex(b"\xff\xd9")
            yield picture[at : end + 2]
            return
        tells = mark == _WORDS or (_FIRST <= mark <= _LAST and mark not in _LOOK)
        if not tells:
            yield picture[at : at + 2 + length]
        at += 2 + length
