"""Kinds of events: one list, which whatever records or tells an event uses, and which stored events keep to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.record.effects import LetterChanged
from engine.record.kinds import MEANINGS, EventKind

STORED = {
    "opened",
    "acted",
    "person added",
    "assigned",
    "address added",
    "address flagged",
    "corrected",
    "hold set",
    "hold lifted",
    "clock paused",
    "clock resumed",
    "clock extended",
    "alert acknowledged",
    "evidence added",
    "letter issued",
    "letter dispatched",
    "letter withdrawn",
    "swept",
    "calendar changed",
    "roles passed on",
    "migrated",
    "undone",
}
"""What stands in stores: a kind may be added here, and none is ever taken out or spelled otherwise."""
MADE_BY = {"Event": 1, "begin": 2, "_by_itself": 0}
"""What makes an event, and where the kind stands among its arguments."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("engine", "duecourse", "store", "bench"):
        for path in sorted(Path(folder).rglob("*.py")):
            yield str(path), ast.parse(path.read_text(encoding="utf-8"))


def kinds_in(call: ast.Call, place: int) -> list[ast.expr]:
    return [*call.args[place : place + 1], *(each.value for each in call.keywords if each.arg == "kind")]


def test_every_kind_says_what_it_means() -> None:
    assert set(MEANINGS) == set(EventKind)


def test_what_stands_in_stores_is_among_the_kinds_and_spelled_as_it_was() -> None:
    assert {kind.value for kind in EventKind if kind.means.recorded} == STORED


def test_every_kind_is_recorded_by_some_code() -> None:
    used = {
        node.attr
        for path, tree in trees()
        if path != "engine/record/kinds.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "EventKind"
    }

    assert used == {kind.name for kind in EventKind}


def test_no_event_is_made_with_a_kind_that_is_typed_by_hand() -> None:
    by_hand = [
        f"{path}:{call.lineno}"
        for path, tree in trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MADE_BY
        for given in kinds_in(call, MADE_BY[call.func.id])
        if isinstance(given, ast.Constant | ast.JoinedStr)
    ]

    assert not by_hand


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind.means.on_paper], ids=str)
def test_those_who_may_know_of_no_letter_are_not_told_that_one_was_issued_or_went_out(kind: EventKind) -> None:
    assert kind.means.about is LetterChanged


def test_only_steps_and_moves_are_taken_back_and_time_builds_on_nothing() -> None:
    assert {kind for kind in EventKind if kind.means.undoable} == {EventKind.ACTED, EventKind.MIGRATED}
    assert {kind for kind in EventKind if kind.means.by_itself} == {
        EventKind.SWEPT,
        EventKind.CALENDAR_CHANGED,
        EventKind.ROLES_PASSED_ON,
    }
