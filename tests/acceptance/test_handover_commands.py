"""Cases handed over at the command line: shown first, then done, and each that refuses named."""

from __future__ import annotations

from tests.cli import CommandLine


def test_everything_of_a_colleague_is_shown_and_then_handed_over(line: CommandLine) -> None:
    reference = line.report()
    whose = line.done("head", "hand-over")
    assert "oakfield-senior" in [each["key"] for each in whose["holders"]]
    shown = line.done("head", "hand-over", "oakfield-senior")
    assert [each["reference"] for each in shown["cases"]] == [reference]
    assert "oakfield-deputy" in line.said("head", "hand-over", "oakfield-senior")

    wanted = ("--all", "--to", "oakfield-deputy", "--until", "2026-12-01", "--reason", "On a course")
    done = line.done("head", "hand-over", "oakfield-senior", *wanted)
    assert (done["done"], done["refused"]) == ([reference], [])
    assert done["until"].startswith("2026-12-02T00:00")
    assert "until the end of 1 December 2026" in line.said("head", "history", reference)
    line.wait(days=60)
    line.done("it", "sweep")
    assert "Roles went back by themselves" in line.said("head", "history", reference)


def test_one_that_refuses_is_named_with_why(line: CommandLine) -> None:
    reference = line.report()
    wanted = ("--case", reference, "--to", "oakfield-teacher", "--reason", "On a course")
    said = line.said("head", "hand-over", "oakfield-senior", *wanted)

    assert f"{reference} stays as it was: This person is the affected person in this case" in said


def test_it_is_said_whose_cases_and_which(line: CommandLine) -> None:
    line.report()

    assert "which: --case REF" in line.refused("head", "hand-over", "oakfield-senior", "--to", "oakfield-deputy")
