"""A paper that is no letter as a Word file, to be read, completed and edited: headings, lists, tables, in black."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from letters.blocks import Block, Heading, Inline, Items, Paragraph, Table, passages
from letters.word.written_file import BULLET, NUMBER, in_english, properties, writable

DEEPEST = 3
"""The deepest heading that has a style of its own here."""


def write(blocks: tuple[Block, ...], title: str, at: datetime) -> bytes:
    """Write blocks as a Word file that says nothing of who made it."""
    word = Document()
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Arial", Pt(11)
    in_english(word)
    properties(word, title, at)
    for block in blocks:
        _block(word, block)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def _block(word: Word, block: Block, style: str = "Normal") -> None:
    match block:
        case Heading():
            _runs(word.add_paragraph(style=f"Heading {min(block.level, DEEPEST)}"), block.text)
        case Paragraph():
            _runs(word.add_paragraph(style=style), block.text)
        case Items():
            for entry in block.entries:
                for each in entry:
                    _block(word, each, NUMBER if block.ordered else BULLET)
        case Table():
            _table(word, (block.head, *block.rows))
        case _:
            for passage in passages((block,)):
                word.add_paragraph(writable(passage.text), style)


def _table(word: Word, rows: Sequence[Sequence[Inline]]) -> None:
    table = word.add_table(rows=0, cols=max(len(row) for row in rows), style="Table Grid")
    for number, row in enumerate(rows):
        added = table.add_row()
        for cell, said in zip(added.cells, row, strict=False):
            _runs(cell.paragraphs[0], said, strong=not number)
        if not number:
            # the row of heads is said again on every sheet, and read out as one
            added._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader", attrs={qn("w:val"): "true"}))
    word.add_paragraph()


def _runs(paragraph: WordParagraph, inline: Inline, *, strong: bool = False) -> None:
    for part in inline:
        run = paragraph.add_run(writable(part.text))
        run.bold, run.italic = (strong or part.strong) or None, part.emphasis or None
