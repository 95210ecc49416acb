"""Word letterheads as people make them, for tests."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.shared import Pt

from tests.house_pictures import png

HEAD, FOOT = "Oakfield Primary School", "Registered office: 1 Example Road"


def letterhead(*, body: str = "Dear [Name], thank you.", foot: str = FOOT, pictured: bool = True) -> bytes:
    """Give a letterhead with a name and a picture at its top, words at its foot, and words in its body."""
    word = Document()
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Georgia", Pt(12)
    section = word.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = HEAD, foot
    if pictured:
        section.header.paragraphs[0].add_run().add_picture(BytesIO(png()))
    word.add_paragraph(body)
    known = word.core_properties
    known.author, known.last_modified_by, known.comments = "Jane Invented", "Jane Invented", "for the head"
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def put_in(content: bytes, name: str, part: bytes) -> bytes:
    """Give a file with one part more, or with another in its place."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return target.getvalue()


def replaced(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Give a file with some bytes of a part replaced; they have to be there."""
    part = parts_of(content)[name]
    assert old in part
    return put_in(content, name, part.replace(old, new))


def parts_of(content: bytes) -> dict[str, bytes]:
    """Give the parts of a file by name."""
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
