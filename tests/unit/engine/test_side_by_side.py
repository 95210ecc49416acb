"""Three texts side by side: each is told apart, and putting them together drops nothing of two of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from engine.side_by_side import TextStretch, put_together, side_by_side

TEXTS = some.lists(some.sampled_from(["", "one", "two", "three", "four", "five"])).map("\n".join)
DRAFT = "# A subject\n\nDear team\n\n[[1: When]]\n\nPlease act.\n\nYours"


def told(before: str, mine: str, now: str) -> list[TextStretch]:
    """Give the stretches in which the three differ."""
    return [each for each in side_by_side(before, mine, now) if each.differs]


@given(TEXTS, TEXTS, TEXTS)
def test_each_of_three_texts_comes_back_whole(before: str, mine: str, now: str) -> None:
    stretches = side_by_side(before, mine, now)

    assert "\n".join(line for each in stretches for line in each.before) == before
    assert "\n".join(line for each in stretches for line in each.mine) == mine
    assert "\n".join(line for each in stretches for line in each.now) == now


@given(TEXTS, TEXTS)
def test_where_only_one_side_changed_its_text_is_what_both_together_say(before: str, other: str) -> None:
    assert put_together(side_by_side(before, other, before)) == other
    assert put_together(side_by_side(before, before, other)) == other
    assert put_together(side_by_side(before, other, other)) == other


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_somebody_wrote_or_that_is_new_is_dropped(before: str, mine: str, now: str) -> None:
    together = put_together(side_by_side(before, mine, now)).split("\n")

    wrote = {line for line in mine.split("\n") if line not in before.split("\n")}
    new = {line for line in now.split("\n") if line not in before.split("\n")}
    assert wrote | new <= {*together}


def test_changes_in_two_places_are_put_together_and_one_place_of_both_holds_both() -> None:
    apart = told(DRAFT, DRAFT.replace("Dear team", "Dear host"), DRAFT.replace("Please act.", "Please act today."))
    clash = told(DRAFT, DRAFT.replace("Please act.", "Do act."), DRAFT.replace("Please act.", "Please act today."))

    assert [(each.is_mine, each.is_new, each.clashes) for each in apart] == [(True, False, False), (False, True, False)]
    assert clash == [TextStretch(("Please act.",), ("Do act.",), ("Please act today.",))]
    assert clash[0].together == ("Do act.", "", "Please act today.")


def test_a_part_that_is_numbered_otherwise_by_now_is_the_same_and_takes_its_new_number() -> None:
    now = DRAFT.replace("[[1: When]]", "[[2: When]]").replace("Dear team", "Dear team\n\n[[1: Who]]")
    stretches = side_by_side(DRAFT, DRAFT.replace("Please act.", "Do act."), now)

    assert put_together(stretches) == now.replace("Please act.", "Do act.")


def test_a_part_that_both_put_there_stands_there_once() -> None:
    clash = TextStretch(("one",), ("two", "[[1: When]]"), ("[[2: When]]", "three"))

    assert clash.together == ("two", "[[1: When]]", "", "three")
