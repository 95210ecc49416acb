"""The reference of the command line says what the commands say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from duecourse.cli import build
from duecourse.cli.command_groups import Entries, Group
from duecourse.cli.commands import COMMANDS
from duecourse.cli.reference import reference


def test_the_committed_reference_is_the_one_that_the_commands_give() -> None:
    written = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"

    assert written.read_text(encoding="utf-8") == reference(build())


def test_every_command_has_its_heading() -> None:
    text = reference(build())
    assert [name for name in names(COMMANDS) if f"## duecourse {name}" not in text] == []


def names(entries: Entries) -> Iterator[str]:
    for name, entry in entries.items():
        inner = names(entry.entries) if isinstance(entry, Group) else ()
        yield from (f"{name} {each}" for each in inner)
        yield from () if inner else (name,)


def test_the_help_of_every_command_shows_its_texts_whole() -> None:
    top = build()
    missing: list[tuple[object, str]] = []
    for path, command in _commands(top, ()):
        out = io.StringIO()
        with redirect_stdout(out):
            top.main([*path, "--help"], prog_name="duecourse", standalone_mode=False)
        helps: list[str] = [getattr(each, "help", None) or "" for each in command.params]
        texts = ["".join(each.split()) for each in helps]
        missing += [(path, text) for text in texts if text not in "".join(out.getvalue().split())]

    assert missing == []


def test_the_help_of_no_command_names_a_part_of_the_program() -> None:
    top = build()
    said: dict[tuple[str, ...], str] = {}
    for path, _ in _commands(top, ()):
        out = io.StringIO()
        with redirect_stdout(out):
            top.main([*path, "--help"], prog_name="duecourse", standalone_mode=False)
        said[path] = out.getvalue()

    assert len(said) > 50
    assert [path for path, text in said.items() if "engine." in text or "duecourse." in text] == []


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", {})
    for name, each in inner.items():
        yield from _commands(each, (*path, name))
    if not inner:
        yield path, command
