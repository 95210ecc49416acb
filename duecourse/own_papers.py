"""Papers that are no letters: Markdown of our own or of the trust, as parts of a page, as blocks, as a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.errors import BadInput, Fault
from engine.ports.letters.own_texts import TextPart, WordsRun

if TYPE_CHECKING:
    # a command that writes no paper pays for none of this
    from letters.blocks import Block, Inline

ONLY = "Write headings, paragraphs, lists, **bold** and *italics* only: tables and quotations are not shown here."


class OwnPapers:
    """Reads and writes papers; each writer is imported when it is asked for."""

    def paper_blocks(self, markdown: str) -> str:
        """Give a paper as blocks in their stored form, which the PDF writer takes. Raises Fault."""
        from letters.blocks import to_json
        from letters.markdown_parser import parse

        return to_json(parse(markdown))

    def paper_file(self, markdown: str, title: str, at: datetime) -> bytes:
        """Give a paper as a Word file."""
        from letters.markdown_parser import parse
        from letters.word import written_paper

        return written_paper.write(parse(markdown), title, at)

    def text_parts(self, markdown: str) -> tuple[TextPart, ...]:
        """Read a text of the trust as parts of a page. Raises BadInput for what is not shown there."""
        from letters.markdown_parser import parse

        try:
            blocks = parse(markdown)
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
