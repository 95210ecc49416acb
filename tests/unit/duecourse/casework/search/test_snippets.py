"""A snippet shows the words that were looked for, marked, in whole words around them."""

from __future__ import annotations

from duecourse.casework.search.snippets import LENGTH, snippet
from engine.search.folded_words import asked_words


def test_a_short_text_is_shown_whole_with_its_words_marked() -> None:
    parts = snippet("A walrus and\n\nMr O\u2019Brien.", asked_words("obrien wal"))

    assert [(part.text, part.marked) for part in parts] == [
        ("A ", False),
        ("walrus", True),
        (" and Mr ", False),
        ("O\u2019Brien", True),
        (".", False),
    ]


def test_a_long_text_is_cut_between_words_around_the_first_that_was_found() -> None:
    text = "".join(part.text for part in snippet("before " * 60 + "walrus " + "after " * 60, asked_words("walrus")))

    assert text.startswith("… before ")
    assert "walrus" in text
    assert text.endswith("after …")
    assert len(text) <= LENGTH + 2 * len("… ")


def test_a_text_without_the_words_gives_no_snippet() -> None:
    assert snippet("A penguin.", asked_words("walrus")) == ()
