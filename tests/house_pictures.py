"""Pictures for letterheads, made without a library that the product has not: PNGs, and files that are none."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(width: int = 120, height: int = 60, shade: int = 90, beside: bytes = b"") -> bytes:
    """Make a grey PNG; `beside` is what somebody wrote into it as a comment."""
    rows = b"".join(b"\x00" + bytes([shade]) * width for _ in range(height))
    comment = _chunk(b"tEXt", b"Comment\x00" + beside) if beside else b""
    head = _chunk(b"IHDR", struct.pack(">II", width, height) + bytes([8, 0, 0, 0, 0]))
    return SIGNATURE + head + comment + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def claiming(width: int, height: int) -> bytes:
    """Make a small PNG that says it is of this size."""
    content = png()
    return content[:16] + struct.pack(">II", width, height) + content[24:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURES_AT_ALL = {
    "nothing": b"",
    "a text": b"This is no picture.",
    "an SVG with a program": SVG,
    "an SVG behind a byte-order mark": b"\xef\xbb\xbf" + SVG,
    "a GIF": b"GIF89a" + bytes(60),
    "the head of a PNG alone": png()[:40],
    "a PNG cut off": png()[:70],
    "a JPEG that ends at once": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a JPEG of zeros": b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x40\x00\x40" + bytes(40),
    "a picture of no width": claiming(0, 40),
    "a picture of more pixels than a machine holds": claiming(100_000, 100_000),
    "a picture of a hundred megabytes": SIGNATURE + bytes(100 * 1024 * 1024),
    "a picture of two pixels": png(2, 1),
}
