"""Every line of the log has a slug, a constant sentence, and nothing beside them but what is named in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from duecourse.logs.lines import SAID
from duecourse.logs.log import Log

ROOT = Path(__file__).parents[4]
SPOKEN = (Log.note.__name__, Log.warning.__name__, Log.fault.__name__)
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


def calls() -> Iterator[tuple[str, ast.Call, ast.Module]]:
    """List every call by which something of ours speaks to the log, with its place."""
    for package in ("duecourse", "store", "letters", "engine"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"log.{way}" for way in SPOKEN}:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node, tree


def constants(name: str, tree: ast.Module) -> list[bool]:
    """Say of every value that a name is given whether it is a constant text."""
    given = (node for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name)
    return [isinstance(node.value, ast.Constant) for node in given]


def test_every_line_has_a_slug_and_a_constant_sentence() -> None:
    found = list(calls())
    wrong = []
    for place, call, tree in found:
        slug, says = call.args[:2]
        if not (isinstance(slug, ast.Constant) and SLUG.fullmatch(str(slug.value))):
            wrong.append(place)
        if not isinstance(says, ast.Constant) and not (isinstance(says, ast.Name) and all(constants(says.id, tree))):
            wrong.append(place)

    assert len(found) > 20
    assert wrong == []


def test_a_line_says_nothing_beside_its_words_but_what_is_named() -> None:
    wrong = [place for place, call, _ in calls() if {each.arg for each in call.keywords} - set(SAID)]

    assert wrong == []
