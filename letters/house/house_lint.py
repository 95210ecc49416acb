"""The check of a trust's own words: the same as of ours, and that nothing is lost that the letter has to say.

Every fault of every file at once, each with its line: a letter or block that there is not, with the nearest that there
is; a fact beyond the contract of the letter; a word that it must never say; a statutory sentence or a fact left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from jinja2 import TemplateSyntaxError, nodes

from engine.errors import Finding
from engine.nearest_name import nearest
from letters.catalogue import Catalogue, Template
from letters.contract import FactSpec
from letters.house.block_map import EVERY, OF_EVERY, HouseBlock, blocks_of
from letters.house.house_files import BASE, ENDING, FOLDER, HouseFile, house_files, housed
from letters.house.house_words import check_words, never_said
from letters.house.lost_sayings import lost
from letters.lint import UNDECLARED, walked
from letters.render import environment
from letters.syntax.template_trees import trees_of

_PLACE = f"a file stands at {FOLDER}/<letter>/<block>{ENDING}; `duecourse house-words list` gives both names"
_RAW = re.compile(r"\{%[-+]?\s*(raw|extends|block)\b")


def check(catalogue: Catalogue, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Check every file of a trust against every letter in which it stands."""
    files = list(house_files(texts))
    named = {each.name for each in files}
    findings = [_misplaced(name) for name in texts if name not in named]
    sound: dict[str, str] = {}
    for each in files:
        astray = list(_astray(catalogue, each))
        findings += astray
        if not astray:
            findings += check_words(each, _block(catalogue, each))
            sound[each.name] = each.text
    for template in _letters(catalogue, [each for each in files if each.name in sound]):
        findings += _of_letter(template, sound)
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (each.file, each.line, each.where, each.wrong)))


def _misplaced(name: str) -> Finding:
    return Finding(file=name, line=0, where="the file", wrong="words no block of a letter", allowed=_PLACE)


def _letters(catalogue: Catalogue, files: Sequence[HouseFile]) -> Iterator[Template]:
    """Give the letters in which any of some files stands."""
    wanted = {each.letter for each in files}
    for id_ in catalogue.templates if EVERY in wanted else sorted(wanted):
        yield catalogue.templates[id_]


def _astray(catalogue: Catalogue, file: HouseFile) -> Iterator[Finding]:
    """Find why a file words no block at all: there is no such letter or block, or it cannot be read as one."""
    if file.letter != EVERY and file.letter not in catalogue.templates:
        yield _unknown(file, "the folder", f"there is no letter “{file.letter}”", (EVERY, *catalogue.templates))
        return
    template = catalogue.templates[next(iter(catalogue.templates)) if file.letter == EVERY else file.letter]
    blocks = blocks_of(template)
    allowed = list(OF_EVERY) if file.letter == EVERY else list(blocks)
    if file.block not in allowed:
        whose = "every letter" if file.letter == EVERY else template.number
        yield _unknown(file, "the file", f"there is no block “{file.block}” in {whose}", allowed)
        return
    yield from _unread(file, template)


def _block(catalogue: Catalogue, file: HouseFile) -> HouseBlock:
    """Give the block that a file words."""
    nothing = HouseBlock(file.block, "", "")
    return nothing if file.letter == EVERY else blocks_of(catalogue.templates[file.letter])[file.block]


def _unknown(file: HouseFile, where: str, wrong: str, known: Sequence[str]) -> Finding:
    meant = nearest(file.letter if where == "the folder" else file.block, known)
    others = f"there are: {', '.join(known)}" if where == "the file" else "`duecourse house-words list` names them"
    return Finding(file=file.name, line=0, where=where, wrong=wrong, allowed=f"nearest: {meant}" if meant else others)


def _unread(file: HouseFile, template: Template) -> Iterator[Finding]:
    """Find what keeps a file from being read as the words of one block."""
    for number, line in enumerate(file.text.split("\n"), 1):
        found = _RAW.search(line)
        if found:
            wrong = f"holds {{% {found[1]} %}}; a file holds the words of its block and nothing around them"
            yield Finding(file=file.name, line=number, where="words", wrong=wrong)
    try:
        environment(template.bodies).parse(file.text)
    except TemplateSyntaxError as error:
        wrong = error.message or "cannot be read"
        yield Finding(file=file.name, line=error.lineno, where="template", wrong=wrong)
    except RecursionError:
        yield Finding(file=file.name, line=1, where="template", wrong="is nested too deeply to be read")


def _of_letter(template: Template, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Find what is wrong with a letter in the trust's words, in the files of the trust."""
    worded = housed(template, texts)
    trees = trees_of(worded)
    theirs = [each for each in house_files(texts) if each.letter in (template.id, EVERY)]
    unknown = [found for each in theirs for found in _includes(template, each)]
    yield from (found for each in theirs for found in never_said(template, each))
    yield from unknown
    if unknown:
        return
    names = {each.name for each in theirs}
    found = (each for each in walked(worded, trees).findings if each.file in names)
    shared = {each.name for each in theirs if each.letter == EVERY}
    yield from (_told(template, each, every=each.file in shared) for each in found)
    yield from lost(template, trees_of(template), trees)


def _told(template: Template, finding: Finding, *, every: bool) -> Finding:
    """Tell a finding to somebody who words a letter, and does not decide what it may know."""
    if finding.wrong != UNDECLARED:
        return finding
    known = _base(template) if every else template.facts
    meant = nearest(finding.where, known)
    wrong = f"is not among what {_called(template, every=every)} may say"
    allowed = f"nearest: {meant}" if meant else "`duecourse house-words list` names it"
    return replace(finding, wrong=wrong, allowed=allowed)


def _base(template: Template) -> Mapping[str, FactSpec]:
    return next(each.matter.facts for each in template.sources if each.name == BASE)


def _called(template: Template, *, every: bool) -> str:
    return "every letter" if every else template.number


def _includes(template: Template, file: HouseFile) -> Iterator[Finding]:
    """Find parts that the letter itself does not use: what they say and need is not in its contract."""
    every = file.letter == EVERY
    parts = [each.name for each in template.sources[1:] if each.name != BASE and not every]
    for node in environment(template.bodies).parse(file.text).find_all(nodes.Include):
        part = str(node.template.value) if isinstance(node.template, nodes.Const) else ""
        if part not in parts:
            named = part or "something by a name that is worked out"
            wrong = f"includes {named}, which {_called(template, every=every)} does not"
            allowed = f"allowed: {', '.join(parts)}" if parts else "nothing is included here"
            yield Finding(file=file.name, line=node.lineno, where="include", wrong=wrong, allowed=allowed)
