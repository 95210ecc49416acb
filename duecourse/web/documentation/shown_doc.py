"""A page of the documentation as the site shows it: our own headings, tables that scroll, and no style of its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from duecourse.web.documentation.doc_files import FRONT, PICTURES

HELP = "/help/"
DOCUMENTATION = f"{HELP}documentation"
CLASSES = {
    "h1": "govuk-heading-xl",
    "h2": "govuk-heading-l",
    "h3": "govuk-heading-m",
    "h4": "govuk-heading-s",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "a": "govuk-link",
}
DRAWN = "│"
"""A drawing of lines keeps its lines and scrolls; everything else in a box is broken where it has to be."""
BREAKS = ("softbreak", "hardbreak")
_ELSEWHERE = re.compile(r"[a-z]+:")
_UNSLUGGED = re.compile(r"[^\w\- ]+")


@dataclass(frozen=True, slots=True)
class DocPart:
    """A heading of a page, and where it stands."""

    anchor: str
    says: str


@dataclass(frozen=True, slots=True)
class ShownDoc:
    """A page: its title, its second headings, its HTML, and its words alone."""

    title: str
    parts: tuple[DocPart, ...]
    html: Markup
    words: str

    @property
    def halves(self) -> tuple[Markup, Markup]:
        """Give the title and what stands below it, so that the list of headings can stand between them."""
        title, mark, rest = self.html.partition("</h1>\n")
        return Markup(title + mark), Markup(rest)  # noqa: S704  # halves of what was made here


def shown_doc(name: str, text: str, names: Collection[str]) -> ShownDoc:
    """Make a page of its Markdown. Links to pages that are not among `names` become their words."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    headings = list(_anchored(tokens))
    _dress(tokens)
    for token in tokens:
        _lead(token.children or [], name, names)
    html = markdown.renderer.render(list(_wrapped(tokens)), markdown.options, {})
    title = next((says for tag, _, says in headings if tag == "h1"), name)
    parts = tuple(DocPart(anchor, says) for tag, anchor, says in headings if tag == "h2")
    return ShownDoc(title, parts, Markup(html), "\n".join(_words(tokens)))  # noqa: S704  # made of escaped tokens


def address_of(name: str) -> str:
    """Give the address of a page."""
    return DOCUMENTATION if name == FRONT else f"{HELP}{name}"


def slug(says: str) -> str:
    """Give the anchor of a heading, as other readers of Markdown make it."""
    return _UNSLUGGED.sub("", says.casefold()).strip().replace(" ", "-")


def _anchored(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    met: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            says = "".join(child.content for child in inline.children or [])
            anchor = slug(says)
            met[anchor] = met.get(anchor, 0) + 1
            anchor += f"-{met[anchor] - 1}" if met[anchor] > 1 else ""
            opening.attrSet("id", anchor)
            yield opening.tag, anchor, says


def _dress(tokens: Sequence[Token]) -> None:
    for token in tokens:
        token.attrs.pop("style", None)  # how a column is aligned; a style beside the sheet is not let through
        if token.nesting == 1 and token.tag in CLASSES:
            token.attrJoin("class", CLASSES[token.tag])
        if token.type == "fence":
            token.info = ""


def _wrapped(tokens: Sequence[Token]) -> Iterator[Token]:
    """Put tables and boxes where they can be scrolled, also with the keyboard."""
    for token in tokens:
        if token.type == "table_open":
            yield _raw('<div class="dc-doc__table" tabindex="0">')
        if token.type in ("fence", "code_block"):
            drawn = " dc-doc__box--drawn" if DRAWN in token.content else ""
            yield _raw(f'<pre class="dc-doc__box{drawn}" tabindex="0"><code>')
            yield Token("text", "", 0, content=token.content)
            yield _raw("</code></pre>")
            continue
        yield token
        if token.type == "table_close":
            yield _raw("</div>")


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=f"{html}\n" if html.startswith(("<div", "</")) else html)


def _lead(children: Sequence[Token], name: str, names: Collection[str]) -> None:
    """Let links and pictures lead to where they are on the site."""
    for token in children:
        if token.type == "link_open":
            token.attrJoin("class", CLASSES["a"])
            target = _target(str(token.attrGet("href") or ""), name, names)
            if target:
                token.attrSet("href", target)
            else:
                token.tag = "span"
                token.attrs.clear()
                _closing(children, token).tag = "span"
        elif token.type == "image":
            token.attrSet("src", f"{HELP}{PICTURES}/{posixpath.basename(str(token.attrGet('src')))}")
            token.attrSet("class", "dc-doc__picture")


def _closing(children: Sequence[Token], opening: Token) -> Token:
    behind = children[children.index(opening) :]
    return next(token for token in behind if token.type == "link_close" and token.level == opening.level)


def _target(href: str, name: str, names: Collection[str]) -> str:
    """Give where a link leads on the site; "" where nothing of it is there."""
    if _ELSEWHERE.match(href) or href.startswith("#"):
        return href
    path, mark, anchor = href.partition("#")
    found = posixpath.normpath(posixpath.join(posixpath.dirname(name), path.removesuffix(".md")))
    return f"{address_of(found)}{mark}{anchor}" if path.endswith(".md") and found in names else ""


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(" " if child.type in BREAKS else child.content for child in token.children or [])
        elif token.type in ("fence", "code_block"):
            yield token.content
