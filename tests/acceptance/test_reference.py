"""The reference of the command line says what the commands say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from duecourse.cli import build
from duecourse.cli.commands import COMMANDS, Entries, Group
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
