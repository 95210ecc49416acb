"""The hour at which the day ends, at one school or all: told first, set, told in each case, and taken back."""

from __future__ import annotations

import pytest

from tests.cli import CommandLine

EARLY = ("--reason", "The office closes early")


def triage(line: CommandLine, reference: str) -> str:
    return str(line.clock_of(reference, "case/1", "triage")["due_at"])


def test_an_hour_is_told_first_then_set_told_in_the_case_and_taken_back(line: CommandLine) -> None:
    reference = line.report()
    before = triage(line, reference)
    asked = ("calendar", "closes-at", "15:30", "--school", "oakfield", *EARLY)
    (shown,) = line.done("head", *asked, "--preview")

    assert (shown["done"], shown["cases_moved"], triage(line, reference)) == (False, 1, before)
    assert "--yes does it" in line.refused("head", *asked)
    line.done("head", *asked, "--yes")
    assert triage(line, reference) == before.replace("T17:00", "T15:30")
    told = line.said("senior", "explain-deadline", reference, "case", "triage")
    assert "set the hour at which the day ends to 15:30: The office closes early" in told
    assert {each["school"]: each["closing_hour"] for each in line.done("head", "calendar", "hours")}[
        "oakfield"
    ] == "15:30"

    back = ("calendar", "closes-at", "17:00", "--school", "oakfield", "--reason", "A slip", "--yes")
    line.done("head", *back)
    assert triage(line, reference) == before
    assert "closes at 17:00 already" in line.refused("head", *back)


def test_every_school_of_the_trust_is_set_by_those_who_keep_it_alone(line: CommandLine) -> None:
    asked = ("calendar", "closes-at", "16:00", "--every-school", *EARLY, "--yes")
    line.refused("head", *asked)
    changed = line.done("central", *asked)
    hours = {each["closing_hour"] for each in line.done("central", "calendar", "hours")}

    assert len(changed) > 1
    assert hours == {"16:00"}


def test_a_time_of_the_law_does_not_move_with_the_hour_of_a_school(line: CommandLine) -> None:
    reference = line.report()
    line.done("head", "calendar", "closes-at", "23:00", "--school", "oakfield", *EARLY, "--yes")
    clocks = line.show(reference)["deadlines"]

    assert [each["name"] for each in clocks if each["binding"] == "law" and "T23:00" in str(each["due_at"])] == []
    assert "T23:00" in triage(line, reference)


@pytest.mark.parametrize("hour", ["5pm", "25:00", "09:00", "17", ""])
def test_an_hour_that_is_none_is_told_in_one_sentence(line: CommandLine, hour: str) -> None:
    said = line.refused("head", "calendar", "closes-at", hour, "--school", "oakfield", *EARLY)

    assert "is no closing hour: write an hour of the afternoon or evening" in said


def test_the_hour_stays_when_terms_are_loaded_that_say_none(
    line: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("terms") / "terms.csv"
    file.write_text("kind,name,first,last\nterm,Autumn,2026-09-01,2026-12-18\n", encoding="utf-8")
    line.done("head", "calendar", "closes-at", "15:30", "--school", "oakfield", *EARLY, "--yes")
    line.done("central", "calendar", "load", "oakfield", str(file), "--yes")

    found = {each["school"]: each["closing_hour"] for each in line.done("head", "calendar", "hours")}
    assert found["oakfield"] == "15:30"


def test_a_school_that_is_added_closes_at_the_hour_of_the_trust(line: CommandLine) -> None:
    line.done("central", "setting", "set", "closing_hour", "16:15")
    line.done("central", "school", "add", "fernhill", "--name", "Fernhill School", "--address", "1 Invented Lane")

    found = {each["school"]: each["closing_hour"] for each in line.done("central", "calendar", "hours")}
    assert found["fernhill"] == "16:15"
