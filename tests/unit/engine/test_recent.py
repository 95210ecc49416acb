"""What was used last is kept, and no more of it than was said."""

from __future__ import annotations

from engine.recent import Recent


def test_the_values_that_nobody_used_for_longest_go_first() -> None:
    recent: Recent[int, int] = Recent(4)
    for number in range(4):
        recent.keep(number, number)
    recent.get(0)
    recent.keep(4, 4)

    assert [recent.get(number) for number in range(5)] == [0, None, None, 3, 4]


def test_a_value_takes_the_place_of_the_one_under_its_key() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep("first", 1)
    recent.keep("second", 2)
    recent.keep("first", 10)

    assert (recent.get("first"), recent.get("second")) == (10, 2)


def test_what_is_renewed_takes_the_place_of_what_was_kept_and_is_not_kept_otherwise() -> None:
    kept: Recent[str, int] = Recent(4)
    kept.keep("known", 1)
    kept.renew("known", 2)
    kept.renew("unknown", 3)

    assert (kept.get("known"), kept.get("unknown")) == (2, None)
