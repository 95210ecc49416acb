"""The reference of the command line says what the commands say."""

from __future__ import annotations

from pathlib import Path

from duecourse.cli import COMMANDS, GROUPS, build
from duecourse.cli.reference import reference


def test_the_committed_reference_is_the_one_that_the_commands_give() -> None:
    written = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"

    assert written.read_text(encoding="utf-8") == reference(build())


def test_every_command_has_its_heading() -> None:
    text = reference(build())
    names = [*COMMANDS, *(f"{group} {verb}" for group, (_, verbs) in GROUPS.items() for verb in verbs)]

    assert all(f"## duecourse {name}" in text for name in names)
