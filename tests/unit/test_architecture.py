"""What import-linter cannot see: calls, sizes, and lists that must agree."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
BESIDE_THE_PACKAGES = {"bench", "tests"}
EVERYWHERE = (*PACKAGES, "tests", "scripts", "bench")

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MOST_BY_POSITION = 6
WIDE_RECORD = 5
"""So many fields nobody tells apart by their place."""

# A name says too little (`today` may be an argument), so the clock is known by its dotted end.
THE_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic"}
CHANCE = {"uuid1", "uuid4", "urandom", "SystemRandom", "default_rng"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "print", "input"}
RUNS_TEXT = {"eval", "exec", "__import__"}


def modules(*packages: str) -> Iterator[tuple[str, str]]:
    """Name and text of every module below the given top-level folders."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def calls(text: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every call, as far as it is written as a name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, ast.unparse(node.func)


def calls_that(text: str, names: set[str]) -> list[tuple[int, str]]:
    """The calls whose dotted name is one of `names` or ends with one."""
    return [(line, call) for line, call in calls(text) if any(f".{call}".endswith(f".{name}") for name in names)]


def functions_longer_than(text: str, limit: int) -> list[tuple[str, int]]:
    """Name and length in lines of every function above the limit, decorators left out."""
    found = [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [(name, lines) for name, lines in found if lines > limit]


def imported_modules(text: str) -> set[str]:
    """The dotted name of every module that a text imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def calls_by_position(text: str, limit: int, variadic: Set[str]) -> list[tuple[int, str]]:
    """Line and name of every call with more arguments by position than the limit.

    A function that takes any number of like values (`*words`) is no record, and is left out by its name.
    """
    return [
        (node.lineno, ast.unparse(node.func))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and len(node.args) > limit and _last_name(node.func) not in variadic
    ]


def _last_name(function: ast.expr) -> str:
    return ast.unparse(function).rsplit(".", 1)[-1]


def functions_of_like_values(texts: Iterable[str], limit: int) -> Set[str]:
    """Names of functions that take any number of values, unless another of the name takes many one by one."""
    variadic, many = set(), set()
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            variadic |= {node.name} if node.args.vararg else set()
            many |= {node.name} if len(node.args.args) > limit else set()
    return variadic - many


def wide_records(text: str, fields: int) -> list[str]:
    """Names of the dataclasses with that many fields of their own, or more, that may be built by position."""
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
        and any(_is_by_position(decorator) for decorator in node.decorator_list)
        and sum(isinstance(line, ast.AnnAssign) for line in node.body) >= fields
    ]


def _is_by_position(decorator: ast.expr) -> bool:
    words = ast.unparse(decorator)
    return words.startswith("dataclass") and "kw_only=True" not in words


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("open('x')", FILES, [(1, "open")], id="a built-in"),
        pytest.param("x = 1\npath.read_text()", FILES, [(2, "path.read_text")], id="a method"),
        pytest.param("datetime.datetime.now(UTC)", THE_CLOCK, [(1, "datetime.datetime.now")], id="in full"),
        pytest.param("policy.open(case)", {"eval"}, [], id="another name"),
        pytest.param("reopen(case)", FILES, [], id="a name that only ends alike"),
    ],
)
def test_the_search_finds_calls_by_their_whole_name(
    text: str, names: set[str], expected: list[tuple[int, str]]
) -> None:
    found = calls_that(text, names)

    assert found == expected


def test_the_search_finds_functions_that_are_too_long() -> None:
    text = "def long():\n    a = 1\n    return a\n\ndef short():\n    return 1\n"

    assert functions_longer_than(text, 2) == [("long", 3)]


def test_the_engine_asks_no_clock_and_draws_no_lots() -> None:
    found = {name: calls_that(text, THE_CLOCK | CHANCE) for name, text in modules("engine")}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_engine_opens_no_file_and_prints_nothing() -> None:
    # `open` as a method is the engine's own word for opening a case; the built-in has no dot.
    found = {
        name: [(line, call) for line, call in calls_that(text, FILES) if call == "open" or not call.endswith(".open")]
        for name, text in modules("engine")
    }

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_engine_takes_addresses_apart_but_never_fetches_them() -> None:
    imported = {name for _, text in modules("engine") for name in imported_modules(text)}

    assert {name for name in imported if name.startswith("urllib")} <= {"urllib.parse"}


def test_files_are_written_through_the_one_module_that_keeps_them_private() -> None:
    found = {name: calls_that(text, {"write_bytes", "write_text"}) for name, text in modules("duecourse", "store")}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_module_runs_text_as_code() -> None:
    found = {
        name: [(line, call) for line, call in calls(text) if call in RUNS_TEXT] for name, text in modules(*PACKAGES)
    }

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    # a migration is a record of what was done to the schema, not a module that anybody lives in
    lived_in = ((name, text) for name, text in modules(*PACKAGES) if "/versions/" not in name)
    lengths = {name: len(text.splitlines()) for name, text in lived_in}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    found = {name: functions_longer_than(text, LONGEST_FUNCTION) for name, text in modules(*PACKAGES)}

    assert {name: functions for name, functions in found.items() if functions} == {}


def test_the_search_finds_calls_by_position_but_not_lists_of_words() -> None:
    text = "def say(*words): ...\nsay(1, 2, 3)\nmade = a.Record(1, 2, 3)\nRecord(1, 2, c=3)\n"

    assert calls_by_position(text, 2, functions_of_like_values([text], 2)) == [(3, "a.Record")]


def test_the_search_finds_records_that_may_be_built_by_position() -> None:
    two = "    a: int\n    b: int\n"
    text = f"@dataclass\nclass A:\n{two}@dataclass(frozen=True, kw_only=True)\nclass B:\n{two}class C:\n{two}"

    assert wide_records(text, 2) == ["A"]
    assert wide_records(text, 3) == []


def test_no_call_passes_more_than_six_arguments_by_position() -> None:
    # Alembic writes a table as `op.create_table(name, column, column, ...)`: columns are like values as well
    texts = dict(modules(*EVERYWHERE))
    variadic = functions_of_like_values(texts.values(), MOST_BY_POSITION) | {"create_table"}
    found = {name: calls_by_position(text, MOST_BY_POSITION, variadic) for name, text in texts.items()}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_records_of_five_fields_and_more_are_built_by_keyword() -> None:
    found = {name: wide_records(text, WIDE_RECORD) for name, text in modules(*EVERYWHERE)}

    assert {name: records for name, records in found.items() if records} == {}


def test_nothing_is_kept_from_the_formatter() -> None:
    found = [name for name, text in modules(*EVERYWHERE) if re.search(r"#\s*fmt:\s*(skip|off)", text)]

    assert found == []


def test_workflows_hold_no_code() -> None:
    found = [name for name, _ in modules("workflows") if name != str(Path("workflows/__init__.py"))]
    marker = ast.parse((ROOT / "workflows/__init__.py").read_text(encoding="utf-8"))

    assert found == []
    assert [type(statement) for statement in marker.body] == [ast.Expr]


def test_the_packages_that_are_shipped_are_the_folders_that_hold_packages() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - BESIDE_THE_PACKAGES

    assert folders == set(PACKAGES)


def test_the_layers_and_the_coverage_name_every_package() -> None:
    layered = SETTINGS["tool"]["importlinter"]["root_packages"]
    covered = SETTINGS["tool"]["coverage"]["run"]["source"]

    assert set(layered) == set(PACKAGES)
    assert set(covered) == set(PACKAGES) - {"workflows"}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if "://" in line or line.startswith("-")] == []
    assert any("--hash=sha256:" in line for line in lines)


def test_the_site_and_the_command_line_open_no_transaction() -> None:
    opened = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for part in ("web", "cli")
        for path in sorted((ROOT / "duecourse" / part).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("reading", "writing")
    ]

    assert opened == []
