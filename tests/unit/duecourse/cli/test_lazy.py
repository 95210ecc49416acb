"""Groups import a command when it is asked for, and every command knows whether JSON was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from duecourse.cli import build, run
from duecourse.cli.call import Call
from duecourse.cli.command_groups import Entries, Group
from duecourse.cli.commands import COMMANDS, WITHOUT_JSON
from duecourse.cli.lazy import handed, line_of
from tests.cli import CommandLine, make_template

HEAVY = (
    "alembic",
    "apscheduler",
    "argon2",
    "fastapi",
    "fontTools",
    "jinja2",
    "markdown_it",
    "pydantic",
    "sqlalchemy",
    "sqlmodel",
    "transitions",
    "typst",
    "uvicorn",
    "yaml",
)


NEEDED = {"pydantic"}
"""What holds the models of procedures, of cases and of events."""


def places(entries: Entries, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every command of a table: its path and where it is found."""
    for name, entry in entries.items():
        if isinstance(entry, Group):
            yield from places(entry.entries, (*path, name))
        else:
            yield (*path, name), entry


def loaded_by(*words: str, environment: Mapping[str, str] | None = None) -> set[str]:
    """Name the packages that a call imports, in a process of its own; the call must end well."""
    code = "import sys; from duecourse.cli import run; ended = run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    code += "; sys.exit(ended)"
    ended = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, env=environment, check=True
    )
    return {name.partition(".")[0] for name in ended.stderr.splitlines()[-1].split()}


def test_the_help_imports_nothing_heavy() -> None:
    assert loaded_by("--help") & set(HEAVY) == set()
    # the library reads the options before a group with it
    assert loaded_by("case", "person", "--help") & set(HEAVY) <= {"pydantic"}


def test_a_look_at_cases_imports_no_web_no_schema_and_nothing_that_writes_letters(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "data")
    make_template(line.data)
    environment = {"DUECOURSE_DATA": str(line.data), "DUECOURSE_AS": "oakfield-senior"}
    reference = line.report()
    words = (
        ("due",),
        ("list",),
        ("show", reference),
        ("options", reference),
        ("explain-deadline", reference, "case", "acknowledge"),
    )
    loaded_by("due", environment=environment)
    found = {word[0]: loaded_by(*word, environment=environment) for word in words}

    # a first look reads the files of the procedures; from then on what they say is kept
    assert {name: heavy & (set(HEAVY) - NEEDED) for name, heavy in found.items()} == {word[0]: set() for word in words}


def test_every_command_of_the_table_is_found_and_its_line_is_its_own_docstring() -> None:
    top = build()
    for path, entry in places(COMMANDS):
        command: Any = top
        for name in path:
            command = command.commands[name]

        assert command.help
        assert " ".join(line_of(entry).split()) == " ".join(command.help.split())
        assert any(each.name == "as_json" for each in command.params) is (entry not in WITHOUT_JSON)


def test_a_command_is_handed_the_call_and_whether_json_was_asked_for() -> None:
    seen = []

    def wave(call: Call, to: Annotated[str, typer.Argument()] = "all") -> None:
        seen.append((call.data, call.as_json, to))

    app = typer.Typer()
    app.command()(handed(wave, as_json=True))
    command = typer.main.get_command(app)
    command(["you", "--json"], obj=Call(data="here"), standalone_mode=False)
    command([], obj=Call(data="there"), standalone_mode=False)

    assert seen == [("here", True, "you"), ("there", False, "all")]


@pytest.mark.parametrize(
    ("words", "is_json"),
    [
        pytest.param(("show", "--json"), True, id="an argument is missing"),
        pytest.param(("show", "REF", "--colour", "red", "--json"), True, id="an option is not known"),
        pytest.param(("deadline", "extend", "--json", "REF"), True, id="in a group"),
        pytest.param(("act", "REF", "case", "--fact", "--json"), False, id="it is the value of another option"),
        pytest.param(("act", "REF", "case", "--", "close", "now", "--json"), False, id="it is no option any more"),
        pytest.param(("show",), False, id="nobody asked"),
        pytest.param(("shew", "--json"), False, id="the command is not known, and so are its options"),
    ],
)
def test_a_mistake_in_typing_is_json_where_that_was_asked_for(
    words: tuple[str, ...], is_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(words, Call())
    said = capsys.readouterr()

    assert code == 2
    assert said.err.endswith("Try --help.\n")
    assert bool(said.out) is is_json
    if is_json:
        assert json.loads(said.out)["reasons"][0]["says"] == said.err.strip()


def test_a_setting_that_nobody_knows_is_told_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = Call(environment={"DUECOURSE_COLOUR": "red", "DUECOURSE_DATA": str(tmp_path)})

    assert run(["policies", "--json"], call) == 2
    said = capsys.readouterr()
    assert "DUECOURSE_COLOUR" in json.loads(said.out)["reasons"][0]["says"]


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"], Call()) == 0
    assert capsys.readouterr().out == "duecourse 0.1.0\n"
