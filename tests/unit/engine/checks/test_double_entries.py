"""What must not go wrong is said twice, and each of the two is missed where the other one is lost."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles, Finding
from tests.builders import findings, small_sources

LUMEN = "policies/lumen.yaml"
KEPT = "never: [{taking: silence, unless: overdue.wait, says: Given up too early}]\n"
TWICE = ("starts: begun", "said_twice: true\nstarts: begun")


def kept(rule: str) -> tuple[str, str]:
    return ("deadlines:\n", f"{rule}deadlines:\n")


def without(file: str, pattern: str) -> list[tuple[str, str]]:
    """Drop something from a shipped file, and give the place and the words of each finding."""
    sources: dict[str, str] = {name: text for name, text in read_workflows().items() if name[:6] == "tracks"}
    sources[LUMEN] = read_workflows()[LUMEN]
    sources[file], found = re.subn(pattern, "", sources[file], count=1, flags=re.DOTALL)
    assert found, f"{pattern} is not in {file} any more"
    return [(each.where, each.wrong) for each in refused(sources)]


def refused(sources: Mapping[str, str]) -> tuple[Finding, ...]:
    with pytest.raises(BadFiles) as caught:
        compile_sources(sources, build_letters().kinds())
    return caught.value.findings


def test_a_condition_that_no_rule_keeps_is_found_with_the_words_that_would_mend_it() -> None:
    (found,) = findings(small_sources(TWICE))

    assert (found.where, found.wrong) == (
        "actions.silence.requires.0.that",
        "no rule of what must never happen keeps this condition of 'silence'",
    )
    assert "`taking: [silence]`" in found.allowed


def test_a_rule_that_no_condition_keeps_is_found() -> None:
    (found,) = findings(small_sources(TWICE, kept(KEPT), (', requires: [{that: overdue.wait, else: "Not yet."}]', "")))

    assert (found.where, found.wrong) == (
        "never.0.taking.0",
        "'silence' can be taken where this rule forbids it: nothing asks for this beforehand",
    )


@pytest.mark.parametrize(
    "rule",
    [
        KEPT,
        "never: [{entering: over, when: not overdue.wait, says: Given up too early}]\n",
        "never: [{always: true, when: not overdue.wait, says: Given up too early}]\n",
    ],
)
def test_a_rule_of_where_the_step_leads_keeps_a_condition_too(rule: str) -> None:
    assert compile_sources(small_sources(TWICE, kept(rule)), ()).key == "small"


@pytest.mark.parametrize("lost", ["unless: overdue.start", "unless: due.wait"])
def test_a_rule_of_something_else_keeps_no_condition(lost: str) -> None:
    found = findings(small_sources(TWICE, kept(KEPT.replace("unless: overdue.wait", lost))))

    assert {each.where for each in found} == {"actions.silence.requires.0.that", "never.0.taking.0"}


def test_a_second_person_and_its_rule_miss_each_other() -> None:
    lost_step = without("tracks/volunteer.yaml", r"    other_than: \[decide\]\n")
    lost_rule = without("tracks/volunteer.yaml", r"  - taking: \[decide_complaint\]\n.*?says: [^\n]*\n")

    assert [wrong for _, wrong in lost_step] == [
        "'decide_complaint' can be taken by somebody whom this rule keeps from it ('decide')"
    ]
    assert lost_rule == [
        (
            "actions.decide_complaint.other_than.0",
            "no rule of what must never happen keeps 'decide_complaint' from those of 'decide'",
        )
    ]


def test_a_track_that_does_not_say_that_it_says_things_twice_says_them_once() -> None:
    assert compile_sources(small_sources(), ()).key == "small"


@pytest.mark.parametrize(
    ("file", "pattern", "where", "wrong"),
    [
        pytest.param(
            "tracks/investigation.yaml",
            r"(?<=holds:\n)  police:.*?(?=  lado:)",
            "heard_before.stops.investigation.0",
            "no hold of 'investigation' locks 'ask_for_account' on this word",
            id="a hold",
        ),
        pytest.param(
            "tracks/police.yaml",
            r"    investigation: \[ask_for_account\]\n",
            "holds.police.locks.0",
            "'police' does not say that its word stops 'ask_for_account' here",
            id="what a word stops",
        ),
        pytest.param(
            "tracks/police.yaml",
            r"    letter: \{after: L06-consent-request[^\n]*\n",
            "actions.ask_consent",
            "L06-consent-request is written here by its own contract, and this step neither leaves nor sends it",
            id="a letter that is left behind",
        ),
    ],
)
def test_what_stops_others_and_what_is_written_is_said_at_both_ends(
    file: str, pattern: str, where: str, wrong: str
) -> None:
    assert (where, wrong) in without(file, pattern)


def test_a_letter_that_names_its_steps_is_written_at_no_other() -> None:
    kinds = dict(build_letters().kinds())
    kinds["L06-consent-request"] = replace(kinds["L06-consent-request"], steps=("police.assess",))
    with pytest.raises(BadFiles) as caught:
        compile_sources(
            {name: text for name, text in read_workflows().items() if name[:6] == "tracks" or name == LUMEN}, kinds
        )

    assert [each.wrong for each in caught.value.findings if each.where == "actions.ask_consent.letter"] == [
        "L06-consent-request does not say that it is written at this step"
    ]
