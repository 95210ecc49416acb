"""Both type checkers stay as strict as they are: what they may overlook is written here a second time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
TOOLS: dict[str, Any] = tomllib.loads(TEXT)["tool"]

OFF = {
    "explicit-any",
    "explicit-any-use",
    "implicit-bool",
    "missing-override-decorator",
    "partially-unknown-type",
    "unused-call-result",
}
"""Rules of pyrefly that are off. One may leave this list; none comes in (ADR 0037)."""

STRICTER = {"engine/**": {"explicit-any": True, "explicit-any-use": True}}
"""Where rules that are off elsewhere are on."""

UNTYPED = {"axe_playwright_python.*", "fontTools.*", "freezegun.*"}
"""Libraries whose missing types mypy may overlook."""

AN_IGNORE = re.compile(r"#\s*(?:type|pyrefly|pyright|mypy)\s*:")
EXCUSED = re.compile(r"# (?:type|pyrefly): ignore\[[a-z-]+(?:, [a-z-]+)*\]  # \S")


def ignores(text: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line that tells a type checker to overlook something, or to be another than it is."""
    for number, line in enumerate(text.splitlines(), 1):
        if AN_IGNORE.search(line):
            yield number, line


def unexcused(text: str) -> list[int]:
    """Number each of these lines that does not say what is overlooked, and beside it why."""
    return [number for number, line in ignores(text) if not EXCUSED.search(line)]


def sources() -> Iterator[Path]:
    for folder in TOOLS["pyrefly"]["project-includes"]:
        for pattern in ("*.py", "*.pyi"):
            yield from sorted((ROOT / folder).rglob(pattern))


def test_no_rule_is_off_that_is_not_in_this_list() -> None:
    off = {rule for rule, severity in TOOLS["pyrefly"]["errors"].items() if severity is not True}

    assert TOOLS["pyrefly"]["preset"] == "all"
    assert off == OFF


def test_the_rules_that_are_off_stand_in_order_and_each_says_why() -> None:
    lines = TEXT.partition("[tool.pyrefly.errors]\n")[2].partition("\n\n")[0].splitlines()

    assert lines == sorted(lines)
    assert [line for line in lines if not re.fullmatch(r"[a-z-]+ = false +# \S.*", line)] == []


def test_no_folder_and_no_file_is_looked_at_less_strictly() -> None:
    known = {"preset", "project-includes", "search-path", "python-interpreter-path", "python-version", "errors"}

    assert set(TOOLS["pyrefly"]) == known | {"enabled-ignores", "sub-config"}
    assert {each["matches"]: each["errors"] for each in TOOLS["pyrefly"]["sub-config"]} == STRICTER
    assert TOOLS["pyrefly"]["enabled-ignores"] == ["pyrefly"]
    assert TOOLS["mypy"]["strict"] is True
    assert [set(each["module"]) for each in TOOLS["mypy"]["overrides"]] == [UNTYPED]


def test_both_look_at_every_folder_with_code_of_ours() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[a-z]*/**/*.py")} - {"build", "dist", "mutants"}

    assert folders - {"htmlcov"} <= set(TOOLS["pyrefly"]["project-includes"])
    assert not any(re.match(TOOLS["mypy"]["exclude"], f"{folder}/") for folder in folders)


def test_whatever_is_overlooked_in_place_is_named_and_says_why() -> None:
    found = {str(path.relative_to(ROOT)): unexcused(path.read_text(encoding="utf-8")) for path in sources()}
    found.pop("tests/unit/test_type_checkers.py")  # it holds the forms that are refused

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        pytest.param("x = 1  # type: ignore", True, id="everything"),
        pytest.param("x = 1  # type: ignore[misc]", True, id="without a reason"),
        pytest.param("x = 1  # pyrefly: ignore[bad-index]", True, id="without a reason, the second checker"),
        pytest.param("# pyrefly: ignore-errors", True, id="a whole file"),
        pytest.param("# mypy: disallow-untyped-defs=False", True, id="a setting in a file"),
        pytest.param("# pyright: basic", True, id="a setting of another checker"),
        pytest.param("x = 1  # type: ignore[misc]  # the library ships no types", False, id="named, with a reason"),
        pytest.param("x = 1  # pyrefly: ignore[bad-index, bad-return]  # its stub is wrong", False, id="two of them"),
        pytest.param("x = 1  # the type is known", False, id="a comment"),
    ],
)
def test_the_search_knows_what_is_no_excuse(line: str, is_refused: bool) -> None:
    assert bool(unexcused(line)) is is_refused
