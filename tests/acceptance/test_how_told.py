"""How somebody is told, at the command line."""

from __future__ import annotations

from tests.cli import CommandLine


def test_how_one_is_told_is_shown_chosen_and_left_to_the_trust_again(line: CommandLine) -> None:
    before = line.done("senior", "told", "show")
    after = line.done("senior", "told", "choose", "--how", "once a day", "--hour", "07:30", "--quiet", "never")
    back = line.done("senior", "told", "choose", "--how", "trust", "--hour", "trust", "--quiet", "trust")

    assert (before["how"], before["quiet_from"], before["chosen"]) == ("at once", "19:00", {})
    assert (after["how"], after["hour"], after["quiet_from"]) == ("once a day", "07:30", None)
    assert back == before
    assert "Danger reaches you at once, at any hour." in line.said("senior", "told", "show")
    assert "it stands so already" in line.said("senior", "told", "choose", "--how", "trust")
