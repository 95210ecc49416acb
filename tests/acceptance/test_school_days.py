"""Days of a school: closed and opened again by those who keep them, told first, asked about where hardly meant."""

from pathlib import Path

import pytest

from tests.cli import CommandLine

FLOOD = ("--reason", "Flood")
TUESDAY = "2026-11-03"


def triage(line: CommandLine, reference: str) -> str:
    return str(line.clock_of(reference, "case/1", "triage")["due_at"])[:10]


def test_a_day_is_closed_and_opened_again_and_each_case_says_who_and_why(line: CommandLine) -> None:
    reference = line.report()
    line.done("head", "calendar", "close", "oakfield", TUESDAY, *FLOOD, "--yes")
    closed = triage(line, reference)
    line.done("head", "calendar", "open", "oakfield", TUESDAY, "--reason", "The water went down", "--yes")
    told = line.said("senior", "explain-deadline", reference, "case", "triage")

    assert (closed, triage(line, reference)) == ("2026-11-04", TUESDAY)
    assert "Finley Oakfield closed Tuesday 3 November 2026: Flood." in told
    assert "Finley Oakfield opened Tuesday 3 November 2026 again: The water went down." in told
    assert "instead of 4 November 2026 at 5:00pm" in told


def test_what_would_move_is_told_first_and_only_of_cases_that_one_sees(line: CommandLine) -> None:
    reference = line.report()
    asked = ("calendar", "close", "oakfield", TUESDAY, *FLOOD, "--preview")
    head, other = line.done("head", *asked), line.done("central", *asked)

    assert (head["done"], head["cases_moved"], triage(line, reference)) == (False, 1, TUESDAY)
    assert {each["case"] for each in head["moves"]} in ({reference}, set())
    assert (other["cases_moved"], other["clocks_moved"]) == (1, head["clocks_moved"])
    assert head["clocks_moved"] > 0


def test_a_day_that_is_hardly_meant_is_asked_about(line: CommandLine) -> None:
    far = ("calendar", "close", "oakfield", "2062-12-01", *FLOOD)
    past = ("calendar", "close", "oakfield", "2026-10-27", *FLOOD)

    assert "lies beyond the years that are loaded" in line.refused("head", *far)
    assert "has passed" in line.refused("head", *past)
    assert line.done("head", *far, "--yes")["done"]
    assert line.done("head", "calendar", "open", "oakfield", "2062-12-01", "--reason", "A slip", "--yes")["done"]


@pytest.mark.parametrize(
    ("day", "why"), [("2026-11-07", "weekend"), ("2026-12-25", "Christmas"), ("2026-11-03", "Flood")]
)
def test_a_day_that_is_closed_anyway_is_not_closed_again(line: CommandLine, day: str, why: str) -> None:
    line.done("head", "calendar", "close", "oakfield", TUESDAY, *FLOOD, "--yes")

    assert why in line.refused("head", "calendar", "close", "oakfield", day, *FLOOD)


def test_only_a_day_that_was_declared_closed_is_opened(line: CommandLine) -> None:
    said = line.refused("head", "calendar", "open", "oakfield", "2026-12-25", "--reason", "We work")

    assert "Nobody declared Friday 25 December 2026 closed" in said


def test_a_clock_that_has_run_out_stays_and_says_so(line: CommandLine) -> None:
    reference = line.report()
    line.wait(days=2)
    line.done("", "sweep")
    line.done("head", "calendar", "close", "oakfield", TUESDAY, *FLOOD, "--yes")

    assert triage(line, reference) == TUESDAY
    assert "it stays due 3 November 2026 at 5:00pm" in line.said(
        "senior", "explain-deadline", reference, "case", "triage"
    )


def test_those_who_do_not_keep_days_close_and_open_none(line: CommandLine) -> None:
    for what in ("close", "open"):
        assert "done at a school by" in line.refused("teacher", "calendar", what, "oakfield", TUESDAY, *FLOOD)


def test_terms_are_shown_before_they_are_loaded(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(
        "terms:\n  - name: Autumn\n    first: 2026-09-01\n    last: 2026-12-18\n"
        f"one_off:\n  - day: {TUESDAY}\n    name: Flood\n",
        encoding="utf-8",
    )
    reference = line.report()
    shown = line.done("central", "calendar", "load", "oakfield", str(file), "--preview")
    before = triage(line, reference)
    line.done("central", "calendar", "load", "oakfield", str(file), "--yes")

    assert (shown["done"], shown["cases_moved"], before, triage(line, reference)) == (False, 1, TUESDAY, "2026-11-04")


def test_terms_are_loaded_from_a_table_and_said_again(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("kind;name;first;last\nterm;Autumn;01/09/2026;18/12/2026\nclosed;Flood;03/11/2026;\n", "utf-8-sig")
    reference = line.report()
    said = line.said("central", "calendar", "load", "oakfield", str(file), "--preview")
    before = triage(line, reference)
    line.done("central", "calendar", "load", "oakfield", str(file), "--yes")

    assert "Autumn: 1 September 2026 to 18 December 2026" in said
    assert "would have this calendar now. Clocks would move in 1 cases." in said
    assert (before, triage(line, reference)) == (TUESDAY, "2026-11-04")


def test_the_doctor_tells_in_time_that_the_terms_end(line: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("kind,name,first,last\nterm,Autumn,2026-09-01,2026-12-18\n", encoding="utf-8")
    line.done("central", "calendar", "load", "oakfield", str(file), "--yes")

    assert "The terms of oakfield end on 18 December 2026" in line.run("", "doctor").out
