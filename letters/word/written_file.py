"""A draft as a Word file: its text to be edited, with grey lines for what comes from the case and is not taken back.

A line in double brackets stands before each part that stays, as in the text for editing. No author, path or template of
a machine is in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import count

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from letters.blocks import (
    AddressBlock,
    Block,
    Details,
    Footer,
    Heading,
    Inline,
    Items,
    Paragraph,
    Quote,
    Signature,
    Table,
    Text,
    seen_words,
    words,
)
from letters.edits import parts_of
from letters.word.paper_styles import dressed
from letters.writers import DRAFT, editable

FIXED, MARK = "From the case", "Part of the case"
"""The styles of what comes from the case, and of the line that stands for a part of it."""
BULLET, NUMBER, NESTED = "List Bullet", "List Number", "List Continue"
NOTE = (
    "Edit the black text. Grey lines come from the case: what you change in them is not taken. A line in double "
    "brackets stands for the grey part below it: it may be moved, and has to stay. Headings, lists, bold and italics "
    "come back; fonts, colours, pictures and tables do not. Turn off “Track changes” before you save."
)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write(blocks: tuple[Block, ...], title: str, reference: str, at: datetime, paper: bytes = b"") -> bytes:
    """Write a draft as a Word file, on the school's own letterhead where it has one (`letters.word.word_paper`)."""
    word = Document(BytesIO(paper)) if paper else Document()
    if paper:
        dressed(word)
    else:
        word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Arial", Pt(11)
        word.sections[0].footer.paragraphs[0].text = reference
    _styles(word)
    properties(word, title, at)
    parts, pen = parts_of(blocks), _Pen(word)
    for line in (NOTE, DRAFT):
        pen.line(line, FIXED)
    pen.fixed(parts.above)
    pen.body(parts.body)
    pen.fixed(parts.below)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def _styles(word: Word) -> None:
    for name in (FIXED, MARK):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        style.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
        style.font.italic = name == MARK
    in_english(word)


def in_english(word: Word) -> None:
    """Say in the styles of a file which language its words are in."""
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def properties(word: Word, title: str, at: datetime) -> None:
    """Say what the file is, and nothing of who made it or with what."""
    known, moment = word.core_properties, at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    known.title, known.language = writable(title), "en-GB"
    known.author = known.last_modified_by = known.comments = known.keywords = known.subject = known.category = ""
    known.created = known.modified = moment
    known.revision = 1


class _Pen:
    """Writes blocks one after the other."""

    def __init__(self, word: Word) -> None:
        self.word, self.numbers = word, count(1)

    def line(self, text: str, style: str) -> WordParagraph:
        return self.word.add_paragraph(writable(text), style)

    def body(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self._own(block)

    def _own(self, block: Block) -> None:
        match block:
            case Heading():
                self.line(words(block.text), f"Heading {min(block.level, 2)}")
            case Items():
                self._items(block)
            case Paragraph() if not editable.comes_from_the_case(block):
                self._words(block.text, "Normal")
            case _:
                self._part(block, MARK)

    def _part(self, block: Block, style: str) -> None:
        self.line(editable.line_of(next(self.numbers), block), style)
        self.fixed((block,))

    def _items(self, block: Items) -> None:
        style = NUMBER if block.ordered else BULLET
        restart = self._restarted() if block.ordered else None
        for entry in block.entries:
            for place, each in enumerate(entry):
                before = len(self.word.paragraphs) if restart is not None and not place else None
                self._entry(each, style if not place else NESTED)
                if before is not None and restart is not None:
                    _numbered(self.word.paragraphs[before], restart)

    def _entry(self, block: Block, style: str) -> None:
        if isinstance(block, Paragraph) and not editable.comes_from_the_case(block):
            self._words(block.text, style)
        elif isinstance(block, Heading | Items):
            self._own(block)
        else:
            self._part(block, style)

    def _restarted(self) -> int | None:
        """Begin another row of numbers, as each list has its own."""
        style = self.word.styles[NUMBER].element.pPr
        found = style.numPr.numId.val if style is not None and style.numPr is not None else None
        if found is None:
            return None
        numbering = self.word.part.numbering_part.element
        new = numbering.add_num(numbering.num_having_numId(found).abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _words(self, inline: Inline, style: str) -> None:
        paragraph = self.word.add_paragraph(style=style)
        for part in inline:
            run = paragraph.add_run(writable(part.text))
            run.bold, run.italic = part.strong or None, part.emphasis or None

    def fixed(self, blocks: Sequence[Block]) -> None:
        """Write what comes from the case, in grey."""
        for block in blocks:
            match block:
                case Table():
                    self._table((block.head, *block.rows))
                case Details():
                    self._table([((Text(label),), value) for label, value in block.rows])
                case Items():
                    for entry in block.entries:
                        self.fixed(entry)
                case Quote():
                    self.fixed(block.blocks)
                case _:
                    for line in _lines(block):
                        self.line(line, FIXED)

    def _table(self, rows: Sequence[Sequence[Inline]]) -> None:
        table = self.word.add_table(rows=0, cols=max(len(row) for row in rows), style="Table Grid")
        for row in rows:
            for cell, said in zip(table.add_row().cells, row, strict=False):
                cell.paragraphs[0].text = writable(words(said))
                cell.paragraphs[0].style = FIXED
        self.line("", FIXED)


def _numbered(paragraph: WordParagraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number


def _lines(block: Heading | Paragraph | AddressBlock | Signature | Footer) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield seen_words(block.text)
        case _:
            yield from (said for line in block.lines if (said := seen_words(line)))


def writable(text: str) -> str:
    """Give a text as XML can hold it."""
    return _UNWRITABLE.sub("\ufffd", text)
