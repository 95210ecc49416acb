"""Kinds of events as the code uses them: each by its name in the enumeration, and none that nothing records."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from engine.record.kinds import EventKind

MADE_BY = {"Event": 1, "begin": 2, "_by_itself": 0}
"""What makes an event, and where the kind stands among its arguments."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("engine", "duecourse", "store", "bench"):
        for path in sorted(Path(folder).rglob("*.py")):
            yield str(path), ast.parse(path.read_text(encoding="utf-8"))


def kinds_in(call: ast.Call, place: int) -> list[ast.expr]:
    return [*call.args[place : place + 1], *(each.value for each in call.keywords if each.arg == "kind")]


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
