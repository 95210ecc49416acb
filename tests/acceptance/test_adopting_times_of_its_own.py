"""A trust adopts a policy with times that hang on an answer, and plays a case under it on the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_adopting import FINISHED, ROOT, opened
from tests.cli import ASK_HOST, IN_SCOPE, MONDAY, CommandLine

REQUEST = "request: {within: 1 working day, from: reported_at,"
TWO = "request: {within: {when: case.author_known == yes, then: 24 hours, else: 48 hours}, from: reported_at,"
ASKED = """  case:
    facts: {author_known: {type: yesno, ask: "Is it known who wrote it?"}}
    asks: {triage: [author_known]}
"""
SAID = "24 hours when the answer to “Is it known who wrote it?” in the case is “Yes”, else 48 hours"

CHECK = "      check: {within: 48 hours, cites: [4.2], binding: duty}\n"
FROM_REPORT = f"      request: {{within: 1 working day, from: reported_at, cites: [4.1], binding: duty}}\n{CHECK}"
AFTER_THE_MEETING = """      request: {within: 15 working days, source: "The parent is met first; ours"}
      ask_after_meeting:
        while: [to_decide, ready]
        within: 24 hours
        from: parent.response
        met_by: [send, decide/no_approach]
        title: Ask the website after the meeting
        cites: [4.1]
        binding: duty
      check: {within: 48 hours, cites: [4.2], binding: duty}
    requires:
      decide:
        - that: all(parent.done.response or parent.ended)
          else: The parent was not met a second time yet.
          cites: [4.1]
          alone: What the host or the person says later is no request
"""
PARENT = "  police:\n    cites:\n      ask_consent"
MET = {
    "classify": {
        "kind": "malicious",
        "reason": "It is untrue.",
        "post_description": "A post.",
        "names_accused_teacher": "no",
        "mistreats_child": "no",
    },
    "prepare": {
        "parent_name": "Pat Rowe",
        "parent_address": "By hand",
        "why": "not_right",
        "ask_for": "meet",
        "expectations_sent": "yes",
    },
}

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


@pytest.fixture
def meeting_first(adopting: Adopting) -> CommandLine:
    return adopting((FROM_REPORT, AFTER_THE_MEETING), (PARENT, f"  parent: {{}}\n{PARENT}"))


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


def as_facts(facts: Mapping[str, str]) -> list[str]:
    return [f"--fact={name}={value}" for name, value in facts.items()]


def met(line: CommandLine, reference: str) -> None:
    """The parent is written to and comes to talk."""
    for action, facts in MET.items():
        line.act("senior", reference, "parent", action, **facts)
    number = str(line.letter(reference, "L28")["number"])
    line.said("senior", "letter", "get", reference, number)
    line.approved("senior", "head", reference, number)
    line.send(reference, "L28")
    line.wait(hours=50)
    line.act("senior", reference, "parent", "response", parent_said="discussed")


def begun_with_a_parent(line: CommandLine) -> str:
    reference = opened(line)
    line.act("senior", reference, "case", "acknowledge")
    line.act("senior", reference, "case", "triage", **IN_SCOPE)
    line.act("senior", reference, "case", "open_tracks", routes="parent", routes_because="It is needed.")
    return reference


def test_a_policy_with_a_time_from_another_procedure_passes_and_is_read_out(meeting_first: CommandLine) -> None:
    line, since = meeting_first, "“Record what the parent did” in “Parent or carer”"

    assert line.said("", "check").splitlines()[-1] == "OK"
    said = line.said("", "check", "brackenfield", "--describe")
    assert f"“Ask the website after the meeting”: within 24 hours, counted from {since}." in said
    assert f"within 24 hours from {since} (duty)" in line.said("", "coverage", "brackenfield")
    assert f"from {since}" in line.said("", "clause", "brackenfield", "4.1")


def test_the_parent_is_met_first_and_then_the_website_is_asked_within_a_day_of_the_meeting(
    meeting_first: CommandLine,
) -> None:
    line, reference = meeting_first, begun_with_a_parent(meeting_first)
    clocks = {each["name"] for each in line.show(reference)["deadlines"]}
    refused = line.reasons("senior", "act", reference, "removal/1", "decide", *as_facts(ASK_HOST))
    met(line, reference)
    said = line.said("senior", "explain-deadline", reference, "removal", "ask_after_meeting")
    told = line.said("teacher", "history", reference)
    elsewhere = line.said("teacher", "explain-deadline", reference, "removal", "ask_after_meeting")
    clock = line.clock_of(reference, "removal/1", "ask_after_meeting")
    line.act("senior", reference, "removal/1", "decide", **ASK_HOST)
    line.send(reference, "L02")

    assert "ask_after_meeting" not in clocks
    assert "Parent or carer" not in told
    assert "Record what the parent did" not in told
    assert "Ask the website after the meeting" in told
    assert any("not met a second time" in each["says"] for each in refused)
    assert datetime.fromisoformat(clock["due_at"]) == MONDAY + timedelta(hours=74)
    assert (clock["binding"], clock["clauses"]) == ("duty", ["4.1"])
    assert "when “Record what the parent did” in “Parent or carer” was done." in said
    assert "when a step of another procedure was taken." in elsewhere
    assert line.clock_of(reference, "removal/1", "ask_after_meeting")["state"] == "met"
    assert line.done("senior", "audit", "verify", reference)["ok"]


def test_a_meeting_that_was_not_is_taken_back_with_the_time_that_it_began(meeting_first: CommandLine) -> None:
    line, reference = meeting_first, begun_with_a_parent(meeting_first)
    met(line, reference)
    line.done("senior", "undo", reference, "--reason", "That was somebody else")

    assert line.clock_of(reference, "removal/1", "ask_after_meeting")["state"] == "not_needed"
