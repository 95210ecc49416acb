"""Dates and times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from duecourse.web.forms.dates import read_date, read_moment
from engine.errors import BadInput

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize("day", ["3", "03", " 3 "])
@pytest.mark.parametrize("month", ["3", "03", "March", "march", "Mar", "mar."])
def test_days_and_months_are_taken_as_they_are_written(day: str, month: str) -> None:
    assert read_date(day, month, "2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        (("", "3", "2026"), "must include a day"),
        (("3", "", ""), "must include a month and a year"),
        (("31", "2", "2026"), "no such date"),
        (("3", "Ma", "2026"), "The month must be a number or its name"),
        (("3", "3", "26"), "four numbers"),
        (("third", "3", "2026"), "The day must be a number"),
    ],
)
def test_what_is_wrong_with_a_date_is_named(boxes: tuple[str, str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_date(*boxes)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("9:30am", 9, 30),
        ("9.30 am", 9, 30),
        ("9am", 9, 0),
        ("12am", 0, 0),
        ("12pm", 12, 0),
        ("14:05", 14, 5),
        ("midday", 12, 0),
        ("Midnight", 0, 0),
        ("9:30PM", 21, 30),
    ],
)
def test_times_are_taken_as_they_are_written(text: str, hour: int, minute: int) -> None:
    assert read_moment(date(2026, 1, 5), text, LONDON).astimezone(UTC) == datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "9", "25:00", "9:75", "13pm", "0am", "half past nine"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"9:30am|from 1 to 12"):
        read_moment(date(2026, 1, 5), text, LONDON)


def test_a_time_that_the_clocks_skip_does_not_exist() -> None:
    with pytest.raises(BadInput, match="does not exist"):
        read_moment(date(2027, 3, 28), "1:30am", LONDON)


def test_a_time_that_comes_twice_says_which_one_it_is() -> None:
    with pytest.raises(BadInput, match="BST or GMT"):
        read_moment(date(2026, 10, 25), "1:30am", LONDON)

    first, second = (read_moment(date(2026, 10, 25), f"1:30am {name}", LONDON) for name in ("BST", "GMT"))
    assert (second - first).total_seconds() == 3600
