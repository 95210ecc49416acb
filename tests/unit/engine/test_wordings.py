"""A wording and its difference: both sides come back, and only what changed is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from engine.wordings import LineChanges, Wording, changed, unmarked, wording_of

TEXTS = some.lists(some.sampled_from(["", "one", "two", "- two", "+ three", "  four", "?", "? five"])).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_sides_of_a_difference_come_back(before: str, after: str) -> None:
    assert wording_of(Wording(before, after).difference) == Wording(before, after)


def test_only_the_lines_that_changed_are_told_and_no_empty_ones() -> None:
    difference = Wording("one\n\ntwo\nthree", "one\n\ntwo and a half\n\nthree").difference

    assert changed(difference) == LineChanges(("two",), ("two and a half",))


def test_a_text_is_looked_for_without_its_signs_and_line_ends() -> None:
    assert unmarked("## The **bold\nword** and 2 \\* 3 \\_x\\_") == "The bold word and 2 * 3 _x_"
