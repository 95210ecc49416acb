"""What somebody does next, over all of their cases, with the command that takes it."""

from __future__ import annotations

from typing import Any

import pytest

from duecourse.casework.queries import next_steps
from tests.cli import ASK_HOST, CommandLine


def steps_of(line: CommandLine, person: str, count: int = 1) -> list[dict[str, Any]]:
    """Give the steps that are named to somebody as a program reads them."""
    found: list[dict[str, Any]] = line.done(person, "next", "--limit", str(count))["steps"]
    return found


def test_the_next_step_is_named_with_its_time_and_clause_and_the_command_that_takes_it(line: CommandLine) -> None:
    reference = line.report()

    (first,) = steps_of(line, "senior")
    said = line.run("senior", "next").out

    assert (first["case"], first["action"]) == (reference, "decide")
    assert first["due_at"]
    assert f"duecourse act {reference} {first['on']} decide" in said
    assert said.startswith(f"{reference}: {first['title']}")


def test_the_command_that_is_named_takes_the_step_and_the_next_one_follows(line: CommandLine) -> None:
    line.report()
    (first,) = steps_of(line, "senior")
    line.act("senior", first["case"], first["on"], first["action"], **ASK_HOST)

    (second,) = steps_of(line, "senior")

    assert (second["case"], second["action"]) != (first["case"], first["action"])


def test_several_cases_come_by_their_clocks_each_once(line: CommandLine) -> None:
    first = line.report()
    line.wait(hours=2)
    second = line.report("https://b.example/2")

    assert [each["case"] for each in steps_of(line, "senior", 5)] == [first, second]


def test_who_has_nothing_to_do_is_told_so(line: CommandLine) -> None:
    line.report()

    assert line.done("governor", "next") == {"steps": [], "every_case": True}
    assert "nothing that you have to do" in line.run("governor", "next").out


def test_a_program_is_told_where_not_every_case_was_looked_at(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.report()
    line.report("https://b.example/2")
    assert line.done("senior", "next", "--limit", "5")["every_case"] is True

    monkeypatch.setattr(next_steps, "MOST_OPENED", 1)

    assert line.done("senior", "next", "--limit", "5")["every_case"] is False


def test_a_danger_stays_marked_until_the_case_is_opened(line: CommandLine) -> None:
    reference = line.report(child_at_risk="yes")

    def marked() -> bool:
        return any(each["danger"] for each in line.done("dsl", "list"))

    assert marked()
    assert steps_of(line, "dsl")
    assert marked()
    line.done("dsl", "show", reference)
    assert not marked()
