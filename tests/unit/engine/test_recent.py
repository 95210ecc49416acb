"""What was used last is kept, and no more of it than was said."""

from __future__ import annotations

from engine.recent import Recent


def test_the_value_that_nobody_used_for_longest_goes_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep("first", 1)
    recent.keep("second", 2)
    recent.get("first")
    recent.keep("third", 3)

    assert (recent.get("first"), recent.get("second"), recent.get("third")) == (1, None, 3)


def test_a_value_takes_the_place_of_the_one_under_its_key() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep("first", 1)
    recent.keep("second", 2)
    recent.keep("first", 10)

    assert (recent.get("first"), recent.get("second")) == (10, 2)
