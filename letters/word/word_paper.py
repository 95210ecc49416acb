"""The school's own Word letterhead: made safe and emptied when it is handed in, and ready for the words of a letter.

What stays is the page, its headers and footers with their pictures, and its fonts and styles. The body goes, and with
it every part that could tell of a person or a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.parts.image import ImagePart

from engine.errors import BadInput
from engine.ports.letters.word_texts import WordPaper
from letters.word.bare_pictures import NO_PICTURE, bare
from letters.word.safe_package import NO_WORD, checked, is_harmless_link
from letters.word.written_file import properties

_KEPT = {KINDS.STYLES, KINDS.NUMBERING, KINDS.SETTINGS, KINDS.THEME, KINDS.HEADER, KINDS.FOOTER}
_KEPT_WITHIN = {KINDS.IMAGE, KINDS.HYPERLINK}
_FIELDS = ("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "HYPERLINK", "SYMBOL")
"""What Word may fill in by itself: nothing of who wrote a letter, when, or on which machine."""
_TELLING = (
    *(
        "rsid",
        "rsids",
        "attachedTemplate",
        "docVars",
        "mailMerge",
        "documentProtection",
        "writeProtection",
        "trackRevisions",
    ),
    *("footnotePr", "endnotePr", "printerSettings", "docId", "dataBinding", "sectPrChange"),
    *("attachedSchema", "bookmarkStart", "bookmarkEnd"),
)
"""Parts of settings, of a page and of a header that tell of a machine, or of parts that are not kept."""
_PATH = re.compile(r"^\w:|[\\/][^\\/]+\.\w{2,4}$")
_PLACE = re.compile(r"\[[^\]\n]{1,80}\]|«[^»\n]{1,80}»|<[^>\n]{1,80}>")
TEMPLATE, DOCUMENT = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
WORDS, PICTURES, PLACES, NOTHING, HEADED = "words", "pictures", "places", "nothing", "headed"


def cleaned(content: bytes, at: datetime) -> WordPaper:
    """Give a letterhead as it is kept, and what was left out of it. Raises BadInput, in a sentence."""
    checked(content)
    try:
        word = Document(BytesIO(_as_document(content)))
        left = (*_emptied(word),)
        _bare_package(word)
        faces = [*_faces(word)]
        for part in faces:
            _demand_no_fields(part)
            _tidied(part)
        properties(word, "", at.astimezone(UTC))
        target = BytesIO()
        word.save(target)
    except BadInput:
        raise
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        raise BadInput(NO_WORD) from error
    return WordPaper(target.getvalue(), (*left, *_of_faces(faces)))


def described(content: bytes) -> tuple[tuple[str, str], ...]:
    """Say what a kept letterhead brings: its page, its margins, its font, and what stands in headers and footers."""
    word = Document(BytesIO(content))
    section = word.sections[0]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    page = (section.page_width, section.page_height)
    font = word.styles["Normal"].font.name if "Normal" in word.styles else None
    faces = [*_faces(word)]
    said = {kind: _joined(part for part in faces if kind in part.partname) for kind in ("header", "footer")}
    drawn = sum(isinstance(each, ImagePart) for part in faces for each in part.related_parts.values())
    return (
        ("Page", " by ".join(f"{(side or 0) / 360_000:.1f} cm" for side in page)),
        ("Margins", ", ".join(f"{(side or 0) / 360_000:.1f} cm" for side in sides) + " (top, right, bottom, left)"),
        ("Font", font or "the one of its theme"),
        ("At the top", said["header"] or "No words"),
        ("At the foot", said["footer"] or "No words"),
        ("Pictures", str(drawn) if drawn else "None"),
    )


def _as_document(content: bytes) -> bytes:
    """Give a template of Word as a document: the two differ in one line."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(TEMPLATE, DOCUMENT) if name == "[Content_Types].xml" else part)
    return target.getvalue()


def _emptied(word: Word) -> Iterator[str]:
    """Take the body away but for its page, which is that of its first sheet; say what went with it."""
    body = word.element.body
    said = "".join(str(each.text or "") for each in body.iter(qn("w:t")))
    if said.strip():
        yield WORDS
    if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
        yield PICTURES
    marked = next(body.iter(qn("w:sdt"), qn("w:fldSimple"), qn("w:instrText"), qn("w:ffData")), None)
    if marked is not None or _PLACE.search(said):
        yield PLACES
    page = next(body.iter(qn("w:sectPr")), None)
    for each in [*body]:
        body.remove(each)
    if page is not None:
        body.append(page)


def _bare_package(word: Word) -> None:
    """Let go of every part but those of the page and of its look; what nothing leads to is not written."""
    package = word.part.package
    for rels, kept in ((package.rels, {KINDS.OFFICE_DOCUMENT}), (word.part.rels, _KEPT)):
        for key in [key for key, each in rels.items() if each.reltype not in kept]:
            rels.pop(key)
    for each in word.part.rels.values():
        if each.reltype != KINDS.THEME and not isinstance(each.target_part, XmlPart):
            raise BadInput(NO_WORD)
        _bare_part(each.target_part)
    _bare(word.element)


def _bare_part(part: Part) -> None:
    """Let go of what a part leads to, but for pictures, which are written without what is not seen, and links."""
    for key in [key for key in part.rels if not _stays(part, key)]:
        part.rels.pop(key)
    if isinstance(part, XmlPart):
        _bare(part.element)
    for each in part.related_parts.values():
        if not isinstance(each, ImagePart):
            raise BadInput(NO_PICTURE)
        each._blob = bare(each.blob)
        each.rels.clear()


def _stays(part: Part, key: str) -> bool:
    found = part.rels[key]
    if found.is_external:
        return isinstance(part, XmlPart) and is_harmless_link(found.reltype, found.target_ref)
    return found.reltype in _KEPT_WITHIN


def _faces(word: Word) -> Iterator[XmlPart]:
    """Give every header and footer."""
    for each in word.part.rels.values():
        if each.reltype in (KINDS.HEADER, KINDS.FOOTER) and isinstance(each.target_part, XmlPart):
            yield each.target_part


def _tidied(part: XmlPart) -> None:
    """Take names of files and of people out of a header or footer."""
    for number, each in enumerate(part.element.iter(qn("wp:docPr"), qn("pic:cNvPr")), 1):
        each.set("name", f"Picture {number}")
        if _PATH.search(each.get("descr", "")):
            each.set("descr", "")


def _bare(element: Any) -> None:
    """Let go of what tells of a person or a machine, of what loads a picture from elsewhere, and of what XML hides."""
    for each in [each for each in element.iter() if callable(each.tag)]:  # a comment or an instruction to a program
        _let_go(each)
    for each in [each for each in element.iter() if str(each.tag).rpartition("}")[2] in _TELLING]:
        each.getparent().remove(each)
    for each in element.iter():
        for name in [name for name in each.attrib if _tells(str(name))]:
            del each.attrib[name]


def _let_go(hidden: Any) -> None:
    """Take out what is no element, and leave the words behind it."""
    above, before, words = hidden.getparent(), hidden.getprevious(), hidden.tail or ""
    if words.strip() and before is None:
        above.text = (above.text or "") + words
    elif words.strip():
        before.tail = (before.tail or "") + words
    above.remove(hidden)


def _tells(attribute: str) -> bool:
    named = attribute.rpartition("}")[2]
    return named.startswith(("rsid", "gfxdata")) or named in ("src", "href") or attribute == qn("r:link")


def _demand_no_fields(part: XmlPart) -> None:
    """Refuse what Word fills in by itself, but for numbers of pages: the name of a file, of its author, a date."""
    for said in (*_simple(part), *_complex(part)):
        field = said.split()[0].upper() if said.split() else ""
        if field and field not in _FIELDS:
            raise BadInput(
                f"The header or footer holds the field {field[:30]}, which Word fills in by itself. Take it out in "
                "Word (Ctrl+Shift+F9 makes plain text of it), and give the file again. Numbers of pages may stay."
            )


def _simple(part: XmlPart) -> Iterator[str]:
    yield from (str(each.get(qn("w:instr"), "")) for each in part.element.iter(qn("w:fldSimple")))


def _complex(part: XmlPart) -> Iterator[str]:
    """Give the instructions of fields, which may stand in several runs and within each other."""
    open_: list[str] = []
    for each in part.element.iter(qn("w:fldChar"), qn("w:instrText")):
        if each.tag == qn("w:instrText"):
            open_[-1:] = [(open_[-1] if open_ else "") + str(each.text or "")]
        elif each.get(qn("w:fldCharType")) == "begin":
            open_.append("")
        elif each.get(qn("w:fldCharType")) == "end" and open_:
            yield open_.pop()
    yield from open_


def _of_faces(faces: list[XmlPart]) -> Iterator[str]:
    said = _joined(iter(faces))
    if not said and not any(part.related_parts for part in faces):
        yield NOTHING
    if _PLACE.search(said):
        yield HEADED


def _joined(parts: Iterator[XmlPart]) -> str:
    """Give the words of headers or footers, each once, a paragraph after the other."""
    lines = (
        " ".join("".join(str(each.text or "") for each in paragraph.iter(qn("w:t"))).split())
        for part in parts
        for paragraph in part.element.iter(qn("w:p"))
    )
    return " / ".join(dict.fromkeys(line for line in lines if line))
