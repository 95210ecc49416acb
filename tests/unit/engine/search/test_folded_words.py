"""Words are kept and asked for in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.folded_words import LONGEST, MOST_ASKED, AskedWord, asked_words, kept_reference, kept_words, spelled


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mr O\u2019Brien-Smith", "mr obrien brien smith"),
        ("Zoë's café", "zoes zoe cafe"),
        ("Straße, Łódź, İstanbul, ÆON", "strasse lodz istanbul aeon"),
        ("twice twice Twice", "twice"),
        ("https://www.posts.example/u/FreddyTheHead99", "posts example u freddythehead99 freddy the head 99"),
        ("' \u2019 - _", ""),
    ],
)
def test_what_is_kept_of_a_text_are_its_words_in_one_spelling(text: str, kept: str) -> None:
    assert kept_words(text) == kept


def test_a_whole_reference_is_one_word_and_is_asked_for_as_one() -> None:
    assert kept_reference("LUM-2026-0042").split()[0] == "lum20260042"
    for typed in ("LUM-2026-0042", "lum 2026 0042", " Lum-2026-42 "):
        assert asked_words(typed) == (AskedWord("lum20260042", whole=True),)


def test_beginnings_of_words_are_enough_but_for_single_letters() -> None:
    whole = {word.text: word.whole for word in asked_words("a walrus")}

    assert whole == {"a": True, "walrus": False}
    assert AskedWord("wal").fits("walrus")
    assert not AskedWord("a", whole=True).fits("arctic")


def test_long_words_and_many_words_are_cut() -> None:
    assert kept_words("w" * 200) == "w" * LONGEST
    assert len(asked_words(" ".join(f"word{number}" for number in range(50)))) == MOST_ASKED


@given(st.text(max_size=80))
def test_every_word_of_a_text_is_found_by_itself(text: str) -> None:
    kept = kept_words(text).split()

    for asked in asked_words(text):
        assert any(asked.fits(each) for each in kept) or asked.text in ("http", "https", "www")


@given(st.text(max_size=80))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    for word in spelled(text):
        assert 0 <= word.start < word.end <= len(text)
