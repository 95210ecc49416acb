"""A letter edited by hand: the words between subject and signature are a person's, the rest stays as the case has it.

What a person typed is read as a small Markdown (headings, lists, bold), never as a template, and never as HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from engine.wordings import MOST, Wording
from letters.blocks import Block, Heading, Items, Paragraph, Signature, passages, words
from letters.contract import KeptWords
from letters.markdown_parser import read_blocks
from letters.never_rules import plain
from letters.placeholders import visible
from letters.render import Draft
from letters.writers import editable, text

MOVED_ON = (
    "The case has changed since this letter was edited. Look at both under “Edit the wording”, and save it again."
)

SHORT = 80
"""So long may a fact be that stands within a sentence as a date or a length of time."""

_RULES = ["paragraph", "heading", "list", "newline", "escape", "emphasis"]
_PART = re.compile(r"\[\[(\d{1,6})(?::([^\n]*))?\]\]")


@dataclass(frozen=True, slots=True)
class Parts:
    """A letter in three: what stands above the subject, what may be edited, and what begins with the signature."""

    above: tuple[Block, ...]
    body: tuple[Block, ...]
    below: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Give the middle as the text that a person edits."""
        return editable.write(self.body)

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Give the line of each part that stays, with what it says."""
        return tuple((editable.line_of(at, each), text.write((each,)).strip()) for at, each in enumerate(self.stays, 1))

    @property
    def stays(self) -> tuple[Block, ...]:
        """Give what stays as it is within the middle, in reading order."""
        return tuple(editable.stays(self.body))


def parts_of(blocks: tuple[Block, ...]) -> Parts:
    """Take a letter apart; one without subject or signature is all middle."""
    subject = next((at for at, each in enumerate(blocks) if isinstance(each, Heading) and each.level == 1), 0)
    signature = next((at for at, each in enumerate(blocks) if isinstance(each, Signature)), len(blocks))
    return Parts(blocks[:subject], blocks[subject:signature], blocks[signature:])


@dataclass(frozen=True, slots=True)
class Edited:
    """A letter as somebody edited it, and what stands in the way of it, in sentences."""

    blocks: tuple[Block, ...]
    faults: tuple[str, ...] = ()


def edited(blocks: tuple[Block, ...], typed: str) -> Edited:
    """Put what somebody typed in the place of the middle of a letter; what is wrong with it is told all at once.

    A part that stays and is missing from the text is put back at its end, so that no reader ever lacks it.
    """
    parts = parts_of(blocks)
    if len(typed) > MOST:
        return Edited(blocks, (f"The text has {len(typed)} characters; at most {MOST} fit in a letter.",))
    read, lines = read_text(typed), _Lines(parts.stays)
    named = Counter(lines.found(read))
    body = tuple(_placed(read, lines))
    missing = [number for number in range(1, len(parts.stays) + 1) if not named[number]]
    faults = (*_shape_faults(read), *_part_faults(lines, read, named, missing))
    lost = tuple(parts.stays[number - 1] for number in missing)
    return Edited((*parts.above, *body, *lost, *parts.below), faults)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines that stand for parts; one is known by its number and its name, or by its name where that is alone.

    So a line still means its part where the case has put another part before it.
    """

    stays: tuple[Block, ...]

    def number(self, block: Block) -> int | None:
        """Give the number of the part for which a paragraph stands, 0 where there is no such part; None for others."""
        line = _PART.fullmatch(words(block.text).strip()) if isinstance(block, Paragraph) else None
        if line is None:
            return None
        number, name = int(line[1]), (line[2] or "").strip()
        names = [editable.label_of(each) for each in self.stays]
        if 1 <= number <= len(names) and name in ("", names[number - 1]):
            return number
        return names.index(name) + 1 if names.count(name) == 1 else 0

    def found(self, read: Sequence[Block]) -> Iterator[int]:
        """Give the number of every part that a text names."""
        for block in _flat(read):
            if number := self.number(block):
                yield number

    def unknown(self, read: Sequence[Block]) -> Iterator[str]:
        """Give every line that stands for no part."""
        for block in _flat(read):
            if isinstance(block, Paragraph) and self.number(block) == 0:
                yield words(block.text).strip()


def _flat(read: Sequence[Block]) -> Iterator[Block]:
    for block in read:
        if isinstance(block, Items):
            for entry in block.entries:
                yield from _flat(entry)
        else:
            yield block


def read_text(typed: str) -> tuple[Block, ...]:
    """Read what somebody typed as blocks; lines that stand for parts are paragraphs still."""
    seen = "\n".join(visible(line) for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return read_blocks(SyntaxTreeNode(_markdown().parse(seen)).children)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero").enable(_RULES)


def _shape_faults(read: Sequence[Block]) -> Iterator[str]:
    subjects = sum(isinstance(block, Heading) and block.level == 1 for block in read)
    first = read[0] if read else None
    if not isinstance(first, Heading) or first.level != 1 or not words(first.text).strip() or subjects != 1:
        yield "The text begins with its subject: one line that starts with “# ”, and only one such line."


def _part_faults(lines: _Lines, read: Sequence[Block], named: Counter[int], missing: Sequence[int]) -> Iterator[str]:
    for number in missing:
        line = editable.line_of(number, lines.stays[number - 1])
        yield f"This part comes from the case and has to stay. Put its line back where it belongs: {line}"
    for number, times in sorted(named.items()):
        if times > 1:
            line = editable.line_of(number, lines.stays[number - 1])
            yield f"The line {line} stands there {times} times. Leave one of them."
    for line in lines.unknown(read):
        yield f"There is no part {line}. Take the line out."


def _placed(read: Sequence[Block], lines: _Lines) -> Iterator[Block]:
    for block in read:
        number = lines.number(block)
        if isinstance(block, Items):
            yield replace(block, entries=tuple(tuple(_placed(entry, lines)) for entry in block.entries))
        elif number is None:
            yield block
        elif number:
            yield lines.stays[number - 1]


def worded(draft: Draft, wording: Wording | None) -> Edited:
    """Put a draft in somebody's own wording, and say what it lacks.

    Where the draft that they edited said something else, their words stay, and it says so: they have to look again.
    """
    if wording is None:
        return Edited(draft.blocks)
    parts = parts_of(draft.blocks)
    put = edited(draft.blocks, wording.after)
    moved = () if wording.before == parts.text else (MOVED_ON,)
    return Edited(put.blocks, (*moved, *put.faults, *lost(parts.body, parts_of(put.blocks).body, draft.template.keeps)))


def lost(before: Sequence[Block], after: Sequence[Block], keeps: Sequence[KeptWords]) -> Iterator[str]:
    """Say what was edited out and has to stay: what the law or our promise asks for, and the times of the case."""
    said, now = _plain(before), _plain(after)
    for rule in keeps:
        for phrase in rule.words:
            if plain(phrase) in said and plain(phrase) not in now:
                yield f"{rule.says} Put back the words “{phrase}”."
    for fact in dict.fromkeys(_times(before)):
        if plain(fact) not in now:
            yield f"“{fact}” comes from the case and has to stay. What is wrong with it is corrected in the case."


def kept_in(body: Sequence[Block], keeps: Sequence[KeptWords]) -> tuple[tuple[str, str], ...]:
    """Give the words of a draft that have to stay, each with why."""
    said = _plain(body)
    return tuple((phrase, rule.says) for rule in keeps for phrase in rule.words if plain(phrase) in said)


def _plain(blocks: Sequence[Block]) -> str:
    return plain(" ".join(passage.text for passage in passages(tuple(blocks))))


def _times(blocks: Sequence[Block]) -> Iterator[str]:
    """Give the facts with a figure in them that stand within sentences: dates, hours, lengths of time."""
    for block in _flat(blocks):
        if isinstance(block, Heading | Paragraph):
            yield from (
                part.text.strip()
                for part in block.text
                if part.given and len(part.text) <= SHORT and any(sign.isdigit() for sign in part.text)
            )
