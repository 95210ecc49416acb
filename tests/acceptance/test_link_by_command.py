"""A private link asked for on the command line: what leads nowhere is refused with what to do instead."""

from __future__ import annotations

from tests.cli import CommandLine

ADDRESS = "https://a.example/1"


def asked(line: CommandLine) -> str:
    reference = line.report(ADDRESS)
    line.begin(reference)
    line.find(reference, material="threatening")
    line.act("senior", reference, "police", "assess", finding="threatening", police_concern="A post about her car")
    line.act("senior", reference, "police", "ask_consent")
    return reference


def test_without_mail_the_command_says_what_to_do_instead(line: CommandLine) -> None:
    reference = asked(line)

    says = line.refused("senior", "send-link", reference, "police", "consent_answer")
    assert "No mail leaves this installation" in says
    assert "record what they said and who heard it" in says


def test_a_step_that_nobody_answers_for_themselves_has_no_link(line: CommandLine) -> None:
    reference = asked(line)

    assert line.reasons("senior", "send-link", reference, "police", "assess")[0]["code"] == "not_your_step"
