import pytest

from engine.language.guard_parser import parse
from engine.proof.taken import asked_together, told_apart


@pytest.mark.parametrize(
    ("guard", "wanted"),
    [
        ("done.a", [{"a"}]),
        ("not done.a and done.b", [{"b"}, {"a"}]),
        ("mark == yes or done.a or done.b", [{"a", "b"}]),
        ("mark == yes and (done.a or done.b)", [{"a", "b"}]),
        ("all(other.done.a)", []),
        ("mark == yes", []),
    ],
)
def test_steps_are_asked_about_together_where_one_is_as_good_as_another(guard: str, wanted: list[set[str]]) -> None:
    assert [set(group) for group in asked_together(parse(guard))] == wanted


def test_steps_that_no_guard_tells_apart_have_one_name() -> None:
    groups = [frozenset("abc"), frozenset("abd")]

    assert told_apart(groups) == {"a": "a", "b": "a", "c": "c", "d": "d"}
