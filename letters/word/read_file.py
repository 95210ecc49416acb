"""A Word file read back as the text for editing: headings, paragraphs, lists, bold and italics, and lines for parts.

Nothing else of it is taken, and what was left out is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from engine.errors import BadInput
from engine.ports.letters.word_texts import WordText
from letters.blocks import Block, Heading, Items, Paragraph, Text, passages, words
from letters.edits import parts_of
from letters.word.safe_package import NO_WORD, checked
from letters.word.written_file import BULLET, FIXED, NESTED, NOTE, NUMBER
from letters.writers import DRAFT, editable

_PART = re.compile(r"\[\[\d{1,6}(?::[^\n]*)?\]\]")
_LISTS = ("list bullet", "list number", "list continue")
_SAID = ("w:t", "w:br", "w:cr", "w:tab")
LEFT_OUT = {
    "w:drawing": "pictures and drawings",
    "w:pict": "pictures and drawings",
    "w:txbxContent": "text boxes",
    "w:footnoteReference": "footnotes",
    "w:endnoteReference": "footnotes",
    "w:commentReference": "comments",
}


def read(content: bytes, blocks: tuple[Block, ...]) -> WordText:
    """Read a Word file on top of the draft that it was written from. Raises BadInput, in a sentence."""
    checked(content)
    try:
        word = Document(BytesIO(content))
        styled = any(each.name == FIXED for each in word.styles)
        reading = _Reading(word=word, known=_known(blocks), styled=styled)
        reading.take(word.element.body)
    except BadInput:
        raise
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        raise BadInput(NO_WORD) from error
    if not reading.blocks:
        raise BadInput("The file holds no text besides what comes from the case. Download the letter again.")
    return WordText(editable.write(tuple(reading.blocks)), tuple(reading.notes()))


def _known(blocks: tuple[Block, ...]) -> frozenset[str]:
    """Give the lines that come from the case, as the draft says them now."""
    parts = parts_of(blocks)
    fixed = (*parts.above, *parts.stays, *parts.below)
    texts = [passage.text for passage in passages(fixed)]
    rows = [side for text in texts for line in (text, *text.split("\n")) for side in (line, *line.split(": ", 1))]
    return frozenset(_plain(each) for each in (*texts, *rows, NOTE, DRAFT))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _cell(cell: BaseOxmlElement) -> str:
    return _plain(
        "".join(str(each.text or "") if each.tag == qn("w:t") else " " for each in cell.iter(*map(qn, _SAID)))
    )


def _number(element: CT_P) -> str:
    """Give the number of the list of which a paragraph is an entry; "" for one that is none by itself."""
    found = next(element.iter(qn("w:numId")), None)
    return str(found.get(qn("w:val"))) if found is not None else ""


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read so far; `known` are the lines that come from the case, `counted` is the list read last.

    A file that is not `styled` has lost our styles: in it such lines are known by what they say.
    """

    word: Word
    known: Collection[str]
    styled: bool
    blocks: list[Block] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)
    counted: str = ""

    def notes(self) -> Iterator[str]:
        """Say what was not taken."""
        if self.left_out:
            yield f"Not taken from the file: {', '.join(self.left_out)}."
        for line in dict.fromkeys(self.seen):
            yield f"Not taken from the file, as this comes from the case and is corrected there: “{line}”"

    def take(self, body: BaseOxmlElement) -> None:
        """Read the paragraphs of a body, of what wraps them too; a table comes from the case."""
        for element in body.iterchildren():
            if isinstance(element, CT_P):
                self._paragraph(element)
            elif element.tag == qn("w:sdt"):
                for inner in element.iterchildren(qn("w:sdtContent")):
                    self.take(inner)
            elif element.tag == qn("w:tbl"):
                self._fixed(_cell(cell) for cell in element.iter(qn("w:tc")))

    def _fixed(self, lines: Iterable[str]) -> None:
        self.seen += [line for line in lines if line and line not in self.known]

    def _paragraph(self, element: CT_P) -> None:
        for tag, named in LEFT_OUT.items():
            if next(element.iter(qn(tag)), None) is not None:
                self.left_out[named] = None
        inline = tuple(self._inline(element))
        said, style = _plain(words(inline)), self._style(element)
        if not said:
            return
        if _PART.fullmatch(said):
            self._put(Paragraph((Text(said),)), style, _number(element))
        elif style == FIXED.casefold() or (not self.styled and said in self.known):
            self._fixed((said,))
        elif style in ("title", "heading 1"):
            self.blocks.append(Heading(1, (Text(said),)))
        elif style.startswith("heading "):
            self.blocks.append(Heading(2, (Text(said),)))
        else:
            self._put(Paragraph(inline), style, _number(element))

    def _inline(self, element: CT_P) -> Iterator[Text]:
        """Give the words of a paragraph with their looks, of links too; none of boxes, and none that are hidden."""
        paragraph, boxes = WordParagraph(element, self.word), (qn("w:txbxContent"), qn("w:pict"))
        for each in element.iter(qn("w:r")):
            if any(above.tag in boxes for above in each.iterancestors()):
                continue
            run = Run(each, paragraph)
            if run.font.hidden:
                self.left_out["hidden text"] = None
            elif run.text:
                named = getattr(run.style, "name", "")  # not every file has a style for runs
                strong, emphasis = bool(run.bold) or named == "Strong", bool(run.italic) or named == "Emphasis"
                yield Text(run.text.replace("\t", " "), strong=strong, emphasis=emphasis)

    def _style(self, element: CT_P) -> str:
        """Name the style of a paragraph, in small letters; an entry of a list is one by its numbers too."""
        style = WordParagraph(element, self.word).style
        named = (style.name or "").casefold() if style else ""
        listed = next((each for each in _LISTS if named.startswith(each)), "")
        number = _number(element)
        if listed or not number:
            return listed or named
        return NUMBER.casefold() if self._counts(number) else BULLET.casefold()

    def _counts(self, number: str) -> bool:
        """Say whether a list counts its entries, by its number in the file."""
        try:
            numbering = self.word.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return False
        kinds = [each for each in numbering.iter(qn("w:num")) if each.get(qn("w:numId")) == number]
        kind = next((one.get(qn("w:val")) for each in kinds for one in each.iter(qn("w:abstractNumId"))), None)
        for each in numbering.iter(qn("w:abstractNum")):
            if kind is not None and each.get(qn("w:abstractNumId")) == kind:
                formats = (one.get(qn("w:val")) for one in each.iter(qn("w:numFmt")))
                return next(formats, "bullet") not in ("bullet", "none")
        return False

    def _put(self, block: Block, style: str, counted: str) -> None:
        """Put a block behind the others; entries that are counted by another row of numbers begin another list."""
        last = self.blocks[-1] if self.blocks else None
        if style in (BULLET.casefold(), NUMBER.casefold()):
            ordered = style == NUMBER.casefold()
            goes_on = not ordered or counted == self.counted
            self.counted = counted
            if isinstance(last, Items) and last.ordered == ordered and goes_on:
                self.blocks[-1] = Items(ordered, (*last.entries, (block,)))
            else:
                self.blocks.append(Items(ordered, ((block,),)))
        elif style == NESTED.casefold() and isinstance(last, Items):
            self.blocks[-1] = Items(last.ordered, (*last.entries[:-1], (*last.entries[-1], block)))
        else:
            self.blocks.append(block)
