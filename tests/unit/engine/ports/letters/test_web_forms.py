"""A text in parts that a form takes loses no word, and no part is longer than the form says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ports.letters.web_forms import parts_of

WORDS = st.text(st.characters(categories=("L", "N", "P", "Z"), exclude_characters="\u2028\u2029\x85"), max_size=2000)


@given(WORDS, st.integers(50, 500))
def test_no_part_is_too_long_and_no_character_but_a_blank_is_lost(text: str, limit: int) -> None:
    parts = parts_of(text, limit)

    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("One. Two.", 0, ("One. Two.",)),
        ("First paragraph.\n\nSecond paragraph.", 20, ("First paragraph.", "Second paragraph.")),
        ("One two. Three four. Five six.", 20, ("One two. Three four.", "Five six.")),
        ("", 50, ("",)),
    ],
)
def test_a_text_is_parted_between_paragraphs_and_else_between_sentences(
    text: str, limit: int, parts: tuple[str, ...]
) -> None:
    assert parts_of(text, limit) == parts
