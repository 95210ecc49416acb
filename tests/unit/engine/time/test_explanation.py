"""A clock explains itself: what counted, what did not, and why."""

import pytest

from engine.time.due_times import Timing, work_out
from engine.time.duration import Extension, Pause
from engine.time.explanation import explain
from tests.unit.engine.time.clocks import LONDON, SCHOOL, local, pause, words


def test_an_hourly_clock_explains_a_change_of_the_clocks() -> None:
    explanation = explain(
        Timing(start=local("2026-10-24 14:00"), within=words("24 hours")), SCHOOL, "the report was received"
    )

    assert explanation.sentences(LONDON) == (
        "Started Saturday 24 October 2026 at 2:00pm, when the report was received.",
        "24 hours, counted hour by hour; weekends and holidays count.",
        "The clocks go back on Sunday 25 October 2026, so 24 hours after 2:00pm is 1:00pm.",
        "Due Sunday 25 October 2026 at 1:00pm.",
        f"Counted with calendar {SCHOOL.version}.",
    )


def test_a_paused_hourly_clock_explains_a_change_of_the_clocks_without_a_sum() -> None:
    held = Pause(local("2026-10-24 15:00"), local("2026-10-24 18:00"), "DSL asked")

    explanation = explain(
        Timing(start=local("2026-10-24 14:00"), within=words("24 hours"), pauses=(held,)), SCHOOL, "it was sent"
    )

    assert explanation.sentences(LONDON)[2:5] == (
        "The clocks go back on Sunday 25 October 2026; hours are counted as they pass.",
        "Paused from Saturday 24 October 2026 at 3:00pm to Saturday 24 October 2026 at 6:00pm: DSL asked.",
        "Due Sunday 25 October 2026 at 4:00pm.",
    )


def test_a_rolling_clock_explains_every_day_that_did_not_count() -> None:
    timing = Timing(
        start=local("2026-10-23 18:00"),
        within=words("2 working days"),
        roll=True,
        grace=words("2 hours"),
        pauses=(
            Pause(local("2026-10-27 09:00"), local("2026-10-28 09:00"), "police asked"),
            Pause(local("2026-11-27 09:00"), None, "long after"),
        ),
        extensions=(Extension(words("1 working day"), "a witness is away"),),
    )

    explanation = explain(timing, SCHOOL, "the report was received")

    assert explanation.sentences(LONDON) == (
        "Started Friday 23 October 2026 at 6:00pm, when the report was received.",
        "2 working days, weekends and bank holidays do not count; the day of the start is left out, "
        "and the last day ends at the close of business; what comes after hours or on a closed day counts "
        "from the next working day.",
        "It counts from Monday 26 October 2026.",
        "Not counted: Friday 23 October 2026 (after close of business).",
        "Not counted: Saturday 24 October 2026 to Sunday 25 October 2026 (weekend).",
        "Not counted: Tuesday 27 October 2026 (paused: police asked).",
        "Paused from Tuesday 27 October 2026 at 9:00am to Wednesday 28 October 2026 at 9:00am: police asked.",
        "Extended by 1 working day: a witness is away.",
        "Due Friday 30 October 2026 at 5:00pm.",
        "Overdue from Friday 30 October 2026 at 7:00pm, after 2 hours of grace.",
        f"Counted with calendar {SCHOOL.version}.",
    )


def test_a_clock_that_stands_still_says_so() -> None:
    timing = Timing(start=local("2026-11-23 10:00"), within=words("24 hours"), pauses=(pause("23 12:00", None),))

    assert explain(timing, SCHOOL, "it was sent").sentences(LONDON)[2:] == (
        "Paused since Monday 23 November 2026 at 12:00pm (midday): police asked.",
        "There is no due time until the pause ends.",
        f"Counted with calendar {SCHOOL.version}.",
    )


def test_a_grace_that_stands_still_says_so() -> None:
    timing = Timing(
        start=local("2026-11-23 10:00"),
        within=words("24 hours"),
        grace=words("2 hours"),
        pauses=(pause("24 11:00", None),),
    )

    assert explain(timing, SCHOOL, "it was sent").sentences(LONDON)[3:5] == (
        "Due Tuesday 24 November 2026 at 10:00am.",
        "It cannot become overdue until the pause ends.",
    )


def test_days_in_a_row_that_did_not_count_are_said_together_from_the_first_to_the_last() -> None:
    timing = Timing(start=local("2026-10-23 09:00"), within=words("1 school day"))

    skipped = [line for line in explain(timing, SCHOOL, "it was sent").sentences(LONDON) if line.startswith("Not")]

    assert skipped == [
        "Not counted: Saturday 24 October 2026 to Sunday 25 October 2026 (weekend).",
        "Not counted: Monday 26 October 2026 to Friday 30 October 2026 (half-term).",
        "Not counted: Saturday 31 October 2026 to Sunday 1 November 2026 (weekend).",
    ]


def test_a_pause_that_begins_as_the_grace_runs_out_is_not_told() -> None:
    timing = Timing(start=local("2026-11-23 10:00"), within=words("24 hours"), pauses=(pause("24 10:00", "24 12:00"),))

    assert len(explain(timing, SCHOOL, "it was sent").sentences(LONDON)) == 4


@pytest.mark.parametrize("end", ["21 12:00", "23 10:00"])
def test_a_pause_that_was_over_by_the_start_is_not_told(end: str) -> None:
    timing = Timing(start=local("2026-11-23 10:00"), within=words("24 hours"), pauses=(pause("20 12:00", end),))

    assert len(explain(timing, SCHOOL, "it was sent").sentences(LONDON)) == 4


def test_an_explanation_keeps_its_calendar_and_how_it_was_worked_out() -> None:
    timing = Timing(start=local("2026-11-23 10:00"), within=words("3 working days"))

    explanation = explain(timing, SCHOOL, "it was sent")

    assert explanation.calendar_version == SCHOOL.version
    assert explanation.due == work_out(timing, SCHOOL)
