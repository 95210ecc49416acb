"""How many pages a file has, where its own bytes say so: nothing is drawn, run or fetched to find out."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MOST = 20_000_000
"""So many bytes of a packed part of a PDF are read at most."""
_STREAM = re.compile(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TREE = re.compile(rb"/Type\s*/Pages\b[^>]{0,2000}?/Count\s+(\d{1,6})|/Count\s+(\d{1,6})[^>]{0,2000}?/Type\s*/Pages\b")


def page_count(content: bytes, media_type: str) -> int:
    """Count the pages of a PDF; a picture is one. 0 where that is not known."""
    if media_type.startswith("image/"):
        return 1
    if media_type != "application/pdf" or b"/Encrypt" in content:
        return 0
    counts = (int(found[1] or found[2]) for part in _parts(content) for found in _TREE.finditer(part))
    return max(counts, default=0)


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    for packed in _STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(packed[1], MOST)
        except zlib.error:
            continue
