"""Cases linked at the command line; the record of both verifies and replays."""

from __future__ import annotations

from tests.cli import CommandLine


def test_two_cases_are_linked_listed_and_the_link_is_taken_off(line: CommandLine) -> None:
    one, other = line.report(), line.report("https://b.example/2")
    assert line.done("senior", "case", "link", "add", one, other, "--reason", "One account")["linked"] is True
    found = line.done("senior", "case", "link", "list", other)

    assert [(each["reference"], each["reason"]) for each in found] == [(one, "One account")]
    assert "linked with no case" in line.said("teacher", "case", "link", "list", other)
    line.done("it", "audit", "verify")
    line.said("senior", "audit", "replay", one)
    line.done("senior", "case", "link", "remove", other, one, "--reason", "A mix-up")
    assert line.done("senior", "case", "link", "list", one) == []
