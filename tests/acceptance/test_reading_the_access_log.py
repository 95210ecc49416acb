"""Who looked at what is read by those who may, and tells nobody of cases that they may not see."""

from __future__ import annotations

from tests.cli import CommandLine

ADDRESS = "https://a.example/1"


def test_those_who_see_a_whole_case_read_who_looked_at_it_the_newest_first(line: CommandLine) -> None:
    reference = line.report(ADDRESS)
    other = line.report("https://b.example/2")
    for seen in (reference, other):
        line.done("senior", "show", seen)
    line.done("head", "history", reference)

    lines = line.done("senior", "audit", "access", reference)

    assert {each["case"] for each in lines} == {reference}
    assert [each["person"] for each in lines][:2] == ["oakfield-head", "oakfield-senior"]
    assert [each["at"] for each in lines] == sorted((each["at"] for each in lines), reverse=True)


def test_reading_the_log_is_a_line_of_it(line: CommandLine) -> None:
    reference = line.report(ADDRESS)
    line.done("senior", "audit", "access", reference)

    newest = line.done("senior", "audit", "access", reference)[0]

    assert (newest["person"], newest["detail"]) == ("oakfield-senior", "the access log")


def test_those_who_administer_are_told_of_no_case(line: CommandLine) -> None:
    reference = line.report(ADDRESS)
    line.done("senior", "show", reference)

    answer = line.run("central", "audit", "access", "--json")

    assert any(each["of_case"] for each in answer.document)
    assert all(not each["case"] and not each["detail"] for each in answer.document if each["of_case"])
    assert reference not in answer.out
    assert "(a case)" in line.run("central", "audit", "access").out
    line.refused("central", "audit", "access", reference)


def test_others_read_no_log(line: CommandLine) -> None:
    reference = line.report(ADDRESS)

    assert "kept by these posts" in line.refused("senior", "audit", "access")
    assert "a part of" in line.refused("teacher", "audit", "access", reference)


def test_lines_are_asked_for_by_person_and_by_day_a_page_at_a_time(line: CommandLine) -> None:
    reference = line.report(ADDRESS)
    for _ in range(3):
        line.done("senior", "show", reference)
    line.done("head", "show", reference)

    def asked(*options: str) -> list[str]:
        return [each["person"] for each in line.done("senior", "audit", "access", reference, *options)]

    assert set(asked("--person", "oakfield-head")) == {"oakfield-head"}
    assert asked("--to", "2020-01-01") == []
    assert len(asked("--limit", "2")) == 2
    assert asked("--limit", "2", "--page", "9") == []
    assert "nobody called" in line.refused("senior", "audit", "access", reference, "--person", "no-such-name")
