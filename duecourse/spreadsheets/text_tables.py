"""A table of text as Excel, other programs and people write it: its letters, what parts its columns, its rows.

Every list is read by this module, so that a file that is understood in one place is understood in all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from engine.errors import BadInput

SEPARATORS = "\t;,"
"""What parts columns; where a first row has as many of two, the one that stands first here."""
NOT_PARTED = (
    "a quotation mark opens in this row that is not closed where its cell ends, so that the rows behind it run "
    "together with it; take the mark out, or put the second one behind the cell"
)
NO_TEXT = "This file is no list as text. In Excel, save it as “CSV UTF-8” and take that file."
_OTHERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How files begin that are no text: workbooks of either age, PDFs."""
_SEPARATED_BY = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
Cells = Sequence[str]
NumberedCells = tuple[int, Cells | None]
"""A row with the line on which it begins, from 1; no cells where its quotation marks leave open which they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """The rows of a text that are not empty, and what parts their columns."""

    separator: str
    rows: tuple[NumberedCells, ...]


def text_of(content: bytes) -> str:
    """Read a file as Excel writes it: UTF-8 with or without its mark, UTF-16, or the Windows set.

    Raises BadInput for what is no text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if content.startswith(_OTHERS) or b"\x00" in content:
        raise BadInput(NO_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def text_table(text: str, most: int) -> TextTable:
    """Read at most so many rows of a text; `sep=;`, which some programs write first, is obeyed."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    asked = _SEPARATED_BY.fullmatch(lines[0])
    before = 1 if asked else 0
    first = next((line for line in lines[before:] if line.strip(f" \u00a0{SEPARATORS}")), "")
    separator = asked[1] if asked else max(SEPARATORS, key=first.count)
    return TextTable(separator=separator, rows=tuple(islice(_rows(lines[before:], separator, before), most)))


def _rows(lines: Sequence[str], separator: str, before: int) -> Iterator[NumberedCells]:
    """Give each row that is not empty; after one whose quotation marks do not fit, go on with the next line."""
    reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=separator, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield line, None
            if "field limit" in str(error):  # it was given up within a cell, so what follows is no row
                return
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def written_text(rows: Sequence[Cells]) -> bytes:
    """Write rows as a table that Excel opens with every letter right, and works nothing out of."""
    written = io.StringIO()
    csv.writer(written).writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet works out."""


def harmless(cell: str) -> str:
    """Give a cell as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
