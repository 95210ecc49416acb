"""A trust adopts a policy with times that hang on an answer, and plays a case under it on the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_adopting import FINISHED, ROOT, opened
from tests.cli import IN_SCOPE, MONDAY, CommandLine

REQUEST = "request: {within: 1 working day, from: reported_at,"
TWO = "request: {within: {when: case.author_known == yes, then: 24 hours, else: 48 hours}, from: reported_at,"
ASKED = """  case:
    facts: {author_known: {type: yesno, ask: "Is it known who wrote it?"}}
    asks: {triage: [author_known]}
"""
SAID = "24 hours when the answer to “Is it known who wrote it?” in the case is “Yes”, else 48 hours"

Adopting = Callable[..., CommandLine]


@pytest.fixture
def adopting(line: CommandLine, tmp_path: Path) -> Adopting:
    """Give a way to adopt the policy of Brackenfield with pieces of its text written otherwise."""

    def adopt(*changes: tuple[str, str]) -> CommandLine:
        folder, text = tmp_path / "procedures", FINISHED.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        shutil.copytree(ROOT / "workflows" / "tracks", folder / "tracks")
        (folder / "policies").mkdir()
        (folder / "policies" / FINISHED.name).write_text(text, encoding="utf-8")
        line.settings["DUECOURSE_WORKFLOWS"] = str(folder)
        return line

    return adopt


@pytest.fixture
def two_lengths(adopting: Adopting) -> CommandLine:
    return adopting((REQUEST, TWO), ("\n  case:\n", f"\n{ASKED}"))


def due(line: CommandLine, reference: str) -> datetime:
    return datetime.fromisoformat(line.clock_of(reference, "removal/1", "request")["due_at"])


def test_a_policy_with_two_lengths_of_a_time_passes_and_is_read_out_with_both(two_lengths: CommandLine) -> None:
    line = two_lengths

    assert line.said("", "check").splitlines()[-1] == "OK"
    assert f"within {SAID}, counted from the report" in line.said("", "check", "brackenfield", "--describe")
    assert f"within {SAID}, counted from the report (duty)" in line.said("", "coverage", "brackenfield")
    assert f"within {SAID}" in line.said("", "clause", "brackenfield", "4.1")


def test_the_time_is_the_longer_one_until_the_author_is_known_and_counts_from_the_report(
    two_lengths: CommandLine,
) -> None:
    line, reference = two_lengths, opened(two_lengths)
    before, said = due(line, reference), line.said("senior", "explain-deadline", reference, "removal", "request")
    line.wait(hours=3)
    line.act("senior", reference, "case", "acknowledge")
    line.act("senior", reference, "case", "triage", **IN_SCOPE, author_known="yes")
    after = due(line, reference)
    line.wait(hours=1)
    line.done("senior", "correct", reference, "case", "author_known=no", "--reason", "It was somebody else")

    assert f"It has {SAID}." in said
    assert "At its start it had 48 hours: it is not known whether the condition holds." in said
    assert (before, after, due(line, reference)) == tuple(MONDAY + timedelta(hours=each) for each in (48, 24, 48))
    told = line.said("senior", "explain-deadline", reference, "removal", "request")
    assert "it has 24 hours: the condition holds." in told
    assert "it has 48 hours: the condition does not hold." in told
    assert told.count("Moved ") == 2
    assert "It was somebody else" in told
    assert " instead of " in line.said("senior", "history", reference)
    assert line.done("senior", "audit", "verify", reference)["ok"]


def test_a_step_that_is_taken_back_gives_the_time_back(two_lengths: CommandLine) -> None:
    line, reference = two_lengths, opened(two_lengths)
    line.act("senior", reference, "case", "acknowledge")
    line.act("senior", reference, "case", "triage", **IN_SCOPE, author_known="yes")
    line.done("senior", "undo", reference, "--reason", "The wrong case")

    assert due(line, reference) == MONDAY + timedelta(hours=48)


def test_a_slip_in_a_time_of_its_own_is_told_with_its_line(line: CommandLine, tmp_path: Path) -> None:
    text = FINISHED.read_text(encoding="utf-8").replace(REQUEST, TWO.replace(", else: 48 hours", ""))
    (tmp_path / "slip.yaml").write_text(text, encoding="utf-8")
    number = next(number for number, each in enumerate(text.splitlines(), 1) if "then: 24 hours" in each)
    answer = line.run("", "check", str(tmp_path / "slip.yaml"))

    assert answer.code == 2
    assert f"slip.yaml:{number}: tracks.removal.deadlines.request.within.else: is missing" in answer.out
