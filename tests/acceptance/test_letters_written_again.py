"""A letter that was withdrawn or has gone out is written again; both stay, and the new one says so."""

from __future__ import annotations

import pytest

from tests.cli import ASK_HOST, CommandLine

AGAIN = ("--reason", "The address of the post was wrong")


@pytest.fixture
def reference(line: CommandLine) -> str:
    """A case with the draft of a request to a host."""
    found = line.report()
    line.begin(found)
    line.act("senior", found, "removal", "decide", **ASK_HOST)
    return found


def codes(line: CommandLine, reference: str) -> list[tuple[str, str]]:
    """Give code and status of every request to the host, in their order."""
    found = line.done("senior", "letter", "list", reference)
    return [(each["code"], each["status"]) for each in found if each["template"].startswith("L02-")]


def test_a_withdrawn_letter_is_written_again_and_its_sending_is_the_step_that_it_was(
    line: CommandLine, reference: str
) -> None:
    line.issue(reference, "L02")
    ((first, _),) = codes(line, reference)
    line.done("senior", "letter", "withdraw", reference, first, "--reason", "Slip")
    line.done("senior", "letter", "again", reference, first, *AGAIN)
    (_, _), (second, drafted) = codes(line, reference)
    line.said("senior", "letter", "get", reference, second)
    line.done("senior", "letter", "issue", reference, second)
    line.wait(minutes=1)
    line.done("senior", "letter", "dispatch", reference, second, "--proof", "Web form, reference 12")

    assert drafted == "draft"
    assert codes(line, reference) == [(first, "withdrawn"), (second, "dispatched")]
    assert line.states(reference)["removal/1"] == "requested"
    assert "In place of" not in line.said("senior", "letter", "get", reference, second)
    assert line.done("senior", "audit", "replay", reference)["ok"]


def test_one_that_has_gone_out_stays_and_the_new_one_names_it_and_takes_no_step(
    line: CommandLine, reference: str
) -> None:
    line.issue(reference, "L02")
    ((first, _),) = codes(line, reference)
    line.wait(minutes=1)
    line.done("senior", "letter", "dispatch", reference, first, "--proof", "Web form, reference 12")
    state = line.states(reference)["removal/1"]
    line.wait(days=1)
    line.done("senior", "letter", "again", reference, first, *AGAIN)
    second = codes(line, reference)[1][0]
    words = line.said("senior", "letter", "get", reference, second)
    line.done("senior", "letter", "issue", reference, second)
    line.wait(minutes=1)
    line.done("senior", "letter", "dispatch", reference, second, "--proof", "Web form, reference 13")

    assert f"In place of: our letter {reference}/{first} of 2 November 2026" in " ".join(words.split())
    assert codes(line, reference) == [(first, "dispatched"), (second, "dispatched")]
    assert line.states(reference)["removal/1"] == state
    assert "A letter is written again" in line.said("senior", "history", reference)


def test_a_letter_is_written_again_once_with_a_reason_and_not_before_it_was_withdrawn_or_sent(
    line: CommandLine, reference: str
) -> None:
    ((first, _),) = codes(line, reference)
    draft = line.refused("senior", "letter", "again", reference, first, *AGAIN)
    line.done("senior", "letter", "withdraw", reference, first, "--reason", "Slip")
    bare = line.refused("senior", "letter", "again", reference, first)
    line.done("senior", "letter", "again", reference, first, *AGAIN)
    twice = line.refused("senior", "letter", "again", reference, first, *AGAIN)

    assert "Edit the draft" in draft
    assert "needs a reason" in bare
    assert f"Letter {codes(line, reference)[1][0]} is such a letter, and it waits already" in twice
    assert "no such letter" in line.refused("teacher", "letter", "again", reference, first, *AGAIN)
