"""What kinds of files are kept, judged by their first bytes and never by their name: nothing is opened, drawn or run.

A file is kept as it is and only ever handed out to be saved, so what is asked here is what it is, not whether it is
pleasant. Programs, archives and office documents are no kinds of evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import BadInput

LARGEST = 25 * 1024 * 1024
PICTURE, DOCUMENT, NOTE = "screenshot", "document", "note"
TEXT = "text/plain"
OTHER_KIND = (
    "This kind of file is not kept here, because it could not be shown to be harmless. "
    "Save it as a picture, a video, a sound, a PDF, an e-mail or plain text, and add that."
)
SAYS = "A picture, a video, a sound, a PDF, an e-mail (.eml or .msg) or plain text"
"""What is taken, in words for those who choose a file."""
_PDF_WITHIN = 1024
"""Readers of PDFs look for its mark so far into a file; some programs write a blank line first."""
_MESSAGE = ("__properties_version1.0", "__nameid_version1.0", "__substg1.0_")
"""Names that stand in an e-mail as Outlook saves it, and in no other document of the same wrapping."""
_SOUNDS, _PICTURES = (b"M4A ", b"M4B "), (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
_FILMS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"mmp4")
_UNTYPED = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is as evidence, its media type, and how the name ends under which it is handed out."""

    kind: str
    media_type: str
    ending: str


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
    (((0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),), FileKind(DOCUMENT, "audio/mpeg", "mp3")),
    ((*_RIFF, (8, (b"WAVE",))), FileKind(DOCUMENT, "audio/wav", "wav")),
    (((0, (b"OggS",)),), FileKind(DOCUMENT, "audio/ogg", "ogg")),
    (((0, (b"#!AMR",)),), FileKind(DOCUMENT, "audio/amr", "amr")),
)
"""What is kept, each with how it is known. PDFs, e-mails and text are looked for beside."""
_PDF = FileKind(DOCUMENT, "application/pdf", "pdf")
_MAIL = FileKind(DOCUMENT, "application/vnd.ms-outlook", "msg")
_NOTE = FileKind(NOTE, TEXT, "txt")
ENDINGS = {kind.media_type: kind.ending for kind in (*(kind for _, kind in KINDS), _PDF, _MAIL, _NOTE)}
ACCEPT = "image/*,video/*,audio/*,.heic,.heif,.pdf,.txt,.eml,.msg"
"""What a browser offers to choose from; a phone offers its camera for it."""


def judge(content: bytes) -> FileKind:
    """Say what a file is. Raises BadInput for one that is empty, too large, or of a kind that is not kept."""
    if not content:
        raise BadInput("The file is empty.")
    if len(content) > LARGEST:
        raise BadInput(f"The file has {len(content):,} bytes; at most {LARGEST:,} can be kept.")
    found = next((kind for marks, kind in KINDS if all(_has(content, *each) for each in marks)), None)
    if found is not None:
        return found
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return _PDF
    if _is_message(content):
        return _MAIL
    if read_text(content) is None:
        raise BadInput(OTHER_KIND)
    return _NOTE


def _has(content: bytes, at: int, marks: tuple[bytes, ...]) -> bool:
    return content.startswith(marks, at)


def _is_message(content: bytes) -> bool:
    """Say whether a file is an e-mail as Outlook saves it: other documents are wrapped in the same way."""
    named = any(name.encode("utf-16-le") in content for name in _MESSAGE)
    return named and content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read_text(content: bytes) -> str | None:
    """Read a file as text, in the ways in which programs write it; None where it is none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for way in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(way)
        except UnicodeDecodeError:
            continue
        return None if _UNTYPED.search(text) else text
    return None
