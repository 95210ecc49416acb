"""The page of the faults names a test of each, and every test under `tests/faults/` stands on it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/faults.md").read_text(encoding="utf-8")
CITED = set(re.findall(r"`(tests/[\w/]+\.py::test_\w+)`", PAGE))


def named_in(file: Path) -> set[str]:
    """Give the tests of a file, as they are cited."""
    names = (
        node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
    )
    return {f"{file.relative_to(ROOT).as_posix()}::{name}" for name in names if name.startswith("test_")}


def test_each_test_that_the_page_names_is_there() -> None:
    files = {ROOT / each.partition("::")[0] for each in CITED}

    assert CITED
    assert {each for file in files for each in named_in(file)} >= CITED


def test_each_test_of_a_fault_stands_on_the_page() -> None:
    every = {each for file in (ROOT / "tests/faults").glob("test_*.py") for each in named_in(file)}

    assert every - CITED == set()


def test_each_row_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")][2:]

    assert len(rows) > 1
    assert [row for row in rows if "::test_" not in row] == []
