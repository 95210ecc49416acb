"""Importing a module builds nothing and keeps nothing: what lives is built in `duecourse.bootstrap` and handed on."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "store", "letters", "duecourse")
RUNS_BY_ITSELF = {"duecourse/__main__.py", "store/migrations/env.py"}
"""What is run and never imported by us: the command line as a module, and what Alembic runs."""

DECLARATIONS = {
    *("re.compile", "logging.getLogger", "TypeVar", "NewType", "Field", "TypeAdapter", "BeforeValidator", "text"),
    *("Tag", "Discriminator"),
    *("typer.Argument", "typer.Option", "APIRouter", "Query", "Depends"),
}
"""How libraries are told of something that never changes afterwards."""

VALUES = {
    *("frozenset", "tuple", "range", "map", "isinstance", "date", "time", "timedelta", "', '.join", "getattr"),
    *("dict.fromkeys", "str.maketrans"),
}
"""Calls of Python itself that give a value."""

IDENTIFIERS = {
    *("InstanceId", "InstanceId.of", "About", "ClockId", "PersonId", "CaseReference", "CaseId", "SchoolId"),
    *("RoleName", "PostName", "TrackName", "ActionName", "FactName"),
}
"""Text with a type of its own (`engine.identity`)."""

WORDS = {"inserting", "updating", "_one_of", "_parsed_by", "_of_person", "EVERY.total_seconds"}
"""Functions that make a statement, a test, a way to look or a number out of their arguments, and keep nothing."""

MEMOS = {
    "_by_plain_name": "a list of posts: the same by plain names",
    "environment": "the bodies of a template: the closed environment that renders them",
    "_folded": "words of a rule: their plain form",
    "parse": "the skeleton of a letter: its blocks",
    "_markdown": "the one parser, which keeps nothing",
    "_events": "the reader and writer of events, which keeps nothing",
    "_cases": "the reader and writer of cases, which keeps nothing",
    "_adapter": "the reader and writer of blocks, which keeps nothing",
    "_read": "the stored blocks of a letter: the same as values",
    "for_psycopg": "a statement: its spelling for another driver",
    "_load": "the text of a file: its model",
    "_fields": "a kind of value: what reads and writes its fields",
    "_wrappers_at": "the name of a site: the wrappers of addresses that it may be",
    "_roles": "the roles that a clock tells: how they are stored",
    "table_written": "a statement: the audited table that it writes",
    "_beginning": "a thing of a case: how its code begins",
    "moment": "a moment: its text",
    "_lacking": "the table that is shipped for earlier files",
    "_of_letters": "the words of letters that are shipped",
    "common_words": "the lines of its module: the words in them",
    "_track_of": "the file of a track: its model",
    "_compiled_of": "the files of a policy: the same, compiled",
    "turn": "the lock of a library that keeps what it is asked about: the one of the process",
    "_package": "the static files and templates that are shipped: the same, compiled",
}
"""Functions that keep what they worked out, with what is worked out of what: always the same of the same."""

DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom)
CHANGES = {"append", "add", "update", "pop", "clear", "extend", "insert", "setdefault", "remove", "discard", "popitem"}


def modules() -> Iterator[tuple[str, str]]:
    """Name and text of every module that is imported."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if "/versions/" not in name and name not in RUNS_BY_ITSELF:
                yield name, path.read_text(encoding="utf-8")


def frozen_classes(text: str) -> set[str]:
    """Name the classes of a module whose values never change."""
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    return {node.name for node in classes if any("frozen=True" in ast.unparse(each) for each in node.decorator_list)}


def run_at_import(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """List the statements that run when a module is imported, those of its classes and functions left out."""
    for statement in body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            continue
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
            yield from run_at_import(statement.body)
        elif not isinstance(statement, DEFINITIONS):
            yield statement


def built_at_import(text: str, allowed: set[str]) -> list[str]:
    """List the calls that build something at import."""
    found: list[str] = []
    for statement in run_at_import(ast.parse(text).body):
        later = {id(each) for node in ast.walk(statement) if isinstance(node, ast.Lambda) for each in ast.walk(node)}
        calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call) and id(node) not in later)
        found += [name for name in (ast.unparse(node.func) for node in calls) if name not in allowed]
    return found


def kept_by_module(text: str) -> list[str]:
    """List the names of a module that its functions change, and the functions that keep what they worked out."""
    tree = ast.parse(text)
    targets = (target for each in run_at_import(tree.body) for target in targets_of(each))
    own = {target.id for target in targets if isinstance(target, ast.Name)}
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            found += node.names
        if isinstance(node, ast.FunctionDef):
            known = own - bound_in(node)
            found += [name for name in changed_in(node) if name in known]
            memo = any(ast.unparse(each).partition("(")[0] in ("cache", "lru_cache") for each in node.decorator_list)
            found += [node.name] if memo and node.name not in MEMOS else []
    return found


def targets_of(statement: ast.stmt) -> Sequence[ast.expr]:
    """List what a statement gives a value to."""
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) else []


def bound_in(function: ast.FunctionDef) -> set[str]:
    """Name what a function calls its own: its parameters, and what it assigns."""
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return names | {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}


def changed_in(function: ast.FunctionDef) -> Iterator[str]:
    """List what a function changes in place."""
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            yield ast.unparse(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            yield ast.unparse(node.func.value)


def test_no_module_builds_anything_when_it_is_imported() -> None:
    # a value of a frozen class is a constant, whatever it is made of
    frozen = {name for _, text in modules() for name in frozen_classes(text)}
    found = {
        name: built_at_import(text, DECLARATIONS | VALUES | IDENTIFIERS | WORDS | frozen) for name, text in modules()
    }

    assert {name: calls for name, calls in found.items() if calls} == {}


def test_no_module_keeps_anything_that_changes() -> None:
    found = {name: kept_by_module(text) for name, text in modules()}

    assert {name: names for name, names in found.items() if names} == {}


def test_every_function_that_may_keep_something_is_there() -> None:
    trees = [ast.parse(text) for _, text in modules()]
    defined = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    assert set(MEMOS) <= defined


@pytest.mark.parametrize(
    "text",
    [
        "options = Options()",
        "clock: Clock = SystemClock()",
        "engine = create_engine(url)",
        "settings = read_settings(os.environ)",
        "if wanted:\n    store = open_store(url)",
        "stores = [Store() for _ in range(2)]",
    ],
)
def test_the_search_finds_what_is_built(text: str) -> None:
    assert built_at_import(text, VALUES)
    assert not built_at_import(f"def later():\n    {text.splitlines()[-1].strip()}", VALUES)


@pytest.mark.parametrize(
    "text",
    [
        "KEPT = {}\ndef f():\n    KEPT['a'] = 1",
        "FOUND = []\ndef f():\n    FOUND.append(1)",
        "options = None\ndef f():\n    options.data = ''",
        "options = None\ndef f():\n    global options",
        "@cache\ndef settings():\n    return 1",
        "@lru_cache(maxsize=4)\ndef settings():\n    return 1",
    ],
)
def test_the_search_finds_what_is_kept(text: str) -> None:
    assert kept_by_module(text)


def test_the_search_lets_be_what_a_function_calls_its_own() -> None:
    assert kept_by_module("found = ()\ndef f():\n    found = []\n    found.append(1)") == []
