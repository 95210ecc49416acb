"""A table of a file of Word."""

from docx.text.paragraph import Paragraph

class Cell:
    text: str
    paragraphs: list[Paragraph]

class Row:
    cells: tuple[Cell, ...]

class Table:
    rows: list[Row]
    def add_row(self) -> Row: ...
    def cell(self, row_idx: int, col_idx: int) -> Cell: ...
