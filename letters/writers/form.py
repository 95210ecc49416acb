"""A letter as the fields of a web form: its subject, what stands before the first heading, each section, and all of it.

Nothing is wrapped, as a form wraps for itself; what stands around a letter on paper stands in no field.
"""

from __future__ import annotations

from engine.ports.letters.web_forms import FormField
from letters.blocks import AddressBlock, Block, Footer, Heading, Paragraph, Signature, words
from letters.writers import text

UNBROKEN = 1_000_000
SUBJECT, OPENING, WHOLE = "What is asked", "How it begins", "The whole text"


def write(blocks: tuple[Block, ...]) -> tuple[FormField, ...]:
    """Give the fields in reading order, the whole text last; a section is called as its heading calls it."""
    subject = next((words(each.text) for each in blocks if isinstance(each, Heading) and each.level == 1), "")
    fields: list[tuple[str, list[Block]]] = [(OPENING, [])]
    for block in _told(blocks):
        if isinstance(block, Heading):
            fields.append((words(block.text), []))
        else:
            fields[-1][1].append(block)
    sections = [FormField(label, _plain(tuple(inner))) for label, inner in fields if inner]
    whole = _plain(tuple(each for each in blocks if not isinstance(each, AddressBlock | Footer)))
    return (*((FormField(SUBJECT, subject),) if subject else ()), *sections, FormField(WHOLE, whole))


def _told(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Give what a letter says from its subject to its closing."""
    first = next((place for place, each in enumerate(blocks) if isinstance(each, Heading) and each.level == 1), -1)
    ends = [place for place, each in enumerate(blocks) if isinstance(each, Signature)]
    within = blocks[first + 1 : ends[0] if ends else len(blocks)]
    return tuple(each for each in within if not isinstance(each, (AddressBlock, Footer)))


def _plain(blocks: tuple[Block, ...]) -> str:
    # a heading stands by itself: a rule below it would cost a form its room
    ruled = tuple(Paragraph(each.text) if isinstance(each, Heading) else each for each in blocks)
    return text.write(ruled, UNBROKEN).strip()
