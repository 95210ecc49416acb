"""Who would hold each role of the policy at each school, who is missing, and where reports would lead: one table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli import CommandLine


def lines(line: CommandLine, who: str = "central", *words: str) -> dict[tuple[str, str], Any]:
    return {(each["school"], each["role"]): each for each in line.done(who, "role", "table", *words)}


def people(found: Any) -> list[tuple[str, str, str, bool]]:
    return [(each["person"], each["post"], each["how"], each["steps_in"]) for each in found]


def test_every_role_of_the_policy_stands_at_every_school_with_its_holders(line: CommandLine) -> None:
    found = lines(line)

    assert {school for school, _ in found} == {"oakfield", "riverside", "hilltop"}
    assert people(found["oakfield", "DSL"]["holders"]) == [
        ("oakfield-dsl", "DSL", "held", False),
        ("oakfield-deputy-dsl", "deputy DSL", "held", False),
    ]
    assert found["oakfield", "DSL"]["missing"] == 0


def test_a_gap_is_shown_and_who_steps_in(line: CommandLine) -> None:
    line.done("central", "post", "end", "oakfield-dsl", "DSL@oakfield")
    line.done("central", "post", "end", "oakfield-deputy-dsl", "deputy DSL@oakfield")
    line.done("central", "post", "end", "trustee", "safeguarding trustee")
    line.done("central", "post", "end", "board", "trust board")
    found = lines(line)["oakfield", "DSL"]

    assert (found["holders"], found["missing"]) == ([], 1)
    assert "nobody holds it" in line.said("central", "role", "table", "--school", "oakfield")


def test_where_two_are_needed_one_alone_is_a_gap_unless_somebody_steps_in(line: CommandLine) -> None:
    line.done("central", "post", "end", "oakfield-senior", "senior manager@oakfield")
    found = lines(line)["oakfield", "senior manager"]

    assert found["needs"] == 2
    assert people(found["holders"]) == [
        ("oakfield-head", "headteacher", "held", False),
        ("oakfield-deputy", "deputy head", "held", True),
    ]


def test_who_covers_is_shown_as_that_and_until_when(line: CommandLine) -> None:
    words = ("cover", "give", "oakfield-deputy", "oakfield-senior", "--post", "senior manager@oakfield")
    line.done("central", *words, "--to", "2026-11-30")
    found = lines(line)["oakfield", "senior manager"]["holders"]
    (cover,) = [each for each in found if each["person"] == "oakfield-deputy"]

    assert cover["how"] == "cover"
    assert cover["until"].startswith("2026-12-01T00:00")


def test_it_is_said_where_a_report_about_the_head_would_lead(line: CommandLine) -> None:
    about = lines(line)["oakfield", "senior manager"]["about"]

    assert people(about["headteacher"])[0] == ("oakfield-chair", "chair of governors", "held", True)
    assert "headteacher" not in lines(line)["oakfield", "DSL"]["about"]


@pytest.mark.parametrize("who", ["teacher", "dsl", "governor"])
def test_it_is_for_those_who_administer_or_manage(line: CommandLine, who: str) -> None:
    assert line.refused(who, "role", "table")


def test_a_head_sees_their_own_school_alone(line: CommandLine) -> None:
    assert {school for school, _ in lines(line, "head")} == {"oakfield"}
    assert line.refused("head", "role", "table", "--school", "hilltop")
