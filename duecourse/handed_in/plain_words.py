"""The words of a file as plain text: of a text in any encoding, of an e-mail, of a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from duecourse.handed_in.text_encodings import read_as_text
from duecourse.handed_in.unfit_files import Unfit

MOST_SHOWN = 100_000
"""Characters that are shown; the file itself holds the rest."""
MOST_UNPACKED = 50_000_000
TEXT = "text/plain"
MAILS = ("message/rfc822", "application/vnd.ms-outlook")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NEVER_WORD = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
"""What Word never writes: entities, which may grow without end, and alphabets in which they could hide."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


def read(content: bytes, media_type: str) -> Mapping[str, object]:
    """Read the words of a file, as many as are shown. Raises Unfit."""
    said: list[tuple[str, str]] = []
    attached: list[tuple[int, str, int]] = []
    if media_type == TEXT:
        found = read_as_text(content)
        if found is None:
            raise Unfit("broken")
        text, form = found.text, found.encoding
    elif media_type == WORD:
        text, form = "\n".join(_paragraphs(content)), ""
    elif media_type in MAILS:
        from duecourse.handed_in.opened_mail import open_mail

        mail = open_mail(content, media_type)
        text, form, said, attached = mail.text, mail.form, mail.said, mail.attached
    else:
        raise Unfit("kind")
    cut = {"text": text[:MOST_SHOWN], "is_cut": len(text) > MOST_SHOWN}
    return {**cut, "form": form, "said": said, "attached": attached}


def _paragraphs(content: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(content)) as parts:
        if parts.getinfo("word/document.xml").file_size > MOST_UNPACKED:
            raise Unfit("large")
        document = parts.read("word/document.xml")
    if any(sign in document for sign in _NEVER_WORD):
        raise Unfit("broken")
    tree = ElementTree.fromstring(document)  # noqa: S314  # without entities, and in a process of its own
    for paragraph in tree.iter(f"{_W}p"):
        yield "".join(
            each.text or "" if each.tag == f"{_W}t" else _BREAKS.get(each.tag, "") for each in paragraph.iter()
        )
