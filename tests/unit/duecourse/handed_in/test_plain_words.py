"""The words of files: texts in any encoding, Word documents, and no more of them than is shown."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from duecourse.handed_in.plain_words import MOST_SHOWN, WORD, read
from duecourse.handed_in.unfit_files import Unfit
from tests.handed_in_files import mail, word


def test_a_text_is_shown_decoded_and_says_how_it_was_written() -> None:
    found = read("It said “no”".encode("utf-16"), "text/plain")

    assert (found["text"], found["form"], found["is_cut"]) == ("It said “no”", "UTF-16", False)


def test_of_a_very_long_text_the_beginning_is_shown_and_it_is_said_that_there_is_more() -> None:
    found = read(b"x" * (MOST_SHOWN + 1), "text/plain")

    assert (len(str(found["text"])), found["is_cut"]) == (MOST_SHOWN, True)


def test_of_a_word_document_the_paragraphs_are_shown() -> None:
    assert read(word("What was", "said &amp; done"), WORD)["text"] == "What was\nsaid & done"


@pytest.mark.parametrize("way", ["utf-8", "utf-16"])
def test_a_word_document_with_entities_that_grow_is_not_read(way: str) -> None:
    laughing = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r>'
        "<w:t>&b;</w:t></w:r></w:p></w:document>"
    )
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("word/document.xml", laughing.encode(way))

    with pytest.raises(Unfit):
        read(file.getvalue(), WORD)


def test_an_email_is_shown_with_what_came_with_it() -> None:
    assert read(mail(("a.txt", b"One")), "message/rfc822")["attached"] == [(1, "a.txt", 3)]


@pytest.mark.parametrize(("content", "media_type"), [(b"\x00\x01", "text/plain"), (b"x", "video/mp4")])
def test_what_has_no_words_says_so(content: bytes, media_type: str) -> None:
    with pytest.raises(Unfit):
        read(content, media_type)
