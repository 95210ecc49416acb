"""The styles that a letter is written in, put into a Word letterhead that lacks them; its own stay as they are."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart

LISTS = ("List Bullet", "List Number")
WANTED = ("Heading 1", "Heading 2", *LISTS, "List Continue")


def dressed(word: Word) -> None:
    """Give a letterhead every style that a letter needs."""
    usual = Document()
    styles = word.styles
    if "Normal" not in styles:
        styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH)
    for name in (*WANTED, "Table Grid"):
        if name not in styles:
            _put(word, deepcopy(usual.styles[name].element))
    for name in LISTS:
        _count(word, usual, styles[name], name)


def _put(word: Word, style: Any) -> None:
    """Put a style in; it goes back to none that is not there."""
    known = {str(each.get(qn("w:styleId"))) for each in word.styles.element.iter(qn("w:style"))}
    for tag in ("w:basedOn", "w:next", "w:link"):
        for each in [each for each in style.iterchildren(qn(tag)) if each.get(qn("w:val")) not in known]:
            style.remove(each)
    word.styles.element.append(style)


def _count(word: Word, usual: Word, style: Any, name: str) -> None:
    """Give a list its dots or numbers: ours, as those of a letterhead may be anything, or none."""
    numbers, ours = _numbering(word, usual), usual.part.numbering_part.element
    wanted = usual.styles[name].element.pPr.numPr.numId.val
    kind = deepcopy(next(each for each in ours.iter(qn("w:abstractNum")) if _is(each, ours, wanted)))
    taken = [int(each.get(qn("w:abstractNumId"))) for each in numbers.iter(qn("w:abstractNum"))]
    kind.set(qn("w:abstractNumId"), str(max(taken, default=-1) + 1))
    for each in [*kind.iter(qn("w:pStyle"), qn("w:nsid"), qn("w:tmpl"))]:
        each.getparent().remove(each)
    first = next(numbers.iterchildren(qn("w:num")), None)
    if first is None:
        numbers.append(kind)
    else:
        first.addprevious(kind)
    added = numbers.add_num(max(taken, default=-1) + 1)
    counted = style.element.get_or_add_pPr().get_or_add_numPr()
    counted.get_or_add_numId().val = added.numId


def _is(kind: Any, numbering: Any, number: int) -> bool:
    """Say whether a kind of list is that of a number."""
    return str(kind.get(qn("w:abstractNumId"))) == str(numbering.num_having_numId(number).abstractNumId.val)


def _numbering(word: Word, usual: Word) -> Any:
    """Give the lists of a letterhead; one without any gets an empty part for them."""
    try:
        return word.part.numbering_part.element
    except (KeyError, NotImplementedError):
        blob = usual.part.numbering_part.blob
        part = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, blob, word.part.package)
        for each in [*part.element]:
            part.element.remove(each)
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return part.element
