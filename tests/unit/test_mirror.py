"""A reader finds the test: unit tests mirror the packages, and `tests/where.toml` names where the rest is tested."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from duecourse.cli.command_groups import Entries, Group
from duecourse.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests/unit"
TABLE = tomllib.loads((ROOT / "tests/where.toml").read_text(encoding="utf-8"))
TESTED: dict[str, list[str]] = TABLE["tested"]
BESIDE: dict[str, str] = TABLE["beside"]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = tuple(
    name for name in SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] if name != "workflows"
)
OF_THE_HOUSE = ("deploy", "docs", "scripts", "workflows")
"""Folders of unit tests that are about pages, tools, procedures and what serves them, and mirror no package."""

BY_NAME = {
    "tests/serving.py": "duecourse/__main__.py",  # started as `python -m duecourse`
    "tests/faults/processes.py": "duecourse/__main__.py",
    "store/migrations/run.py": "store/migrations/env.py",  # Alembic looks for it in its folder
}
"""Files that another starts without an import."""


def modules() -> Iterator[str]:
    """Every module that could have a test of its own name, as `engine/steps/take`; migrations are tested as a whole."""
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.name != "__init__.py" and "versions" not in path.parts:
                yield path.relative_to(ROOT).with_suffix("").as_posix()


def mirror(module: str) -> Path:
    """Where the tests of a module stand, if it has some of its own."""
    path = Path(module)
    return UNIT / path.parent / f"test_{path.name}.py"


@cache
def imported(file: Path) -> frozenset[Path]:
    """The files of the repository that one file names in its imports, wherever in it; commands are named as text."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    if file == ROOT / "duecourse/cli/commands.py":
        names |= {f"duecourse.cli.{place.partition(':')[0]}" for place in _places(COMMANDS)}
    found = {path for name in names for path in _files(name)}
    found |= {ROOT / started for name, started in BY_NAME.items() if file == ROOT / name}
    return frozenset(found | {beside for beside in (file.parent / "conftest.py",) if beside.exists()} - {file})


def _places(entries: Entries) -> Iterator[str]:
    for entry in entries.values():
        if isinstance(entry, Group):
            yield from _places(entry.entries)
        else:
            yield entry


def _files(name: str) -> Iterator[Path]:
    path = ROOT / Path(*name.split("."))
    yield from (each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists())


def reached(test: Path) -> set[Path]:
    """Every file that a test imports, and what that imports in its turn."""
    found: set[Path] = set()
    waiting = [test]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting.extend(imported(file))
    return found


def test_every_module_has_tests_of_its_name_or_a_row_that_says_where_it_is_tested() -> None:
    assert [module for module in modules() if not mirror(module).exists() and module not in TESTED] == []


def test_no_row_is_about_a_module_that_is_gone_or_has_tests_of_its_name() -> None:
    known = set(modules())

    assert [module for module in TESTED if module not in known or mirror(module).exists()] == []


def test_every_test_that_is_named_is_there_and_reaches_the_module() -> None:
    wrong = [
        (module, test)
        for module, tests in TESTED.items()
        for test in tests
        if not (ROOT / test).exists() or ROOT / f"{module}.py" not in reached(ROOT / test)
    ]

    assert wrong == []


def test_a_unit_test_reaches_the_module_whose_name_it_bears() -> None:
    mirrored = [module for module in modules() if mirror(module).exists()]

    assert [module for module in mirrored if ROOT / f"{module}.py" not in reached(mirror(module))] == []


def test_every_unit_test_bears_the_name_of_a_module_or_has_a_row_that_says_what_it_is_about() -> None:
    mirrors = {mirror(module) for module in modules()}
    tests = {path for package in PRODUCT for path in (UNIT / package).rglob("test_*.py")}

    assert {str(path.relative_to(ROOT)) for path in tests - mirrors} == set(BESIDE)


def test_unit_tests_stand_in_the_folders_of_the_product() -> None:
    folders = {path for path in UNIT.rglob("*") if path.is_dir() and not path.name.startswith("__")}
    known = {UNIT / name for name in OF_THE_HOUSE} | {UNIT / "workflows/printed"}

    assert {
        str(path.relative_to(UNIT)) for path in folders - known if not (ROOT / path.relative_to(UNIT)).is_dir()
    } == set()
