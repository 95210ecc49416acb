"""The words of one file of a trust, line by line: what no letter may hold, and what would not come out as meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.errors import Finding
from letters.blocks import Paragraph, Text
from letters.catalogue import Source, Template
from letters.contracts.front_matter import Matter
from letters.fixed_text import check_prose
from letters.house.block_map import SUBJECT, HouseBlock
from letters.house.house_files import HouseFile
from letters.never_rules import LetterWords, NeverRule, holds, left_over, plain
from letters.placeholders import visible

MOST = 20_000
"""So many characters has the longest file of a block."""
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_FENCE = re.compile(r"^\s*```\s*([a-z]+)", re.MULTILINE)
_TOP = re.compile(r"^\s{0,3}#(?!#)")
_EVERYWHERE = ("details", "address")


def check_words(file: HouseFile, block: HouseBlock) -> Iterator[Finding]:
    """Find what is wrong with the words of a file, whatever letter they stand in."""
    if not file.text.strip():
        wrong = "is empty; take the file away, and our words stand in the letter again"
        yield Finding(file=file.name, line=0, where="the file", wrong=wrong)
        return
    if len(file.text) > MOST:
        wrong = f"has {len(file.text)} characters; at most {MOST} fit into a block"
        yield Finding(file=file.name, line=0, where="the file", wrong=wrong)
        return
    source = Source(name=file.name, text=file.text, body=file.text, first_line=1, matter=Matter(is_part=True))
    yield from check_prose(source)
    yield from _shape(file, block)
    for number, line in enumerate(words_of(file.text).split("\n"), 1):
        if visible(line) != line.replace("\t", " "):
            yield _at(file, number, "holds a character that nobody sees; delete it and type the words again")
        yield from (_at(file, number, wrong) for wrong in left_over(LetterWords((Paragraph((Text(line),)),)), ()))


def _at(file: HouseFile, line: int, wrong: str, allowed: str = "") -> Finding:
    return Finding(file=file.name, line=line, where="words", wrong=wrong, allowed=allowed)


def _shape(file: HouseFile, block: HouseBlock) -> Iterator[Finding]:
    """Find what would break the letter around a block: another subject, a heading that is not there, another part."""
    lines = file.text.split("\n")
    if file.block == SUBJECT and len(file.text.strip().split("\n")) > 1:
        yield _at(file, 2, "has more than one line; the subject of a letter is one line")
    first = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    for number, line in enumerate(lines, 1):
        if _TOP.match(line) and not (block.heading == "#" and number == first):
            yield _at(file, number, "begins with one #, which is the subject of a letter; headings begin with ##")
    if block.heading and not lines[first - 1].startswith(f"{block.heading} "):
        yield _at(file, first, "begins without its heading", f"the first line is {block.heading} and a heading")
    usual = {*_EVERYWHERE, *_FENCE.findall(block.text)}
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line)
        if found and found[1] in ("signature", "footer") and found[1] not in usual:
            yield _at(file, number, f"opens a fence called {found[1]!r}, which this block does not have")


def words_of(text: str) -> str:
    """Give the fixed words of a file, what is filled in blanked out and lines kept."""
    return JINJA.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def never_said(template: Template, file: HouseFile) -> Iterator[Finding]:
    """Find what the letter must never say; a rule about a person's name is asked when the letter is written."""
    lines = words_of(file.text).split("\n")
    own = ["" if line.lstrip().startswith(">") else line for line in lines]
    for rule in (each for each in template.never if not each.facts):
        yield from _broken(rule, file, lines if rule.quoted else own)


def _broken(rule: NeverRule, file: HouseFile, lines: Sequence[str]) -> Iterator[Finding]:
    whole = plain("\n".join(lines))
    for words in rule.words:
        if holds(whole, words):
            line = max(at for at in range(len(lines)) if holds(plain("\n".join(lines[at:])), words)) + 1
            yield Finding(file=file.name, line=line, where="never", wrong=f"says “{words}”", allowed=rule.says)
