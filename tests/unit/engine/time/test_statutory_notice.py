"""The notice that the law gives somebody who is dismissed."""

from datetime import date

import pytest

from engine.time.statutory_notice import earliest_end, said_in_weeks, weeks_of_notice


@pytest.mark.parametrize(
    ("since", "weeks"),
    [
        (date(2026, 11, 1), 0),
        (date(2026, 10, 13), 0),
        (date(2026, 10, 12), 1),
        (date(2024, 11, 13), 1),
        (date(2024, 11, 12), 2),
        (date(2015, 9, 1), 11),
        (date(2014, 11, 12), 12),
        (date(1990, 1, 1), 12),
    ],
)
def test_a_week_comes_after_a_month_and_then_one_for_each_year_from_two_to_twelve(since: date, weeks: int) -> None:
    assert weeks_of_notice(since, date(2026, 11, 12)) == weeks


def test_notice_begins_on_the_day_after_it_is_given() -> None:
    assert earliest_end(date(2015, 9, 1), date(2026, 11, 12)) == date(2027, 1, 28)


def test_weeks_are_said_as_people_say_them() -> None:
    assert [said_in_weeks(weeks) for weeks in (0, 1, 11)] == ["none yet, in the first month", "one week", "11 weeks"]
