"""Clauses and steps, both ways: what stands behind each, what is counted, and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.casework.policies.coverage import Line, coverage_of, totals_of
from duecourse.casework.policies.grounds import (
    DEFAULT,
    DISCRETION,
    OUR_TIME,
    PRESCRIBED,
    Grounds,
    basis_said,
    clauses_said,
    grounds_of,
    letters_of,
    pickers_of,
)
from engine.identity import ActionName, TrackName
from engine.language.vocabulary import CASE_TRACK
from engine.reasons import INPUT, Reason, ReasonCode
from tests.builders import REMOVAL_TRACK
from tests.cli import CommandLine
from tests.services import letters, library

POLICIES = sorted(library().policies)
KINDS = letters().kinds()
LUMEN = library().current("lumen")
LINES = {line.number: line for line in coverage_of(LUMEN, KINDS)}
GROUNDS: dict[tuple[str, str, bool], Grounds] = {
    (each.track, each.key, each.clock): each for each in grounds_of(LUMEN, KINDS)
}


def behind(line: Line) -> set[tuple[str, str, bool]]:
    return {(place.track, place.key, place.clock) for place in line.places}


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_clause_leads_to_names_the_clause_and_the_other_way_round(name: str) -> None:
    policy = library().current(name)
    there = {(line.number, place) for line in coverage_of(policy, KINDS) for place in behind(line)}
    back = {
        (number, (each.track, each.key, each.clock))
        for each in grounds_of(policy, KINDS)
        for number in (*each.clauses, *each.guards)
    }

    received = policy.definition.receives
    directed = {
        number
        for used in policy.definition.tracks.values()
        for each in used.recipients.values()
        for number in each.cites
    }
    directed |= {*policy.definition.reported, *(received.cites if received else ())}

    assert there
    assert back <= there
    assert {number for number, _ in there - back} <= directed


@pytest.mark.parametrize("name", POLICIES)
def test_every_step_and_deadline_is_listed_once_with_clauses_or_with_a_source(name: str) -> None:
    policy = library().current(name)
    found = [(each.track, each.key, each.clock) for each in grounds_of(policy, KINDS)]
    wanted = {
        (track, key, clock)
        for track, compiled in policy.tracks.items()
        for clock, keys in ((False, compiled.definition.actions), (True, compiled.definition.deadlines))
        for key in keys
        if (track, key) not in policy.done_by_hand  # these stand under what is done by hand
    }
    unsaid = [each for each in grounds_of(policy, KINDS) if bool(each.clauses) == bool(each.source)]

    assert len(found) == len(wanted)
    assert set(found) == wanted
    assert unsaid == []


@pytest.mark.parametrize("name", POLICIES)
def test_the_totals_add_up(name: str) -> None:
    lines, grounds = coverage_of(library().current(name), KINDS), grounds_of(library().current(name), KINDS)
    totals = totals_of(lines, grounds)

    assert sum(totals.entries.values()) == len(lines) >= totals.numbers
    assert sum(totals.steps.values()) + sum(totals.deadlines.values()) == len(grounds)
    assert set(totals.entries) <= {"clause", "conduct", "by_hand", "outside"}
    assert set(totals.steps) <= {PRESCRIBED, DISCRETION, DEFAULT}
    assert set(totals.deadlines) <= {PRESCRIBED, DISCRETION, OUR_TIME, DEFAULT}


def test_a_part_is_no_number_of_its_own() -> None:
    lines = [LINES["13.6"], LINES["13.6#2"], LINES["9.1"]]

    assert totals_of(lines, []).numbers == 2


def test_a_clause_has_the_letters_of_its_steps_by_title() -> None:
    assert ("removal", "send", False) in behind(LINES["13.5"])
    assert ("removal", "request", True) in behind(LINES["13.5"])
    assert "Request to amend or remove material" in LINES["13.5"].letters
    assert len(set(LINES["13.5"].letters)) == len(LINES["13.5"].letters)


def test_a_letter_that_nobody_knows_the_title_of_goes_by_its_id() -> None:
    sends = LUMEN.track(REMOVAL_TRACK).definition.actions[ActionName("send")].letter.sends
    found = {each.key: each for each in grounds_of(LUMEN, {}) if each.track == "removal" and not each.clock}

    assert found["send"].letters == (sends,)


@pytest.mark.parametrize("name", POLICIES)
def test_every_letter_of_every_step_has_a_title(name: str) -> None:
    tracks = library().current(name).tracks.values()
    named = {each for track in tracks for action in track.definition.actions.values() for each in letters_of(action)}

    assert named
    assert named <= set(KINDS)


def test_a_guard_that_a_policy_added_stands_beside_the_step_that_it_refuses() -> None:
    added = LUMEN.definition.tracks[CASE_TRACK].requires[ActionName("close")]
    numbers = [number for need in added for number in need.cites]
    numbers += [number for used in LUMEN.definition.tracks.values() for must in used.must for number in must.cites]
    cited = tuple(dict.fromkeys(numbers))

    assert cited == ("13.8", "13.5#2", "14.5", "14.5#2", "13.7", "13.4")
    assert GROUNDS["case", "close", False].guards == cited
    assert all(("case", "close", False) in behind(LINES[number]) for number in cited)


@pytest.mark.parametrize("name", POLICIES)
def test_rules_of_conduct_are_picked_in_an_investigation(name: str) -> None:
    assert ("investigation", "record_findings") in pickers_of(library().current(name))


def test_what_a_policy_says_of_its_silence_comes_before_what_the_track_says() -> None:
    own = LUMEN.definition.tracks[REMOVAL_TRACK].silent["remind"]
    track = LUMEN.track(REMOVAL_TRACK).definition.actions[ActionName("remind")]

    assert track.source != own
    assert GROUNDS["removal", "remind", False].source == own


# What people do by hand


def test_what_is_done_by_hand_says_by_whom_and_when_and_has_no_step() -> None:
    told, kept, looked_at = LINES["3.2#3"], LINES["6.3#3"], LINES["15.2#2"]

    assert (told.kind, told.places, told.basis) == ("by_hand", (), "")
    assert told.done == "headteacher; when somebody joins, and for those already here (the policy prints no time)"
    assert kept.done.startswith("everybody whom the policy covers; whenever it happens")
    assert looked_at.done == "central team; every 24 months"
    assert {line.kind for line in LINES.values() if line.done} == {"by_hand"}


def test_what_is_done_by_hand_is_counted_by_itself() -> None:
    totals = totals_of([*LINES.values()], [])

    assert totals.entries["by_hand"] == len(LUMEN.definition.by_hand) > 0
    assert totals.entries["outside"] == len(LUMEN.definition.outside)


def test_those_who_do_it_by_hand_are_called_as_the_policy_calls_them() -> None:
    policy = library().current("lseat")
    lines = {line.number: line for line in coverage_of(policy, KINDS)}

    assert lines["9.1#2"].done == "director of marketing and communications; continually (the policy prints no time)"


def test_the_command_says_who_does_it_by_hand(tmp_path: Path) -> None:
    said = CommandLine(tmp_path).said("", "coverage", "lumen")
    found = CommandLine(tmp_path).done("", "clause", "lumen", "15.2#2")

    assert f"15.2#2  [by hand] {LUMEN.definition.by_hand['15.2#2'].says}" in said
    assert "      by hand: central team; every 24 months\n" in said
    assert f"{len(LUMEN.definition.by_hand)} done by hand" in said
    assert (found[0]["kind"], found[0]["done"]) == ("by_hand", "central team; every 24 months")


# What the page of a step says


@pytest.mark.parametrize("name", POLICIES)
def test_a_step_says_one_of_three_things(name: str) -> None:
    policy = library().current(name)
    said = {
        PRESCRIBED: ("Prescribed by clause",),
        DISCRETION: ("Left to discretion by clause",),
        DEFAULT: ("The policy is silent; this comes from: ",),
    }
    steps = [each for each in grounds_of(policy, KINDS) if not each.clock]
    wrong = [
        each for each in steps if not basis_said(policy, each.track, ActionName(each.key)).startswith(said[each.basis])
    ]

    assert {each.basis for each in steps} == {PRESCRIBED, DISCRETION, DEFAULT}
    assert wrong == []


def test_what_is_prescribed_names_its_clause() -> None:
    assert basis_said(LUMEN, REMOVAL_TRACK, ActionName("send")) == "Prescribed by clause 13.5."


def test_what_is_left_to_discretion_names_its_clause() -> None:
    assert basis_said(LUMEN, TrackName("volunteer"), ActionName("decide")) == "Left to discretion by clause 13.2."


def test_one_clause_that_prescribes_is_enough_and_only_such_are_named() -> None:
    cited = LUMEN.cites(TrackName("investigation"), ActionName("record_findings"))
    kinds = {LUMEN.definition.clauses[number].basis for number in cited}

    assert kinds == {"prescribed", "discretion"}
    assert GROUNDS["investigation", "record_findings", False].basis == PRESCRIBED
    assert "14.3" in cited
    assert "14.3" not in basis_said(LUMEN, TrackName("investigation"), ActionName("record_findings"))


def test_a_default_names_its_source() -> None:
    source = LUMEN.step_source(REMOVAL_TRACK, ActionName("remind"))

    assert basis_said(LUMEN, REMOVAL_TRACK, ActionName("remind")) == f"The policy is silent; this comes from: {source}."


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (("13.5",), "clause 13.5"),
        (("2.2", "2.3"), "clauses 2.2 and 2.3"),
        (("2.2", "2.3", "§2"), "clauses 2.2, 2.3 and §2"),
        (("13.5", "13.6", "13.6#2"), "clauses 13.5 and 13.6"),
        (("13.6", "13.6#2"), "clause 13.6"),
    ],
)
def test_clauses_are_named_in_a_sentence(numbers: tuple[str, ...], said: str) -> None:
    assert clauses_said(numbers) == said


def test_a_refusal_names_its_clauses_as_they_are_printed_and_each_once() -> None:
    refused = Reason(code=ReasonCode.UNMET, source=INPUT, says="Not yet.", clause="10.2, 10.2#2, 10/6.3#2")

    assert refused.printed == "10.2, 6.3 (in section 10)"


# What the command says


def test_the_command_gives_both_ways_and_the_totals_as_one_document(tmp_path: Path) -> None:
    document = CommandLine(tmp_path).done("", "coverage", "lumen")
    numbers = {each["number"]: each for each in document["numbers"]}
    steps = {(each["track"], each["key"], each["kind"]): each for each in document["steps"]}

    assert [*numbers] == [*LINES]
    assert len(steps) == len(GROUNDS)
    assert document["totals"]["entries"]["clause"] == len(LUMEN.definition.clauses)
    assert sum(document["totals"]["steps"].values()) + sum(document["totals"]["deadlines"].values()) == len(steps)
    assert numbers["13.5"]["letters"] == [*LINES["13.5"].letters]
    assert numbers["2.1"]["says"] == LUMEN.definition.outside["2.1"]
    assert steps["removal", "send", "step"]["clauses"] == ["13.5"]
    assert steps["removal", "remind", "step"]["source"] == LUMEN.step_source(REMOVAL_TRACK, ActionName("remind"))
    assert "investigation.record_findings" in document["conduct_picked_at"]


def test_the_command_begins_with_the_totals_and_shows_both_ways(tmp_path: Path) -> None:
    said = CommandLine(tmp_path).said("", "coverage", "lumen")
    clauses, steps = said.split("Each step and deadline with its clauses")
    source = LUMEN.step_source(REMOVAL_TRACK, ActionName("remind"))

    assert "printed numbers and unnumbered sections" in clauses.splitlines()[2]
    assert f"{len(LUMEN.definition.conduct)} rules of conduct" in clauses.splitlines()[3]
    assert "13.5  [clause] " in clauses
    assert "13.2  [clause, left to discretion] " in clauses
    assert "9.1  [conduct] " in clauses
    assert f"2.1  [outside] {LUMEN.definition.outside['2.1']}" in clauses
    assert "          letter: Request to amend or remove material" in clauses
    assert "    send: Ask the host to change or remove it\n        prescribed: clause 13.5\n" in steps
    assert f"        on a default: {source}\n" in steps
    assert "        refused until what is asked for is done: clause" in steps


def test_a_clause_by_its_number_brings_its_steps_and_letters(tmp_path: Path) -> None:
    found = CommandLine(tmp_path).done("", "clause", "lumen", "13.5")

    assert [each["number"] for each in found] == ["13.5"]
    assert found[0]["letters"] == [*LINES["13.5"].letters]


@pytest.mark.parametrize(
    ("track", "key", "said"),
    [
        ("removal", "request", "within 24 hours from the report (duty)"),
        (
            "removal",
            "isp_answer",
            "days from when it comes to “Waiting for the internet provider” (target)",
        ),
        ("register", "expiry", "from the answer to “Until when is it allowed?”"),
    ],
)
def test_a_deadline_says_what_it_counts_from(track: str, key: str, said: str) -> None:
    assert said in GROUNDS[track, key, True].within
