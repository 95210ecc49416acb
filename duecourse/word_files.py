"""Letters and papers as PDF, as Word files, as fields of web forms and as parts of pages, behind `engine.ports`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.errors import BadInput, Fault
from engine.ports.letters.bound_packs import BoundPack
from engine.ports.letters.letterheads import NO_PICTURES, Pictures
from engine.ports.letters.own_texts import TextPart, WordsRun
from engine.ports.letters.rendered_letters import LetterSheet
from engine.ports.letters.web_forms import FormField
from engine.ports.letters.word_texts import WordPaper, WordText

if TYPE_CHECKING:
    # a command that prints no letter pays for none of this
    from letters.blocks import Block, Inline
    from letters.writers.pdf import Head, Printer

ONLY = "Write headings, paragraphs, lists, **bold** and *italics* only: tables and quotations are not shown here."


class WordFiles:
    """Writes a letter as a Word file or as fields, and reads such a file; each is imported when it is asked for."""

    def word_file(self, blocks: str, sheet: LetterSheet, at: datetime, paper: bytes = b"") -> bytes:
        """Give a draft as a Word file, to be edited, on a Word letterhead where there is one."""
        from letters.blocks import from_json
        from letters.word import written_file

        return written_file.write(from_json(blocks), sheet.title, sheet.reference, at, paper)

    def clean_word_letterhead(self, content: bytes, at: datetime) -> WordPaper:
        """Give a Word letterhead with page, headers, footers and styles alone. Raises BadInput, in a sentence."""
        from letters.word import word_paper

        return word_paper.cleaned(content, at)

    def word_letterhead_says(self, content: bytes) -> tuple[tuple[str, str], ...]:
        """Say what a letterhead that was cleaned brings: its page, margins and font, and the words on it."""
        from letters.word import word_paper

        return word_paper.described(content)

    def read_word(self, content: bytes, blocks: str) -> WordText:
        """Read a Word file on top of the draft that it is of. Raises BadInput, in a sentence."""
        from letters.blocks import from_json
        from letters.word import read_file

        return read_file.read(content, from_json(blocks))

    def form_fields(self, blocks: str) -> tuple[FormField, ...]:
        """Give a letter as the fields of a web form."""
        from letters.blocks import from_json
        from letters.writers import form

        return form.write(from_json(blocks))


class PdfFiles:
    """Sets letters as PDF; what that needs is imported when it is asked for."""

    @cached_property
    def printer(self) -> Printer:
        """Give what sets letters as PDF."""
        from letters.writers.pdf import Printer

        return Printer()

    def print_sheets(self, blocks: str, sheet: LetterSheet, at: datetime, pictures: Pictures = NO_PICTURES) -> bytes:
        """Give a letter as PDF."""
        from letters.blocks import from_json

        return self.printer.write(from_json(blocks), _head(sheet), at, pictures)

    def page_images(
        self, blocks: str, sheet: LetterSheet, at: datetime, pictures: Pictures = NO_PICTURES
    ) -> tuple[bytes, ...]:
        """Give the sheets of a letter as PNG pictures, made by the same compiler as its PDF."""
        from letters.blocks import from_json

        return self.printer.images(from_json(blocks), _head(sheet), at, pictures)

    def bind(self, pack: BoundPack, at: datetime) -> bytes:
        """Bind letters and words as one PDF with an index, numbered sheets and bookmarks."""
        return self.printer.bind(pack, at)

    def print_run(self, letters: Sequence[bytes], at: datetime) -> bytes:
        """Give letters as one PDF to print, each as it is and beginning on a sheet of its own."""
        return self.printer.run(letters, at)


def _head(sheet: LetterSheet) -> Head:
    from letters.writers.pdf import Head

    return Head(sheet.title, sheet.reference, sheet.draft, sheet.large)


class OwnPapers:
    """Reads and writes papers; each writer is imported when it is asked for."""

    def paper_blocks(self, markdown: str) -> str:
        """Give a paper as blocks in their stored form, which the PDF writer takes. Raises Fault."""
        from letters.blocks import to_json
        from letters.markdown_parser import parse_once

        return to_json(parse_once(markdown))

    def paper_file(self, markdown: str, title: str, at: datetime) -> bytes:
        """Give a paper as a Word file."""
        from letters.markdown_parser import parse_once
        from letters.word import written_paper

        return written_paper.write(parse_once(markdown), title, at)

    def text_parts(self, markdown: str) -> tuple[TextPart, ...]:
        """Read a text of the trust as parts of a page. Raises BadInput for what is not shown there."""
        from letters.markdown_parser import parse_once

        try:
            blocks = parse_once(markdown)
        except Fault as wrong:
            raise BadInput(ONLY) from wrong
        return tuple(_parts(blocks))


def _parts(blocks: tuple[Block, ...]) -> Iterator[TextPart]:
    from letters.blocks import Heading, Items, Paragraph

    for block in blocks:
        match block:
            case Heading():
                yield TextPart("heading", (_runs(block.text),))
            case Paragraph():
                yield TextPart("paragraph", (_runs(block.text),))
            case Items() if all(len(entry) == 1 and isinstance(entry[0], Paragraph) for entry in block.entries):
                lines: Any = [entry[0] for entry in block.entries]
                yield TextPart("numbers" if block.ordered else "bullets", tuple(_runs(line.text) for line in lines))
            case _:
                raise BadInput(ONLY)


def _runs(inline: Inline) -> tuple[WordsRun, ...]:
    return tuple(WordsRun(part.text, part.strong, part.emphasis) for part in inline)
