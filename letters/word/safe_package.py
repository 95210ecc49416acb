"""What a Word file has to be before anybody reads it: small, whole, without macros, without anything from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.oxml.parser import parse_xml

from engine.errors import BadInput

MOST_BYTES = 5 * 1024 * 1024
"""Bytes of a file as it is handed in."""
MOST_UNPACKED, MOST_PARTS = 50 * 1024 * 1024, 1_000
NO_WORD = "This is no Word file. Save the letter in Word as a “Word document (.docx)”, and choose that file."
_OLD = b"\xd0\xcf\x11\xe0"
_MACROS = re.compile(rb"macroEnabled|vbaProject|vbaData", re.IGNORECASE)
_WEB = ("http://", "https://", "mailto:")
_TRACKED = re.compile(
    rb"<w:(?:ins|del|moveFrom|moveTo|rPrChange|pPrChange|sectPrChange|tblPrChange|cellIns|cellDel)[\s/>]"
)
_FOREIGN = re.compile(rb"<w:(?:altChunk|object|control)[\s/>]")


def checked(content: bytes) -> Mapping[str, bytes]:
    """Give the parts of a Word file that may be read. Raises BadInput, in a sentence."""
    if len(content) > MOST_BYTES:
        raise BadInput(f"The file has {len(content) / 1024 / 1024:.0f} MB; at most 5 MB are taken. Take pictures out.")
    if content.startswith(_OLD):
        raise BadInput(f"This is an old Word file, or one with a password. {NO_WORD}")
    parts = _unpacked(content)
    if "word/document.xml" not in parts:
        raise BadInput(NO_WORD)
    _demand_harmless(parts)
    if any(_TRACKED.search(each) for name, each in parts.items() if name.startswith("word/")):
        raise BadInput(
            "The file has tracked changes. Accept or reject them in Word, turn off “Track changes”, and give it again."
        )
    return parts


def _unpacked(content: bytes) -> Mapping[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as package:
            listed = package.infolist()
            names = [each.filename for each in listed]
            if len(listed) > MOST_PARTS or sum(each.file_size for each in listed) > MOST_UNPACKED:
                raise BadInput("The file becomes far too large when it is unpacked, so it was not opened.")
            if len(set(names)) < len(names) or any(each.flag_bits & 1 for each in listed):
                raise BadInput(NO_WORD)
            return {name: package.read(name) for name in names if not name.endswith("/")}
    except (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadInput(NO_WORD) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise BadInput(NO_WORD) from error
        raise


def _demand_harmless(parts: Mapping[str, bytes]) -> None:
    """Refuse macros, what is loaded from elsewhere, and what is no XML that a Word file has."""
    types = parts.get("[Content_Types].xml", b"")
    if _MACROS.search(types) or any(_MACROS.search(name.encode()) for name in parts):
        raise BadInput("The file holds macros. Save it in Word as a “Word document (.docx)”, which holds none.")
    for name, each in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in each or b"<!ENTITY" in each or b"\x00" in each):
            raise BadInput(NO_WORD)
        if name.casefold().endswith(".rels"):
            _demand_from_within(each)
        if name.startswith("word/") and (_FOREIGN.search(each) or "/embeddings/" in name or "/activeX/" in name):
            raise BadInput(
                "The file holds another file or a control within it. Take that out in Word, and give it again."
            )


def _demand_from_within(relationships: bytes) -> None:
    """Refuse what leads out of a file, as XML has it and not as its bytes look, but for links to pages and mail."""
    for kind, target in _leading_out(relationships):
        if kind != KINDS.HYPERLINK:
            raise BadInput(
                "The file loads something from elsewhere, such as a template or a picture. Take that out in Word "
                "(under “Templates”, or “Edit links to files”), and give it again."
            )
        if not is_harmless_link(kind, target):
            raise BadInput(
                "The file holds a link that leads neither to a web page nor to an e-mail address, such as one to a "
                "file. Take that link out in Word, and give it again."
            )


def is_harmless_link(kind: str, target: str) -> bool:
    """Say whether what leads out of a file is a link that somebody has to click, to a web page or an e-mail address."""
    return kind == KINDS.HYPERLINK and target.casefold().startswith(_WEB)


def _leading_out(relationships: bytes) -> Iterator[tuple[str, str]]:
    """Give the kind and the target of each relationship to something that is not within the file. Raises BadInput."""
    try:
        root = parse_xml(relationships)
    except SyntaxError as error:
        raise BadInput(NO_WORD) from error
    if root.getroottree().docinfo.doctype:
        raise BadInput(NO_WORD)
    for each in root.iter("{*}Relationship"):
        if each.get("TargetMode", "").strip().casefold() == "external":
            yield each.get("Type", ""), each.get("Target", "")
