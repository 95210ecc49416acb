"""HTML: one whole document to read, to print and to be read aloud; no script, and nothing fetched from elsewhere.

Pictures stand in it as they are; a link leads where a template said so, and nowhere by itself.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from letters.blocks import (
    AddressBlock,
    Block,
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
from letters.writers import DRAFT

_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #111; font: 1rem/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 1.75rem 0 1rem; }
h2 { font-size: 1.0625rem; margin: 1.75rem 0 0.5rem; }
p, ul, ol, dl, table, blockquote { margin: 0 0 0.875rem; }
li { margin-bottom: 0.375rem; }
.address, .signature { margin: 0 0 1.25rem; }
.draft { border: 2px solid #111; display: inline-block; font-weight: bold; padding: 0.25rem 0.75rem; }
.footer { margin-top: 2.5rem; border-top: 1px solid #767676; padding-top: 0.5rem; color: #484949; font-size: 0.875rem; }
.picture { display: block; max-width: 15rem; max-height: 5rem; }
a { color: #111; }
.signature { margin-top: 2.5rem; break-inside: avoid; }
blockquote { margin-left: 0; padding: 0.25rem 0 0.25rem 1rem; border-left: 0.25rem solid #767676; }
blockquote p, dd { white-space: pre-wrap; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: 0.125rem 1rem; }
dt { font-weight: bold; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #767676; padding: 0.375rem 0.5rem 0.375rem 0; text-align: left; vertical-align: top; }
@media print {
  @page { size: A4; margin: 20mm 22mm; }
  body { font-size: 11pt; line-height: 1.4; }
  main { max-width: none; padding: 0; }
  h1, h2 { break-after: avoid; }
  li, tr, blockquote { break-inside: avoid; }
}
"""

_PICTURE = re.compile(r'<img src="picture:([0-9a-f]{64})" alt="([^"]*)">')


def write(
    blocks: tuple[Block, ...],
    *,
    title: str,
    language: str = "en-GB",
    pictures: Mapping[str, bytes] | None = None,
    draft: bool = False,
) -> str:
    """Write a letter as a complete HTML document; every fact comes out as text, whatever it holds.

    A picture that is not among `pictures`, PNGs by their digest, is told in words.
    """
    mark = f'<p class="draft">{DRAFT}</p>\n' if draft else ""
    body = _PICTURE.sub(lambda found: _picture(found, pictures or {}), _blocks(_one_title(blocks)))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{mark}{body}\n</main>\n</body>\n</html>\n"
    )


def _picture(found: re.Match[str], pictures: Mapping[str, bytes]) -> str:
    digest, shown = found.groups()
    if digest not in pictures:
        return shown
    data = b64encode(pictures[digest]).decode()
    return f'<img class="picture" src="data:image/png;base64,{data}" alt="{shown}">'


def _one_title(blocks: Iterable[Block]) -> Iterator[Block]:
    """Give the blocks with one heading of the first level: a page has one, also where a sheet goes out by itself."""
    known = False
    for block in blocks:
        is_title = isinstance(block, Heading) and block.level == 1
        yield Heading(2, block.text) if isinstance(block, Heading) and is_title and known else block
        known = known or is_title


def _blocks(blocks: Iterable[Block]) -> str:
    return "\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{_inline(block.text)}</h{block.level}>"
        case Paragraph():
            return f"<p>{_inline(block.text)}</p>"
        case Items():
            return _items(block)
        case Quote():
            return f"<blockquote>\n{_blocks(block.blocks)}\n</blockquote>"
        case Table():
            return _table(block)
        case AddressBlock() | Signature() | Footer():
            return f'<p class="{block.kind}">{_lines(block.lines)}</p>'
        case _:
            rows = "\n".join(f"<dt>{escape(label)}</dt><dd>{_inline(value)}</dd>" for label, value in block.rows)
            return f"<dl>\n{rows}\n</dl>"


def _items(block: Items) -> str:
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>\n" + "\n".join(f"<li>{_entry(entry)}</li>" for entry in block.entries) + f"\n</{tag}>"


def _entry(entry: tuple[Block, ...]) -> str:
    match entry:
        case (Paragraph(text=text),):
            return _inline(text)
        case _:
            return _blocks(entry)


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in block.head)
    rows = "\n".join("<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _lines(lines: Iterable[Inline]) -> str:
    return "<br>\n".join(_inline(line) for line in lines if line)


def _inline(inline: Inline) -> str:
    return "".join(map(_text, inline))


def _text(part: Text) -> str:
    if part.picture:
        # no fact can write this: every sign of markup in one is escaped
        return f'<img src="picture:{part.picture}" alt="{escape(part.text)}">'
    written = escape(part.text).replace("\n", "<br>")
    if not part.text.isascii() and any(map(_runs_leftwards, part.text)):
        # Keeps right-to-left words from reordering the sentence around them.
        written = f"<bdi>{written}</bdi>"
    if part.link:
        written = f'<a href="{escape(part.link)}" rel="noreferrer">{written}</a>'
    if part.emphasis:
        written = f"<em>{written}</em>"
    return f"<strong>{written}</strong>" if part.strong else written


def _runs_leftwards(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL", "AN")
