"""A changed copy is what `dataclasses.replace` gives."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from engine.record import case, values
from engine.record.chain import Event
from engine.record.replacement import replace
from tests.builders import report


def test_a_copy_is_what_the_library_makes_and_the_first_stays_as_it_was() -> None:
    before = report().case
    same = dataclasses.replace(before)

    assert replace(before, revision=7, team={}) == dataclasses.replace(before, revision=7, team={})
    assert replace(before) == before == same
    instance = next(iter(before.tracks.values()))
    assert replace(instance, state="elsewhere") == dataclasses.replace(instance, state="elsewhere")


def test_a_field_that_there_is_not_is_refused() -> None:
    unchecked: Any = replace
    with pytest.raises(AttributeError):
        unchecked(report().case, nothing=1)


def test_every_value_of_a_record_can_be_copied_so() -> None:
    kinds = [
        each
        for module in (case, values)
        for each in vars(module).values()
        if dataclasses.is_dataclass(each) and each.__module__ == module.__name__
    ]

    assert len(kinds) > 8
    for kind in (*kinds, Event):
        slots = getattr(kind, "__slots__", None)
        assert slots is None or set(slots) == {field.name for field in dataclasses.fields(kind)}
        assert not hasattr(kind, "__post_init__")
