"""People from outside: known in one case alone, written to as they wish, and shown nowhere else."""

from __future__ import annotations

import pytest

from tests.cli import CALM, CommandLine, as_options

MRS_SMITH = ("--title", "Mrs", "--family", "Smith", "--email", "smith@mail.example", "--relation", "parent")


def opened(line: CommandLine, *more: str) -> str:
    """Open a case as Oakfield's teacher."""
    words = ("open", "--school", "oakfield", "--policy", "lumen", *as_options(CALM), *more)
    return str(line.done("teacher", *words)["reference"])


def people_of(line: CommandLine, reference: str, by: str = "senior") -> list[dict[str, object]]:
    return list(line.done(by, "case", "person", "list", reference))


def test_a_parent_is_named_by_name_in_a_report_that_is_about_her(line: CommandLine) -> None:
    reference = opened(line, "--outsider", "subject=Mrs Smith:parent")
    (named,) = [each for each in people_of(line, reference) if each["outsider"]]

    assert (named["name"], named["as"], named["relation"]) == ("Mrs Smith", ["subject"], "parent")


def test_a_pupil_reports_through_an_adult(line: CommandLine) -> None:
    reference = opened(line, "--outsider", "reporter=Sam Little:pupil")
    parts = {each["name"]: each["as"] for each in people_of(line, reference)}

    assert parts == {"Sam Little": ["reporter"], "Oakley Oakfield": ["recorder"]}


def test_an_outsider_is_in_the_case_and_in_no_list_of_the_trust(line: CommandLine) -> None:
    reference, other = opened(line), opened(line)
    line.done("senior", "case", "person", "add", reference, "--part", "contact", *MRS_SMITH)

    assert "Mrs Smith" in {each["name"] for each in people_of(line, reference)}
    assert "Mrs Smith" not in {each["name"] for each in people_of(line, other)}
    assert "Smith" not in line.said("it", "person", "list", "--all")
    assert line.run("senior", "case", "person", "add", other, "Mrs Smith", "--part", "witness").code == 2
    key = next(str(each["key"]) for each in people_of(line, reference) if each["name"] == "Mrs Smith")
    assert line.run("senior", "case", "person", "add", other, key, "--part", "witness").code == 2
    assert line.run("senior", "assign", reference, "DSL", key).code == 2


def test_two_cases_that_name_the_same_person_share_nothing(line: CommandLine) -> None:
    first, second = opened(line), opened(line)
    for reference in (first, second):
        line.done("senior", "case", "person", "add", reference, "--part", "contact", *MRS_SMITH)
    line.done("senior", "case", "person", "change", first, "Mrs Smith", "--email", "new@mail.example")
    found = {
        reference: next(each for each in people_of(line, reference) if each["name"] == "Mrs Smith")
        for reference in (first, second)
    }

    assert (found[first]["email"], found[second]["email"]) == ("new@mail.example", "smith@mail.example")
    assert found[first]["key"] != found[second]["key"]


def test_somebody_of_the_case_is_named_again_by_their_name(line: CommandLine) -> None:
    reference = opened(line)
    line.done("senior", "case", "person", "add", reference, "--part", "contact", *MRS_SMITH)
    line.done("senior", "case", "person", "add", reference, "mrs smith", "--part", "witness")
    (named,) = [each for each in people_of(line, reference) if each["outsider"]]

    assert named["as"] == ["contact", "witness"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param((), id="nobody"),
        pytest.param(("oakfield-leader", "--name", "Mrs Smith"), id="both"),
        pytest.param(("--name", "Mrs Smith", "--email", "nowhere"), id="no e-mail address"),
        pytest.param(("--name", "Mrs Smith", "--relation", "x" * 90), id="a long relation"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nobody_is_kept(line: CommandLine, typed: tuple[str, ...]) -> None:
    reference = opened(line)

    assert line.run("senior", "case", "person", "add", reference, *typed, "--part", "contact").code == 2
    assert not any(each["outsider"] for each in people_of(line, reference))


def test_those_who_do_not_manage_the_case_neither_add_nor_change_outsiders(line: CommandLine) -> None:
    reference = opened(line)
    line.done("senior", "case", "person", "add", reference, "--part", "contact", *MRS_SMITH)

    for command in ("add", "change"):
        named = ("Mrs Smith",) if command == "change" else ()
        typed = ("case", "person", command, reference, *named, "--name", "Mr Jones")
        parts = ("--part", "contact") if command == "add" else ()
        assert line.run("teacher", *typed, *parts).code == 2
    assert people_of(line, reference, by="teacher") != people_of(line, reference)


def test_a_letter_to_an_outsider_speaks_to_them_as_they_wish_and_goes_to_their_address(line: CommandLine) -> None:
    reference = opened(line, "--outsider", "reporter=Adaeze Smith:parent")
    known = ("--salutation", "Dr Smith", "--title", "Dr", "--address", "1 Lane, Nowhere", "--email", "a@mail.example")
    line.done("senior", "case", "person", "change", reference, "Adaeze Smith", *known)
    line.act("senior", reference, "case", "acknowledge")
    text = line.said("senior", "letter", "get", reference, str(line.letter(reference, "L01")["number"]))

    assert "Dear Dr Smith" in text
    assert "Dr Adaeze Smith" in text
    assert "1 Lane, Nowhere" in text
    assert "a@mail.example" not in text  # the address is for the envelope; by e-mail it goes to that address
