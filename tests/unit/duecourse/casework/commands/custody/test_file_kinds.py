"""Kinds of files, judged by their first bytes and by nothing that anybody says of them."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZipFile

import pytest

from duecourse.casework.commands.custody.file_kinds import ENDINGS, KINDS, judge
from engine.errors import BadInput


def archive(*names: str) -> bytes:
    """Pack parts of these names."""
    packed = BytesIO()
    with ZipFile(packed, "w") as parts:
        for name in names:
            parts.writestr(name, "<part/>")
    return packed.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")
MAIL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\nrest", "image/png", id="a screenshot of a computer"),
        pytest.param(b"\0\0\0\x18ftypheic", "image/heic", id="a picture of a phone"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp", id="a picture saved from a site"),
        pytest.param(b"\0\0\0\x18ftypisom", "video/mp4", id="a video"),
        pytest.param(b"\0\0\0\x14ftypqt  ", "video/quicktime", id="a video of a phone"),
        pytest.param(b"\0\0\0\x18ftyp3gp5", "video/3gpp", id="a video of an old phone"),
        pytest.param(b"\0\0\0\x1cftypM4A ", "audio/mp4", id="a voice message"),
        pytest.param(b"ID3\x04rest", "audio/mpeg", id="a voice mail"),
        pytest.param(b"\xff\xfb\x90\0" + bytes(413) + b"\xff\xfb\x90\0", "audio/mpeg", id="a bare sound"),
        pytest.param(b"\xff\xf3\x82\xc4" + bytes(205) + b"\xff\xf3", "audio/mpeg", id="an older one"),
        pytest.param(b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav", id="an answering machine"),
        pytest.param(b"#!AMR\n", "audio/amr", id="a note spoken into a phone"),
        pytest.param(b"\r\n%PDF-1.4\n", "application/pdf", id="a PDF with a blank line first"),
        pytest.param(
            MAIL + "__substg1.0_0037001F".encode("utf-16-le"), "application/vnd.ms-outlook", id="an e-mail of Outlook"
        ),
        pytest.param(
            b"Received: by mail\r\nFrom: a@b.example\r\nSubject: =?utf-8?q?x?=\r\n\r\n\xff\x00",
            "message/rfc822",
            id="an e-mail",
        ),
        pytest.param(
            b"From Ann Mon Nov 2\nFrom: a@b.example\nDate: x\nTo: c\n folded\n\nHi",
            "message/rfc822",
            id="an e-mail of a mailbox",
        ),
        pytest.param(
            archive(*WORD),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            id="a document of Word",
        ),
        pytest.param("From: Zoë\r\n\r\nHello".encode("latin-1"), "text/plain", id="a text that names somebody first"),
        pytest.param("It said “no”".encode("cp1252"), "text/plain", id="a text of Windows"),
        pytest.param(b"<svg><script>x()</script></svg>", "text/plain", id="an SVG, which is nothing but its text"),
        pytest.param(b"<html><script>x()</script></html>", "text/plain", id="a page of the web, likewise"),
        pytest.param("It said no".encode("utf-16"), "text/plain", id="a text in UTF-16"),
        pytest.param("\ufeffIt said no".encode(), "text/plain", id="a text with a mark first"),
    ],
)
def test_what_people_have_is_kept(content: bytes, media_type: str) -> None:
    assert judge(content).media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"MZ\x90\x00\x03", id="a program"),
        pytest.param(b"PK\x03\x04\x14\x00", id="a broken archive"),
        pytest.param(archive("a.exe"), id="an archive"),
        pytest.param(
            archive(*WORD, *("x" * 200 + str(number) for number in range(4500))), id="a list that fills the memory"
        ),
        pytest.param(archive(*WORD, "setup.exe"), id="a document of Word with something beside it"),
        pytest.param(archive(*WORD, "word/vbaProject.bin"), id="a document of Word with a program in it"),
        pytest.param(b"\xff\xfb\x90\0" + bytes(600), id="two bytes as a sound begins, and nothing of one"),
        pytest.param(MAIL, id="an old office document, which may hold macros"),
        pytest.param(b"RIFF\x10\0\0\0ACONanih", id="something else in the same wrapping"),
        pytest.param(b"\0\0\0\x18ftypcrx ", id="a film of a kind that nobody plays"),
        pytest.param(bytes(400), id="nothing but zeros"),
    ],
)
def test_what_could_do_harm_is_not(content: bytes) -> None:
    with pytest.raises(BadInput):
        judge(content)


def test_a_list_that_says_that_it_is_short_and_is_not_is_never_read() -> None:
    whole = archive(*WORD)
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    listed = whole[start:end] * 10_000
    last = b"PK\x05\x06" * 2 + bytes(4) + struct.pack("<II", len(listed), start) + bytes(2)
    forged = whole[:start] + listed + last

    assert len(ZipFile(BytesIO(forged)).namelist()) == 20_000
    with pytest.raises(BadInput):
        judge(forged)


def test_each_kind_has_an_ending_of_its_own() -> None:
    endings = [kind.ending for _, kind in KINDS]

    assert len(set(endings)) == len(endings)
    assert len(set(ENDINGS.values())) == len(ENDINGS)


def test_videos_and_sounds_are_recordings_and_nothing_else_is() -> None:
    recordings = {kind.ending for _, kind in KINDS if kind.is_recording}

    assert recordings == {"m4a", "mov", "mp4", "3gp", "webm", "mp3", "wav", "ogg", "amr"}
