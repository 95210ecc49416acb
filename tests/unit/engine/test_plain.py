"""What a plain value is told to be."""

from types import MappingProxyType

import pytest

from engine.plain import is_group, is_list


@pytest.mark.parametrize(
    ("value", "list_", "group"),
    [
        pytest.param([], True, False, id="an empty list"),
        pytest.param(("a", 1), True, False, id="a tuple"),
        pytest.param({"a": 1}, False, True, id="a mapping"),
        pytest.param(MappingProxyType({"a": 1}), False, True, id="a mapping that nobody can change"),
        pytest.param("text", False, False, id="a text is no list of letters"),
        pytest.param({"a"}, False, False, id="a set"),
        pytest.param(None, False, False, id="nothing"),
    ],
)
def test_a_plain_value_is_a_list_or_a_group_or_neither(value: object, list_: bool, group: bool) -> None:
    assert (is_list(value), is_group(value)) == (list_, group)
