"""Words found at the command line, by each person in what they may read."""

from __future__ import annotations

from tests.cli import CommandLine


def test_a_case_is_found_by_words_with_json_and_by_nobody_who_does_not_see_it(line: CommandLine) -> None:
    reference = line.report()
    found = line.done("senior", "search", reference.lower())

    assert [each["reference"] for each in found["cases"]] == [reference]
    assert found["cases"][0]["found"][0]["what"] == "Reference"
    assert found["has_more"] is False
    assert line.done("dsl", "search", reference) == {"cases": [], "has_more": False}
    assert reference in line.said("senior", "search", reference)
    assert "Nothing was found in what you may read" in line.said("dsl", "search", reference)


def test_what_holds_no_word_is_refused(line: CommandLine) -> None:
    line.report()

    assert "no letter and no number" in line.refused("senior", "search", "--", "'")
    assert "A number from 1" in line.refused("senior", "search", "walrus", "--limit", "-1")


def test_what_is_found_can_be_written_again(line: CommandLine) -> None:
    reference = line.report()
    before = line.done("senior", "search", "example")

    assert line.done("it", "rebuild-search") == {"cases": 1}
    assert line.done("senior", "search", "example") == before
    assert [each["reference"] for each in before["cases"]] == [reference]


def test_a_list_is_narrowed_on_the_command_line_as_it_is_on_the_site(line: CommandLine) -> None:
    reference = line.report()

    assert [each["reference"] for each in line.done("senior", "list", "--kind", "abuse", "--holder", "me")] == [
        reference
    ]
    for limit in (("--kind", "image"), ("--policy", "link"), ("--until", "2020-01-01"), ("--danger",)):
        assert line.done("senior", "list", *limit) == []
    assert "2026-09-01" in line.refused("senior", "list", "--from", "yesterday")


def test_a_list_is_printed_as_a_table_for_a_spreadsheet_whole_or_not_at_all(line: CommandLine) -> None:
    reference = line.report()
    printed = line.said("senior", "list", "--csv", "--kind", "abuse")

    assert printed.removeprefix("\ufeff").startswith("Case,Stage,Reported")
    assert reference in printed
    assert reference not in line.said("senior", "list", "--csv", "--kind", "image")
    assert "leave out --limit" in line.refused("senior", "list", "--csv", "--limit", "3")
