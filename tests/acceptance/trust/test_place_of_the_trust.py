"""A place beside the schools: what concerns the trust itself is filed there, and dealt with by trust-level posts."""

from __future__ import annotations

import pytest

from tests.acceptance.trust.brook import TRUST, done, refused, run, take
from tests.cli import CALM, CommandLine, as_options

PEOPLE = (
    "keeper=Kim Example=administrator",
    "ceo=Cleo Example=CEO",
    "board=Bo Example=trust board",
    "dsl=Dee Example=safeguarding trustee",
    "head=Ann Example=headteacher@upper",
)
ABOUT_A_POST = ("--address", "https://posts.example/1", *as_options(CALM))


@pytest.fixture
def two(line: CommandLine) -> CommandLine:
    """Give a trust of two schools that the commands have made."""
    people = [word for person in PEOPLE for word in ("--person", person)]
    schools = ("--school", "upper=Upper School", "--school", "lower=Lower School")
    assert line.run("", "init", *TRUST, *schools, "--policy", "lumen", *people).code == 0
    return line


def test_a_trust_of_several_schools_has_a_place_of_its_own(two: CommandLine) -> None:
    listed = {each["school"]: (each["name"], each["kind"]) for each in done(two, "head", "school", "list")}

    assert listed["trust"] == ("Brook Learning Trust (invented)", "trust")
    assert listed["upper"] == ("Upper School", "school")
    assert "the trust itself" in run(two, "head", "school", "list").out


def test_a_report_of_the_ceo_is_filed_there_and_managed_by_trust_level_posts(two: CommandLine) -> None:
    case = done(two, "ceo", "open", "--for", "ceo", *ABOUT_A_POST)["reference"]

    assert done(two, "board", "show", case)["school"] == "trust"
    assert "none that you may see" in refused(two, "head", "show", case)
    take(two, "board", case, "case", "acknowledge")


def test_staff_of_the_place_are_those_of_the_trust_and_those_with_a_post_there(two: CommandLine) -> None:
    done(two, "keeper", "post", "give", "head", "senior manager@trust")
    case = done(two, "ceo", "open", "--for", "ceo", *ABOUT_A_POST)["reference"]
    take(two, "head", case, "case", "acknowledge")

    assert done(two, "head", "show", case)["school"] == "trust"


def test_where_it_is_need_not_be_said_by_those_who_have_one_place(two: CommandLine) -> None:
    case = done(two, "head", "open", "--for", "head", *ABOUT_A_POST)["reference"]
    assert done(two, "board", "show", case)["school"] == "upper"
    done(two, "keeper", "post", "give", "head", "governor@lower")

    assert "Say where it is" in refused(two, "head", "open", "--for", "head", *ABOUT_A_POST)


def test_one_school_has_no_such_place_until_it_is_added_once(brook: CommandLine) -> None:
    assert [each["school"] for each in done(brook, "head", "school", "list")] == ["upper"]
    add = ("school", "add", "office", "--name", "Brook Office", "--trust-level")
    made = done(brook, "head", *add)
    assert made["kind"] == "trust"
    assert any("calendar load office" in each for each in made["missing"])

    assert "has its own place already" in refused(brook, "head", "school", "add", "o2", "--name", "O", "--trust-level")


def test_a_school_that_joins_says_what_it_lacks(brook: CommandLine) -> None:
    said = run(brook, "head", "school", "add", "lower", "--name", "Lower School").out

    for part in ("calendar load lower", "POST@lower", "school change lower"):
        assert part in said
    done(brook, "head", "person", "add", "lowhead", "--name", "Lo Example", "--post", "headteacher@lower")
    case = done(brook, "lowhead", "open", "--for", "lowhead", *ABOUT_A_POST)["reference"]
    assert case.endswith("0001")


def test_the_short_name_of_the_place_gives_way_to_a_school(line: CommandLine) -> None:
    schools = ("--school", "trust=Trust School", "--school", "lower=Lower School")
    made = line.run("", "init", *TRUST, *schools, "--policy", "lumen", "--person", PEOPLE[0], "--json").document

    assert made["trust_level"] == "central"
