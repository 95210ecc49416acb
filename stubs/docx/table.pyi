"""A table of a file of Word. `_tr` is the element of a row, Any, to which python-docx gives no other way."""

from typing import Any

from docx.text.paragraph import Paragraph

class Cell:
    text: str
    paragraphs: list[Paragraph]

class Row:
    _tr: Any
    cells: tuple[Cell, ...]

class Table:
    rows: list[Row]
    def add_row(self) -> Row: ...
    def cell(self, row_idx: int, col_idx: int) -> Cell: ...
