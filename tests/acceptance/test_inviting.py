"""People are invited at the command line: by letters where no mail is set up, and each chooses a password."""

from __future__ import annotations

from pathlib import Path

from tests.cli import CommandLine


def test_letters_are_printed_for_who_has_no_account_and_what_stands_in_the_way_is_said(
    line: CommandLine, tmp_path: Path
) -> None:
    target = tmp_path / "letters.pdf"
    people = ("oakfield-head", "oakfield-teacher")
    assert "Mail is not set up" in line.refused("", "account", "invite", *people)
    assert "Say whom to invite" in line.refused("", "account", "invite")
    assert "setting set web_address" in line.refused("", "account", "invite", *people, "--letters", str(target))
    line.said("it", "setting", "set", "web_address", "https://duecourse.trust.example")
    said = line.said("", "account", "invite", *people, "--letters", str(target))

    assert said.startswith("2 letters written to ")
    assert target.read_bytes().startswith(b"%PDF-")
    assert "oakfield-head" not in said
    assert line.said("", "account", "withdraw", "oakfield-head").endswith("opens nothing any more.\n")
    assert "does not sign in by an account" in line.refused("it", "account", "unbind", "oakfield-head")
    assert "no account yet" in line.refused("", "account", "reset", "oakfield-head", "--letter", str(target))
