"""A letter as a tree of typed blocks: what every writer reads, what is edited and what is sealed.

A newline inside a `Text` is a line break. `given` tells the words of a fact from the words of a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from engine.errors import BrokenRecord


@dataclass(frozen=True, slots=True)
class Styled:
    """Words with one look."""

    text: str
    strong: bool = False
    emphasis: bool = False
    given: bool = False


@dataclass(frozen=True, slots=True)
class Text(Styled):
    """A run of words; where a template says so, with where they lead.

    With a `picture`, by the digest of its bytes, the words are what it shows to those who do not see it.
    """

    link: str = ""
    picture: str = ""


Inline = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the subject of the letter."""

    level: int
    text: Inline
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Inline
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each entry is a run of blocks."""

    ordered: bool
    entries: tuple[tuple[Block, ...], ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of column heads."""

    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words, repeated as they stand."""

    blocks: tuple[Block, ...]
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """The lines of an address."""

    lines: tuple[Inline, ...]
    kind: Literal["address"] = "address"


@dataclass(frozen=True, slots=True)
class Signature:
    """The lines under a letter."""

    lines: tuple[Inline, ...]
    kind: Literal["signature"] = "signature"


@dataclass(frozen=True, slots=True)
class Footer:
    """The lines at the foot of the first sheet."""

    lines: tuple[Inline, ...]
    kind: Literal["footer"] = "footer"


@dataclass(frozen=True, slots=True)
class Details:
    """Labelled facts, one per row."""

    rows: tuple[tuple[str, Inline], ...]
    kind: Literal["details"] = "details"


Block = Annotated[
    Heading | Paragraph | Items | Table | Quote | AddressBlock | Signature | Footer | Details,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Passage:
    """The plain words of one place in a letter; `quoted` where they are somebody else's."""

    text: str
    quoted: bool = False


def words(inline: Inline) -> str:
    """Give the words of an inline run without their look."""
    return inline[0].text if len(inline) == 1 else "".join([part.text for part in inline])


def seen_words(inline: Inline) -> str:
    """Give the words of an inline run as plain text has them: a picture is none."""
    return "".join(part.text for part in inline if not part.picture)


def passages(blocks: tuple[Block, ...], quoted: bool = False) -> Iterator[Passage]:
    """Give every place of the letter that holds words, in reading order."""
    for block in blocks:
        match block:
            case Items():
                for entry in block.entries:
                    yield from passages(entry, quoted)
            case Quote():
                yield from passages(block.blocks, quoted=True)
            case _:
                yield from (Passage(text, quoted) for text in _texts(block))


def _texts(block: Heading | Paragraph | Table | AddressBlock | Signature | Footer | Details) -> list[str]:
    match block:
        case Table():
            return [words(cell) for row in (block.head, *block.rows) for cell in row]
        case AddressBlock() | Signature() | Footer():
            return ["\n".join(words(line) for line in block.lines)]
        case Details():
            return [f"{label}: {words(value)}" for label, value in block.rows]
        case _:
            return [words(block.text)]


@cache
def _adapter() -> TypeAdapter[tuple[Block, ...]]:
    """Build the reader and writer of the stored form once."""
    return TypeAdapter(tuple[Block, ...])


@lru_cache(maxsize=8)
def _read(stored: str | bytes) -> tuple[Block, ...]:
    """Read blocks once where a page shows them, and once more as text: they never change. Raises ValidationError."""
    return _adapter().validate_json(stored)


def to_json(blocks: tuple[Block, ...]) -> str:
    """Write blocks in the one stored form: JSON in UTF-8, keys in the order of the classes above."""
    return _adapter().dump_json(blocks).decode()


def from_json(stored: str | bytes) -> tuple[Block, ...]:
    """Read blocks from their stored form.

    Raises BrokenRecord where the form is not one that `to_json` writes.
    """
    try:
        return _read(stored)
    except ValidationError as error:
        raise BrokenRecord(f"The stored blocks of a letter cannot be read: {error}") from error
