"""Words are for people, codes are for programs: no code reads a sentence.

The first tests look at the text of the code. The last runs the tests of the engine, the use cases and the pages again
with a mark before every sentence where it is made (`tests.prefixed`): what reads one fails there.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.reasons import ReasonCode

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "letters", "store", "duecourse")
READERS = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "find",
    "index",
    "count",
    "match",
    "fullmatch",
    "search",
}
OUTSIDE = {"Value error, ", "PRAGMA integrity_check(1)"}
"""What begins as a sentence does and is none of ours: the beginning that a library writes before ours, and SQL."""
KEPT = {"engine/time/pauses.py"}
"""Where the words of records that are older than their codes are read."""
WORDED = {"says", "unlocks"}
"""Attributes that hold a sentence for people."""
AGAIN = (
    "tests/unit/engine",
    "tests/integration/casework",
    "tests/integration/web/test_told_at_the_question.py",
    "tests/integration/web/test_registers_pages.py",
    "tests/acceptance/test_hard_cases.py",
    "tests/acceptance/test_contradictions.py",
    "tests/acceptance/test_migrate.py",
    "tests/acceptance/test_undo.py",
)
"""What is run again under the mark: all that decides by reasons, pauses, answers and kinds of events."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def compared(node: ast.AST) -> Iterator[ast.expr]:
    """Give the sides of a comparison, or whatever is searched with what it is searched for."""
    if isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
        yield from (node.func.value, *node.args)


def is_sentence(node: ast.AST) -> bool:
    """Say whether something is written words: a literal that begins as a sentence does, or the words of a reason."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:1].isupper() and " " in node.value and node.value not in OUTSIDE
    return isinstance(node, ast.Attribute) and node.attr in WORDED


def reads_words(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.Call)
        and any(is_sentence(part) for side in compared(node) for part in ast.walk(side))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reason.says.startswith(NO_LONGER)", True),
        ('first.startswith("No longer")', True),
        ('says == "An answer is needed"', True),
        ("reason.says in hidden", True),
        ("reason.code == ReasonCode.NO_LONGER", False),
        ('part == "affected person"', False),
        ('told = f"{reason.says} {reason.unlocks}"', False),
    ],
)
def test_the_search_finds_code_that_reads_a_sentence(text: str, found: bool) -> None:
    assert bool(reads_words(ast.parse(text))) is found


def test_no_code_reads_a_sentence() -> None:
    found = {path: lines for path, tree in trees() if (lines := reads_words(tree))}

    assert set(found) == KEPT


def test_every_code_of_a_refusal_is_given_by_some_code() -> None:
    given = {
        node.attr
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ReasonCode"
    }

    assert given == {code.name for code in ReasonCode}


@pytest.mark.thorough
def test_everything_goes_on_as_before_where_every_sentence_is_put_otherwise() -> None:
    unmarked = "not quotes and not thorough and not endurance and not soak"
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.prefixed",
            "-p",
            "no:cacheprovider",
            "-m",
            unmarked,
            *AGAIN,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
