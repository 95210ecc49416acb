"""Words are found in the documentation by their beginnings, all of them on one page."""

import pytest

from duecourse.web.documentation.doc_search import ExcerptPiece, asked_words, found_docs
from duecourse.web.documentation.shown_doc import ShownDoc, shown_doc

PAGES = {
    "how-to/back-up": "# How to back up\n\nEach night a verified backup is made, encrypted for your keys.\n",
    "adr/0029": "# A backup is one archive\n\nWeighed: a copy of files. Backups are encrypted.\n",
    "how-to/sign-in": "# Sign in\n\nThree words that have nothing to do with each other.\n",
}


def docs() -> list[tuple[str, ShownDoc]]:
    return [(name, shown_doc(name, text, PAGES)) for name, text in PAGES.items()]


def found(typed: str) -> list[str]:
    return [each.address for each in found_docs(asked_words(typed), docs())]


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        pytest.param(
            "BACKUP encrypt", ["/help/how-to/back-up", "/help/adr/0029"], id="all words, what is for doing first"
        ),
        pytest.param("backup night", ["/help/how-to/back-up"], id="one of them on one page alone"),
        pytest.param("how to sign in", ["/help/how-to/sign-in"], id="what stands everywhere does not count"),
        pytest.param("in", ["/help/how-to/sign-in"], id="unless there is nothing else"),
        pytest.param("cryptography", [], id="nowhere"),
        pytest.param("ackup", [], id="the end of a word"),
        pytest.param("(", [], id="no word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_page_is_found_where_every_word_stands(typed: str, addresses: list[str]) -> None:
    assert found(typed) == addresses


def test_an_excerpt_marks_the_words_that_were_looked_for() -> None:
    (first, *_) = found_docs(asked_words("verified"), docs())

    assert ExcerptPiece("verified", marked=True) in first.pieces
    assert "".join(each.text for each in first.pieces).startswith("How to back up Each night a verified backup")


def test_an_excerpt_of_a_long_page_is_short_and_has_whole_words() -> None:
    text = f"# Long\n\n{'before ' * 90}needle {'behind ' * 90}\n"
    (only,) = found_docs(("needle",), [("long", shown_doc("long", text, set()))])
    said = "".join(each.text for each in only.pieces)

    assert len(said) < 200
    assert set(said.split()) == {"before", "needle", "behind"}
