"""Dangers on the command line: who must know, that nobody has been told, and marks until one who must act looks."""

from __future__ import annotations

import re

import pytest

from tests.cli import CALM, CommandLine, as_options

DANGERS = {**CALM, "life_in_danger": "dont_know", "child_at_risk": "yes"}


@pytest.fixture
def reported(line: CommandLine) -> str:
    return line.said(
        "teacher",
        "open",
        "--policy",
        "lumen",
        "--school",
        "oakfield",
        "--for",
        "oakfield-teacher",
        "--address",
        "https://posts.example/1",
        *as_options(DANGERS),
    )


def test_a_report_of_a_danger_is_answered_with_whom_to_telephone_and_that_nobody_has_been_told(reported: str) -> None:
    assert "call 999 now" in reported
    assert "DANGER: Is anybody's life in danger? I don't know. Could a child be at risk? Yes." in reported
    assert "Kit Oakfield, lead safeguarding officer: telephone 01632 960002" in reported
    assert "Nobody has been told yet. Telephone now" in reported


def test_a_danger_is_marked_for_those_who_must_act_until_they_look(line: CommandLine, reported: str) -> None:
    reference = reported.split(" is open")[0]
    before = [(each["reference"], each["danger"]) for each in line.done("dsl", "list")]
    due = {
        each["on"].partition("/")[0]: each["danger"]
        for each in line.done("dsl", "due")
        if each["reference"] == reference
    }
    listed, shown = line.said("dsl", "list"), line.said("dsl", "show", reference)

    assert before == [(reference, True)]
    assert (due["safeguarding"], due["case"]) == (True, False)
    assert "reported, DANGER" in listed
    assert "It is for you to act on, as lead safeguarding officer." in shown
    assert re.search(r"safeguarding/[A-Z0-9]+, DANGER", line.said("deputy-dsl", "due"))
    assert "DANGER" not in line.said("dsl", "list") + line.said("dsl", "due")
    assert "It is for you to act on" not in line.said("dsl", "show", reference)
    assert "DANGER" not in line.said("teacher", "list")
