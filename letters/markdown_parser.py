"""Markdown with slots → blocks: a small closed Markdown without HTML, images, links and entities.

Four fences name what Markdown has no sign for: `address`, `signature`, `footer`, `details` (one `Label: value` per
line).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from engine.errors import Fault
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
)
from letters.placeholders import fill, fill_lines
from letters.printed.slotted_values import Slotted

FENCES = ("address", "signature", "footer", "details")
_RULES = ["paragraph", "heading", "list", "blockquote", "fence", "table", "newline", "escape", "emphasis"]

Children = Sequence[SyntaxTreeNode]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero").enable(_RULES)


@lru_cache(maxsize=512)
def parse(skeleton: str) -> tuple[Block, ...]:
    """Read a rendered template into blocks whose slots are still empty, and keep them: templates come again and again.

    Raises Fault for a fence that letters do not have.
    """
    return parse_once(skeleton)


def parse_once(text: str) -> tuple[Block, ...]:
    """Read a text that comes once, such as one with the words of a case, and keep nothing of it. Raises Fault."""
    return read_blocks(SyntaxTreeNode(_markdown().parse(text)).children)


def read_blocks(nodes: Children) -> tuple[Block, ...]:
    """Read the nodes of a parsed text as blocks."""
    return tuple(_block(node) for node in nodes)


def _block(node: SyntaxTreeNode) -> Block:
    return _READERS[node.type](node)


def _heading(node: SyntaxTreeNode) -> Block:
    return Heading(int(node.tag[1]), _inline(node.children))


def _paragraph(node: SyntaxTreeNode) -> Block:
    return Paragraph(_inline(node.children))


def _items(node: SyntaxTreeNode) -> Block:
    return Items(node.type == "ordered_list", tuple(read_blocks(entry.children) for entry in node.children))


def _quote(node: SyntaxTreeNode) -> Block:
    return Quote(read_blocks(node.children))


def _table(node: SyntaxTreeNode) -> Block:
    rows = [tuple(_inline(cell.children) for cell in row.children) for part in node.children for row in part.children]
    return Table(rows[0], tuple(rows[1:]))


def _fence(node: SyntaxTreeNode) -> Block:
    lines = [line.strip() for line in node.content.splitlines() if line.strip()]
    match node.info.strip():
        case "address":
            return AddressBlock(tuple((Text(line),) for line in lines))
        case "signature":
            return Signature(tuple((Text(line),) for line in lines))
        case "footer":
            return Footer(tuple((Text(line),) for line in lines))
        case "details":
            return Details(tuple(_row(line) for line in lines))
        case name:
            raise Fault(f"A letter holds a fence called {name!r}; allowed: {', '.join(FENCES)}.")


def _row(line: str) -> tuple[str, Inline]:
    label, _, value = line.partition(": ")
    return label, (Text(value),)


# One for every kind of block that the rules above let through.
_READERS: Mapping[str, Callable[[SyntaxTreeNode], Block]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _items,
    "ordered_list": _items,
    "blockquote": _quote,
    "table": _table,
    "fence": _fence,
}


def _inline(nodes: Children, strong: bool = False, emphasis: bool = False) -> Inline:
    return _joined(_runs(nodes, strong, emphasis))


def _runs(nodes: Children, strong: bool, emphasis: bool) -> Iterator[Text]:
    for node in nodes:
        match node.type:
            case "text":
                yield Text(node.content, strong, emphasis)
            case "softbreak":
                yield Text(" ", strong, emphasis)
            case "hardbreak":
                yield Text("\n", strong, emphasis)
            case _:
                within_strong, within_emphasis = (
                    strong or node.type == "strong",
                    emphasis or node.type == "em",
                )
                yield from _runs(node.children, within_strong, within_emphasis)


def _joined(runs: Iterator[Text]) -> Inline:
    """Join neighbours of one look, so that a sentence is one text whatever its line ends in the source."""
    joined: list[Text] = []
    for run in runs:
        if joined and (joined[-1].strong, joined[-1].emphasis) == (run.strong, run.emphasis):
            joined[-1] = Text(joined[-1].text + run.text, run.strong, run.emphasis)
        elif run.text:
            joined.append(run)
    return tuple(joined)


def filled(blocks: tuple[Block, ...], values: Sequence[Slotted]) -> tuple[Block, ...]:
    """Give the same blocks with every slot replaced by its value; quoted values keep their paragraphs."""
    return tuple(_filled(block, values) for block in blocks)


def _filled(block: Block, values: Sequence[Slotted]) -> Block:
    match block:
        case Paragraph():
            return Paragraph(fill(block.text, values))
        case Heading():
            return Heading(block.level, fill(block.text, values))
        case Items():
            return Items(block.ordered, tuple(filled(entry, values) for entry in block.entries))
        case Quote():
            return Quote(tuple(part for given in block.blocks for part in _quoted(_filled(given, values))))
        case Table():
            rows = tuple(tuple(fill(cell, values) for cell in row) for row in block.rows)
            return Table(tuple(fill(cell, values) for cell in block.head), rows)
        case AddressBlock() | Signature() | Footer():
            return replace(block, lines=fill_lines(block.lines, values))
        case _:
            return Details(tuple((label, fill(value, values)) for label, value in block.rows))


def _quoted(block: Block) -> Iterator[Block]:
    """Split a quoted paragraph that is one value at its empty lines."""
    if isinstance(block, Paragraph) and len(block.text) == 1:
        (only,) = block.text
        for piece in only.text.split("\n\n"):
            yield Paragraph((replace(only, text=piece.strip("\n")),))
    else:
        yield block
