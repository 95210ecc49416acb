"""Colleagues talk about a draft at the command line: said, settled, read by who works on it, erased, never sent."""

from __future__ import annotations

import pytest

from tests.cli import ASK_HOST, CommandLine

MARK = "Zyzzyvaquonk"


@pytest.fixture
def draft(line: CommandLine) -> tuple[str, str]:
    """A case with the draft of a request to a host."""
    reference = line.report()
    line.begin(reference)
    line.act("senior", reference, "removal", "decide", **ASK_HOST)
    return reference, line.letter(reference, "L02")["code"]


def test_a_comment_is_read_by_colleagues_settled_by_another_and_stands_in_no_letter(
    line: CommandLine, draft: tuple[str, str]
) -> None:
    before = line.said("senior", "letter", "get", *draft)
    line.done("head", "letter", "comment", *draft, "Is “abuse@posts.example” still right?")
    (said,) = line.done("senior", "letter", "comments", *draft)
    line.done("senior", "letter", "settle", *draft, said["code"])
    (settled,) = line.done("head", "letter", "comments", *draft)
    twice = line.refused("senior", "letter", "settle", *draft, said["code"])

    assert (said["says"], said["settled_by"]) == ("Is “abuse@posts.example” still right?", "")
    assert settled["settled_by"]
    assert settled["by"] != settled["settled_by"]
    assert "settled already" in twice
    assert line.said("senior", "letter", "get", *draft) == before
    assert "Is “abuse@posts.example” still right?" in line.said("senior", "letter", "comments", *draft)
    assert "commented on the draft" in line.said("senior", "history", draft[0])
    assert line.done("senior", "audit", "verify", draft[0])["ok"]
    assert line.done("senior", "audit", "replay", draft[0])["ok"]


def test_who_does_not_work_on_a_letter_neither_reads_nor_writes_comments(
    line: CommandLine, draft: tuple[str, str]
) -> None:
    line.done("head", "letter", "comment", *draft, f"{MARK} has to see this first")

    assert MARK not in line.refused("teacher", "letter", "comments", *draft)
    assert line.run("teacher", "letter", "comment", *draft, "Hello").code == 2
    assert MARK not in line.said("teacher", "history", draft[0])


def test_an_empty_comment_one_too_long_and_one_on_an_issued_letter_are_refused_in_a_sentence(
    line: CommandLine, draft: tuple[str, str]
) -> None:
    assert "Write what you want to say" in line.refused("senior", "letter", "comment", *draft, "  ")
    assert "at most 2000" in line.refused("senior", "letter", "comment", *draft, "x" * 2_001)
    assert "called ZZZ" in line.refused("senior", "letter", "settle", *draft, "ZZZ")
    line.done("senior", "letter", "comment", *draft, "One")
    line.said("senior", "letter", "get", *draft)
    line.done("senior", "letter", "issue", *draft)

    assert "no draft any more" in line.refused("senior", "letter", "comment", *draft, "Two")
    assert len(line.done("senior", "letter", "comments", *draft)) == 1


def test_a_comment_goes_with_what_is_erased(line: CommandLine, draft: tuple[str, str]) -> None:
    reference = draft[0]
    line.done("senior", "correct", reference, "case", f"scope_reason={MARK} said so", "--reason", "More to say")
    line.done("head", "letter", "comment", *draft, f"I hear that {MARK} said so.")
    shown = line.done("senior", "erasure", "show", reference)
    named = next(f"{each['code']}:{each['key']}" for each in shown if each["text"] == f"{MARK} said so")
    line.done("senior", "erasure", "ask", reference, "--words", named, "--ground", "right", "--reason", "Asked")
    line.done("head", "erasure", "do", reference, "1")
    (said,) = line.done("senior", "letter", "comments", *draft)

    files = [each for each in line.data.rglob("*") if each.is_file() and MARK.encode() in each.read_bytes()]
    assert files == []
    assert said["says"] == "[erased: a comment on a letter]"
    assert line.done("senior", "audit", "verify", reference)["ok"]
