"""Texts in the encodings in which programs of many countries and years wrote them."""

from __future__ import annotations

import pytest

from duecourse.handed_in.text_encodings import read_as_text

ARABIC = "سيتم اتخاذ الإجراءات اللازمة بشأن هذا المنشور على الإنترنت في أقرب وقت ممكن، وشكرا لكم على إبلاغنا بذلك. "
RUSSIAN = "Директор школы сообщил родителям, что сообщение было удалено и попросил больше не писать"
CHINESE = "学校已经收到家长的投诉 并且正在调查这件事情 请不要在网上转发这条消息 谢谢大家的理解与配合 "


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("She said “no” – twice", "utf-8"),
        ("She said “no” – twice", "utf-8-sig"),
        ("She said “no” – twice", "utf-16"),
        ("She said no, twice", "utf-16-le"),
        ("She said no, twice", "utf-16-be"),
        ("She said “no” – twice", "utf-32"),
        ("She said “no” – to Zoë", "cp1252"),
        (ARABIC * 4, "cp1256"),
        (RUSSIAN * 4, "cp1251"),
        (CHINESE * 4, "gb18030"),
    ],
)
def test_a_text_is_read_in_whatever_encoding_it_was_written(text: str, way: str) -> None:
    read = read_as_text(text.encode(way))

    assert read is not None
    assert read.text == text


@pytest.mark.parametrize(
    "content", [b"\x00\x01", b"MZ\x90\x00\x03", b"MZ\x90\x00", b"\xff\xfea", bytes(range(256)), bytes(64), b"a\x00b"]
)
def test_what_nobody_typed_is_no_text(content: bytes) -> None:
    assert read_as_text(content) is None


def test_it_is_said_in_which_encoding_it_was_written() -> None:
    assert [found.encoding for way in ("utf-8", "utf-16", "cp1252") if (found := read_as_text("Zoë".encode(way)))] == [
        "UTF-8",
        "UTF-16",
        "Windows-1252",
    ]
