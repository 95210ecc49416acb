"""What is asked of a workbook before it is opened: that it is one, and no trap; and what its parts tell of it."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from engine.errors import BadInput

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is read as a list or a workbook: many times what the lists of the largest trust take."""
MOST_PARTS, MOST_UNPACKED = 300, 30 * 1024 * 1024
ROOMY = re.compile(r"xl/worksheets/[^/]+\.xml|xl/sharedStrings\.xml")
"""Parts that may be large; what holds the rows under another name has no more room than any other part."""
MOST_OF_A_PART, MOST_TAGS = 10 * 1024 * 1024, 600_000
MOST_OF_ANOTHER, FEWER_TAGS = 2 * 1024 * 1024, 40_000
"""Bytes and tags of such a part and of any other: tags are what takes memory, whichever row or style they are in."""
PICTURES = "xl/media/"
"""Where pictures are, which are never opened."""
MOST_ROWS, MOST_COLUMNS = 10_000, 60
"""So much is read of one sheet; what stands beyond the rows is told."""
MARK, OLDER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BOOK = "xl/workbook.xml"
AS_XLSX = "In Excel: “Save as”, “Excel workbook (.xlsx)”, and take that file."
TOO_LARGE = "This file is larger than 5 MB, which no list of a trust takes. Take pictures and other sheets out of it."
UNPACKS = "This workbook unpacks to more than lists ever take. Copy the lists into a new workbook, and take that."
OLD = f"This is a workbook of an older kind, or one with a password. {AS_XLSX}"
OTHER = f"This is no workbook of Excel. {AS_XLSX}"
BINARY = f"This is a binary workbook. {AS_XLSX}"
DECLARES = "This workbook declares parts of its own that Excel never writes, and is not opened."
_DECLARED = (
    *(b"<!DOCTYPE", b"<\0!\0D\0O\0C\0T\0Y\0P\0E\0", b"\0<\0!\0D\0O\0C\0T\0Y\0P\0E"),
    *(b"<!ENTITY", b"<\0!\0E\0N\0T\0I\0T\0Y\0", b"\0<\0!\0E\0N\0T\0I\0T\0Y"),
)
"""How a declaration begins, in letters of one byte and of two."""
_MERGED = re.compile(
    rb'<(?:[a-z0-9]{1,9}:)?mergeCell\s[^<>]{0,99}?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"'
)
_FORMULA = re.compile(rb"<(?:[a-z0-9]{1,9}:)?f[\s>/]")
_MOST_MERGED = 100_000
"""So many rows are looked at for cells that were merged."""
BROKEN = (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error)
"""What is raised by an archive that is damaged, or made in a way that Excel never does."""


def is_workbook(content: bytes) -> bool:
    """Say whether a file begins as a workbook of either age does."""
    return content.startswith((MARK, OLDER))


def demand_size(content: bytes) -> None:
    """Refuse a file that is too large for any list. Raises BadInput."""
    if len(content) > LARGEST:
        raise BadInput(TOO_LARGE)


def demand_workbook(content: bytes) -> None:
    """See that a file is a workbook that can be opened without harm; it is unpacked piece by piece, and not kept.

    Raises BadInput, with what would be taken.
    """
    demand_size(content)
    if content.startswith(OLDER):
        raise BadInput(OLD)
    try:
        with ZipFile(BytesIO(content)) as parts:
            _demand_parts(parts)
    except BROKEN as error:
        raise BadInput(OTHER) from error


def _demand_parts(parts: ZipFile) -> None:
    listed = parts.infolist()
    names = {each.filename for each in listed}
    if BOOK not in names:
        raise BadInput(BINARY if "xl/workbook.bin" in names else OTHER)
    if len(listed) > MOST_PARTS or sum(each.file_size for each in listed) > MOST_UNPACKED:
        raise BadInput(UNPACKS)
    for each in listed:
        roomy = ROOMY.fullmatch(each.filename) is not None
        most = MOST_OF_A_PART if roomy or each.filename.startswith(PICTURES) else MOST_OF_ANOTHER
        if each.file_size > most:
            raise BadInput(UNPACKS)
        _demand_part(parts.read(each), MOST_TAGS if roomy else FEWER_TAGS)


def _demand_part(content: bytes, most: int) -> None:
    """See that a part declares nothing and has not too many tags, whatever it is called."""
    if any(word in content for word in _DECLARED):
        raise BadInput(DECLARES)
    if content.count(b"<") > most:
        raise BadInput(UNPACKS)


def has_formulas(content: bytes) -> bool:
    """Say whether any sheet holds a formula."""
    with ZipFile(BytesIO(content)) as parts:
        return any(_FORMULA.search(parts.read(name)) for name in parts.namelist())


def merged_of(content: bytes, part: str) -> tuple[tuple[int, int, int], ...]:
    """Give the cells of a sheet that were merged over several rows: their column from 0, first row and last row."""
    with ZipFile(BytesIO(content)) as parts:
        if part not in parts.namelist():
            return ()
        found = _MERGED.findall(parts.read(part))
    spans, rows = list[tuple[int, int, int]](), 0
    for letters, first, last in found:
        rows += max(int(last) - int(first), 0)
        if rows <= _MOST_MERGED and int(first) < int(last):
            spans.append((_column(letters), int(first), int(last)))
    return tuple(spans)


def _column(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - ord("A") + 1
    return number - 1
