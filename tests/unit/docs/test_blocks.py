"""Every fenced block of the pages is marked for what the tests do with it, and what is not run has the right form."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.exceptions import TyperException

from duecourse.cli import build
from duecourse.config import NAMES
from duecourse.mail.relay_settings import read_relay
from tests.documents import FENCE, LANGUAGES, NOT_RUN, OURS, ROOT, Block, blocks, commands_of, is_shown, settings_named

PAGES = ["README.md", *(str(each.relative_to(ROOT)) for each in sorted((ROOT / "docs").glob("**/*.md")))]
FOR_DOING = [page for page in PAGES if page.startswith(("README", "docs/how-to", "docs/tutorial"))]
RUN_BY = (ROOT / "tests/acceptance/test_documents.py").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def fault_of(line: str) -> str:
    """Say what is wrong with a command that is not run here; "" where nothing is."""
    first, *words = shlex.split(line.removeprefix("$ "))
    if first == "make":
        return "" if words[0] in TARGETS else f"there is no `make {words[0]}`"
    if not OURS.match(line):
        return ""
    rest = [word for word in words if word != "…"]
    command: Any = build()
    above: Any = None
    try:
        while True:
            above = command.make_context(command.name or "duecourse", rest, parent=above)
            if not isinstance(command, TyperGroup):
                return ""
            below: Any = command.resolve_command(above, [*above._protected_args, *above.args])
            command, rest = below[1], below[2]
    except TyperException as error:
        return str(error)


def test_every_block_of_a_page_for_doing_is_marked() -> None:
    found = [each for page in FOR_DOING for each in blocks(page)]

    assert [each.where for each in found if each.language not in LANGUAGES] == []
    assert [each.where for each in found if each.language == "console" and each.mark not in ("", NOT_RUN)] == []
    assert [each.where for each in found if each.is_file and "." not in each.mark] == []


def test_every_page_with_commands_that_are_run_is_run() -> None:
    left = {page for page in FOR_DOING for each in blocks(page) if each.is_run if Path(page).name not in RUN_BY}

    assert left == set()


def test_what_is_not_run_has_the_form_of_commands_that_are_there() -> None:
    found = [each for page in FOR_DOING for each in blocks(page) if each.language == "console" and not each.is_run]
    faults = {f"{each.where}: {each.line}": fault_of(each.line) for block in found for each in commands_of(block)}

    assert {line: fault for line, fault in faults.items() if fault} == {}


def test_every_setting_that_a_page_names_is_one() -> None:
    found = {page: settings_named((ROOT / page).read_text(encoding="utf-8"), NAMES) for page in FOR_DOING}

    assert {page: names for page, names in found.items() if names} == {}


def test_every_relay_that_a_page_sets_is_one_that_is_taken() -> None:
    found = [each for page in FOR_DOING for each in blocks(page) if each.language == "ini" and "MAIL_FROM" in each.text]

    for block in found:
        relay = read_relay(dict(re.findall(r"^DUECOURSE_(MAIL_\w+)=(.+)$", block.text, re.MULTILINE)))
        assert relay is not None
        assert bool(relay.tokens) == ("MAIL_TOKENS" in block.text)
    assert len(found) == 2


def test_no_fence_stands_within_a_list_where_nothing_would_look_at_it() -> None:
    found = [page for page in FOR_DOING if re.search("^ +```", (ROOT / page).read_text("utf-8"), re.MULTILINE)]

    assert found == []


def test_every_fence_is_closed() -> None:
    odd = [page for page in PAGES if re.search(r"^```", FENCE.sub("", (ROOT / page).read_text("utf-8")), re.MULTILINE)]

    assert odd == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("$ make run", ""),
        ("$ make nothing", "there is no `make nothing`"),
        ("$ systemctl daemon-reload", ""),
        ("$ duecourse serve … --listen 127.0.0.1:8000", ""),
        ("$ duecourse serf", "No such command 'serf'. Did you mean 'serve', 'search'?"),
        ("$ duecourse letter apart LUM-2026-0042", "Missing parameter: code"),
        ("$ D list --sohw all", "No such option: --sohw"),
    ],
)
def test_the_form_of_a_command_is_judged(line: str, fault: str) -> None:
    assert fault_of(line) == fault


@pytest.mark.parametrize(
    ("shown", "is_there"),
    [
        (("cases: 19, events: …, lines: 3",), True),
        (("cases: 19",), True),
        (("cases: 19", "schema"), True),
        (("schema", "cases: 19"), False),
        (("cases: … schema",), False),
        (("cases: 18",), False),
    ],
)
def test_lines_that_are_shown_are_looked_for_in_their_order(shown: tuple[str, ...], is_there: bool) -> None:
    assert is_shown(shown, "Made.\n  cases:   19, events: 127, lines: 3\n  schema: 0038\n") == is_there


def test_a_block_tells_its_commands_with_their_notes_and_what_they_print() -> None:
    block = Block("page.md:1", "console", "", "$ D a \\\n  b --c '#d'   # refused\nNo.\n\n$ cp x y\n")
    first, second = commands_of(block)

    assert (first.line, first.ends, first.shown) == ("$ D a   b --c '#d'", 2, ("No.",))
    assert (second.line, second.ends, second.shown) == ("$ cp x y", 0, ())
