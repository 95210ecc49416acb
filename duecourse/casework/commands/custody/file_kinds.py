"""What kinds of files are kept, judged by their bytes and never by their name: nothing is drawn or run.

A file is kept as it is and handed out to be saved, so what is asked here is what it is, not whether it is pleasant.
Programs, archives, and documents that may hold programs of their own are no kinds of evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from duecourse.handed_in.text_encodings import read_as_text
from engine.errors import BadInput

PICTURE, DOCUMENT, NOTE = "screenshot", "document", "note"
TEXT, MAIL, OUTLOOK = "text/plain", "message/rfc822", "application/vnd.ms-outlook"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OTHER_KIND = (
    "This kind of file is not kept here, because it could not be shown to be harmless. "
    "Save it as a picture, a video, a sound, a PDF, a Word document without macros, an e-mail or plain text, and add "
    "that."
)
SAYS = "A picture, a video, a sound, a PDF, a Word document (.docx), an e-mail (.eml or .msg) or plain text"
"""What is taken, in words for those who choose a file."""
_PDF_WITHIN = 1024
"""Readers of PDFs look for its mark so far into a file; some programs write a blank line first."""
_MESSAGE = ("__properties_version1.0", "__nameid_version1.0", "__substg1.0_")
"""Names that stand in an e-mail as Outlook saves it, and in no other document of the same wrapping."""
_SOUNDS, _PICTURES = (b"M4A ", b"M4B "), (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
_FILMS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"mmp4")
_WORD_PARTS, _MACROS = {"[Content_Types].xml", "word/document.xml"}, "vbaproject.bin"
_END_OF_LIST, _LONG_LIST, _LAST, _MOST_LISTED = b"PK\x05\x06", b"PK\x06\x07", 66_000, 1_000_000
"""Marks at the end of an archive, how far before its end they stand, and how long its list may be."""
_LISTED, _MOST_PARTS = b"PK\x01\x02", 5000
"""The mark of each part in the list, and how many parts there may be."""
_OF_WORD = ("[Content_Types].xml", "_rels/", "docProps/", "docMetadata/", "customXml/", "word/")
"""How the names of all parts of a Word document begin."""
_PIECES, _HEAD_OF_PIECE = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), 4
_HERTZ = (44_100, 48_000, 32_000)
_KILOBITS = {
    0: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    8: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
"""How the pieces of an MP3 begin, and what their first bytes mean: by them it is known where a piece ends."""
_HEAD = 64 * 1024
"""The lines at the top of an e-mail are looked for so far into a file."""
_HEAD_LINE = re.compile(rb"(?:From |>From |[!-9;-~]+:|[ \t])")
_HEAD_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_OF_MAIL = frozenset({b"to", b"date", b"subject", b"message-id", b"received", b"mime-version", b"return-path"})


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is as evidence, its media type, and how the name ends under which it is handed out."""

    kind: str
    media_type: str
    ending: str

    @property
    def is_recording(self) -> bool:
        """Say whether it is a video or a sound."""
        return self.media_type.startswith(("video/", "audio/"))


_MP3 = FileKind(DOCUMENT, "audio/mpeg", "mp3")
Marks = tuple[tuple[int, tuple[bytes, ...]], ...]
"""At which byte of a file one of several marks stands; all of these places have one."""
_RIFF: Marks = ((0, (b"RIFF",)),)
_BRAND: Marks = ((4, (b"ftyp",)),)
KINDS: tuple[tuple[Marks, FileKind], ...] = (
    (((0, (b"\x89PNG\r\n\x1a\n",)),), FileKind(PICTURE, "image/png", "png")),
    (((0, (b"\xff\xd8\xff",)),), FileKind(PICTURE, "image/jpeg", "jpg")),
    (((0, (b"GIF87a", b"GIF89a")),), FileKind(PICTURE, "image/gif", "gif")),
    ((*_RIFF, (8, (b"WEBP",))), FileKind(PICTURE, "image/webp", "webp")),
    ((*_BRAND, (8, _PICTURES)), FileKind(PICTURE, "image/heic", "heic")),
    ((*_BRAND, (8, _SOUNDS)), FileKind(DOCUMENT, "audio/mp4", "m4a")),
    ((*_BRAND, (8, (b"qt  ",))), FileKind(DOCUMENT, "video/quicktime", "mov")),
    ((*_BRAND, (8, _FILMS)), FileKind(DOCUMENT, "video/mp4", "mp4")),
    ((*_BRAND, (8, (b"3gp",))), FileKind(DOCUMENT, "video/3gpp", "3gp")),
    (((0, (b"\x1a\x45\xdf\xa3",)),), FileKind(DOCUMENT, "video/webm", "webm")),
    (((0, (b"ID3",)),), _MP3),
    ((*_RIFF, (8, (b"WAVE",))), FileKind(DOCUMENT, "audio/wav", "wav")),
    (((0, (b"OggS",)),), FileKind(DOCUMENT, "audio/ogg", "ogg")),
    (((0, (b"#!AMR",)),), FileKind(DOCUMENT, "audio/amr", "amr")),
)
"""What is kept, each with how it is known. PDFs, e-mails and text are looked for beside."""
_PDF = FileKind(DOCUMENT, "application/pdf", "pdf")
_OUTLOOK, _MAIL = FileKind(DOCUMENT, OUTLOOK, "msg"), FileKind(DOCUMENT, MAIL, "eml")
_WORD = FileKind(DOCUMENT, WORD, "docx")
_NOTE = FileKind(NOTE, TEXT, "txt")
ENDINGS = {kind.media_type: kind.ending for kind in (*(kind for _, kind in KINDS), _PDF, _OUTLOOK, _MAIL, _WORD, _NOTE)}
ACCEPT = "image/*,video/*,audio/*,.heic,.heif,.pdf,.docx,.txt,.eml,.msg"
"""What a browser offers to choose from; a phone offers its camera for it."""


def judge(content: bytes) -> FileKind:
    """Say what a file is. Raises BadInput for one that is empty, or of a kind that is not kept."""
    if not content:
        raise BadInput("The file is empty.")
    found = marked(content) or next((kind for fits, kind in _OTHERS if fits(content)), None)
    if found is None:
        raise BadInput(OTHER_KIND)
    return found


def marked(content: bytes) -> FileKind | None:
    """Give the kind of a picture or a recording by its marks alone, however large it is; None for any other."""
    found = next((kind for marks, kind in KINDS if all(_has(content, *each) for each in marks)), None)
    return found or (_MP3 if _is_bare_mp3(content) else None)


def _has(content: bytes, at: int, marks: tuple[bytes, ...]) -> bool:
    return content.startswith(marks, at)


def _is_bare_mp3(content: bytes) -> bool:
    """Say whether a sound begins without a word about itself: a piece of it, and the next where the first ends."""
    if len(content) < _HEAD_OF_PIECE or not content.startswith(_PIECES):
        return False
    newer, rate, pace = content[1] & 8, content[2] >> 4, content[2] >> 2 & 3
    if rate not in range(1, len(_KILOBITS[newer]) + 1) or pace >= len(_HERTZ):
        return False
    hertz, kilobits = _HERTZ[pace] if newer else _HERTZ[pace] // 2, _KILOBITS[newer][rate - 1]
    size = (144_000 if newer else 72_000) * kilobits // hertz + (content[2] >> 1 & 1)
    return content.startswith(content[:2], size)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_PDF_WITHIN]


def _is_of_outlook(content: bytes) -> bool:
    """Say whether a file is an e-mail as Outlook saves it: other documents are wrapped in the same way."""
    wrapped = content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    return wrapped and any(name.encode("utf-16-le") in content for name in _MESSAGE)


def _is_word(content: bytes) -> bool:
    """Say whether a file is a Word document without programs of its own, and nothing that was put beside it.

    Its parts are listed, and none is opened.
    """
    if not content.startswith(b"PK\x03\x04") or not _lists_few(content):
        return False
    try:
        with ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
    except (BadZipFile, NotImplementedError, ValueError):
        return False
    is_whole = set(names) >= _WORD_PARTS and all(name.startswith(_OF_WORD) for name in names)
    return is_whole and not any(name.lower().endswith(_MACROS) for name in names)


def _lists_few(content: bytes) -> bool:
    """Say whether an archive says that its list of parts is short: a list made to fill the memory is not read."""
    at = content.rfind(_END_OF_LIST, max(0, len(content) - _LAST))
    size = int.from_bytes(content[at + 12 : at + 16], "little")
    few = content.count(_LISTED) <= _MOST_PARTS  # whatever the end of the list says of it
    return few and at >= 0 and size <= _MOST_LISTED and _LONG_LIST not in content[max(0, at - 20) : at]


def _is_mail(content: bytes) -> bool:
    """Say whether a file begins as an e-mail does, whatever comes in it: it is read as an e-mail, and never run."""
    top = re.split(rb"\r?\n\r?\n|\r\r", content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n"), maxsplit=1)[0]
    if not all(_HEAD_LINE.match(line) for line in top.splitlines()):
        return False
    names = {name.lower() for name in _HEAD_NAME.findall(top)}
    return b"from" in names and len(names & _OF_MAIL) > 1


def _is_text(content: bytes) -> bool:
    return read_as_text(content) is not None


_OTHERS: tuple[tuple[Callable[[bytes], bool], FileKind], ...] = (
    (_is_pdf, _PDF),
    (_is_of_outlook, _OUTLOOK),
    (_is_word, _WORD),
    (_is_mail, _MAIL),
    (_is_text, _NOTE),
)
"""What is known by more than marks at certain bytes, in the order in which it is asked."""
