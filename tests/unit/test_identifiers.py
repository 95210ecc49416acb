"""How an identifier is written is known to `engine.identity` alone: nobody else prints one or takes one apart."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine", "store", "letters", "duecourse", "scripts", "bench")
HOME = "engine/identity.py"

PREFIX = re.compile(r"(address|person|evidence|case)/|consent\.")
TAKES_APART = {"split", "rsplit", "partition", "rpartition"}
ASKS_FOR_A_PREFIX = {"startswith", "removeprefix", "replace"}

FORMS: dict[str, Callable[[str, str], bool]] = {
    "/": lambda first, _: first in ("track", "name", "action"),
    " ": lambda first, second: first == "on" and second in ("name", "deadline"),
    ".": lambda first, _: first in ("on", "place"),
}
"""How two values are joined where they make the name of an instance or a step, of a clock, of words."""
OTHER_FORMS = {
    "bench/crowd.py": "the name of a row of the organisation: its table and its key",
    "duecourse/casework/audit/organisation_verdict.py": "the name of a row: its table and its key",
    "duecourse/casework/upkeep/backup.py": "the path of a file in an archive",
    "engine/addresses/wrapped.py": "the path of a web address",
    "engine/reasons.py": "numbers of clauses, as they are printed",
}
"""Modules that read or write something else with a stroke in it, and what that is."""


def forms(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of everything that prints an identifier or takes one apart by hand."""
    for node in ast.walk(ast.parse(text)):
        if (isinstance(node, ast.JoinedStr) and _prints(node)) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _takes_apart(node, node.func.attr)
        ):
            yield node.lineno, ast.unparse(node)


def _prints(node: ast.JoinedStr) -> bool:
    parts = [part.value if isinstance(part, ast.Constant) else part for part in node.values]
    match parts:
        case [ast.FormattedValue(value=first), "/" | " " | "." as between, ast.FormattedValue(value=second)]:
            return FORMS[between](_last_name(first), _last_name(second))
        case [str(first), *_]:
            return PREFIX.match(first) is not None
        case _:
            return False


def _last_name(expression: ast.expr) -> str:
    return ast.unparse(expression).rpartition(".")[2]


def _takes_apart(node: ast.Call, method: str) -> bool:
    first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    if method in TAKES_APART:
        return first == "/"
    return method in ASKS_FOR_A_PREFIX and isinstance(first, str) and PREFIX.match(first) is not None


@pytest.mark.parametrize(
    "text",
    [
        'track = on.split("/")[0]',
        'kind, _, number = about.partition("/")',
        'number = about.removeprefix("address/")',
        'number = about.replace("address/", "A")',
        'asks = choose.startswith("consent.")',
        'about = f"person/{person}"',
        'on = f"{track}/{number}"',
        'clock = case.deadlines[f"{instance.on} {name}"]',
        'key = f"{on}.{name}"',
    ],
)
def test_the_search_finds_what_is_done_by_hand(text: str) -> None:
    assert [line for line, _ in forms(text)] == [1]


@pytest.mark.parametrize(
    "text", ['a.split(".")', 'f"{name} {other}"', 'f"/cases/{reference}/{on}"', 'on.startswith("x/")']
)
def test_the_search_leaves_other_text_alone(text: str) -> None:
    assert list(forms(text)) == []


def test_identifiers_are_printed_and_parsed_in_one_module() -> None:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    names = {str(path.relative_to(ROOT)): path for path in paths if "versions" not in path.parts}
    found = {name: list(forms(path.read_text(encoding="utf-8"))) for name, path in names.items() if name != HOME}
    by_hand = {name: lines for name, lines in found.items() if lines}

    assert {name: lines for name, lines in by_hand.items() if name not in OTHER_FORMS} == {}
    assert set(OTHER_FORMS) <= set(by_hand), "what is no longer there is no longer exempt"


def test_templates_take_no_identifier_apart() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "duecourse/web/templates").rglob("*.html"))
        if re.search(r"\.(split|partition)\(|startswith\(.[a-z]+/", path.read_text(encoding="utf-8"))
    ]

    assert found == []


NAMED = {"track": "TrackName", "action": "ActionName", "fact": "FactName"}
"""What is called so is a name with a type of its own: the checkers then refuse the name of one for the other."""
NAMES_OF_SEVERAL_KINDS = {
    ("engine/changes/change.py", "action"): "of a change: the name of a hold, a clock or a letter",
    ("engine/record/chain.py", "action"): "of an event: an action, a hold, a clock or a letter",
    ("duecourse/demo/storyteller.py", "action"): "the invented trust writes names out, as people type them",
}


def plain_names(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of every parameter and field that is called by a typed name, and takes any text."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.arg(arg=name, annotation=ast.Name(id="str")):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="str")):
                pass
            case _:
                continue
        if name in NAMED:
            yield node.lineno, name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def of(track: str) -> None: ...", [(1, "track")]),
        ('class Option:\n    action: str = ""', [(2, "action")]),
        ("def text(self, fact: str) -> str: ...", [(1, "fact")]),
        ("def of(track: TrackName, action: ActionName, fact: FactName, name: str) -> None: ...", []),
    ],
)
def test_the_search_finds_a_name_that_is_plain_text(text: str, found: list[tuple[int, str]]) -> None:
    assert list(plain_names(text)) == found


def test_names_of_tracks_actions_and_facts_have_their_type_wherever_they_are_called_so() -> None:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    names = {str(path.relative_to(ROOT)): path for path in paths if "versions" not in path.parts}
    found = {
        (file, name)
        for file, path in names.items()
        if file != HOME
        for _, name in plain_names(path.read_text(encoding="utf-8"))
    }

    assert found == set(NAMES_OF_SEVERAL_KINDS)
