from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput, BadTime
from engine.time.duration import LONGEST, Duration, Pause, Unit, add_months

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
ELEVEN = datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("24 hours", 24, Unit.HOURS),
        ("1 hour", 1, Unit.HOURS),
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("3 working days", 3, Unit.WORKING_DAYS),
        ("5 school days", 5, Unit.SCHOOL_DAYS),
        ("1 school day", 1, Unit.SCHOOL_DAYS),
        ("7 days", 7, Unit.DAYS),
        ("1 month", 1, Unit.MONTHS),
        ("2 weeks", 2, Unit.WEEKS),
        ("1 week", 1, Unit.WEEKS),
        ("the same day", 1, Unit.SAME_DAYS),
        ("48 special hours", 48, Unit.SPECIAL_HOURS),
    ],
)
def test_a_policy_s_words_are_read_and_said_alike(text: str, amount: int, unit: Unit) -> None:
    duration = Duration.parse(text)

    assert duration == Duration(amount, unit)
    assert str(duration) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "hours",
        "24hours",
        "24  hours",
        "2 fortnights",
        "-1 hours",
        "1.5 hours",
        "٣ days",
        "24 Hours",
        "0 days",
    ],
)
def test_other_words_are_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(BadInput, match=r"no length of time: write a whole number from 1 to 10,000 .* working days"):
        Duration.parse(text)


def test_more_than_the_longest_is_refused() -> None:
    with pytest.raises(BadInput, match="10001 months is no length of time"):
        Duration(LONGEST + 1, Unit.MONTHS)


def test_the_longest_is_allowed() -> None:
    assert str(Duration(LONGEST, Unit.HOURS)) == "10000 hours"


@given(amount=st.integers(1, LONGEST), unit=st.sampled_from(Unit))
def test_what_is_said_can_be_read_again(amount: int, unit: Unit) -> None:
    duration = Duration(amount, unit)

    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_says_how_it_is_counted(unit: Unit) -> None:
    assert unit.rule(roll=True).startswith(unit.rule(roll=False))


def test_hours_say_the_same_rolling_or_not() -> None:
    assert Unit.HOURS.rule(roll=True) == "counted hour by hour; weekends and holidays count"


def test_a_month_that_rolls_says_so() -> None:
    assert Unit.MONTHS.rule(roll=True).endswith("an end on a closed day moves to the next working day")


def test_a_pause_cannot_end_before_it_starts() -> None:
    with pytest.raises(BadInput, match="cannot end at 2026-11-24 09:00"):
        Pause(TEN, NINE, "held")


@pytest.mark.parametrize("end", [None, TEN])
def test_a_pause_needs_an_offset(end: datetime | None) -> None:
    with pytest.raises(BadTime, match="has no offset"):
        Pause(NINE.replace(tzinfo=None), end, "held")


def test_the_end_of_a_pause_needs_an_offset() -> None:
    with pytest.raises(BadTime, match="has no offset"):
        Pause(NINE, TEN.replace(tzinfo=None), "held")


@pytest.mark.parametrize(
    ("label", "start", "end", "stopped"),
    [
        ("before it", TEN, ELEVEN, False),
        ("at its start", NINE, ELEVEN, False),
        ("inside it", NINE - timedelta(minutes=1), ELEVEN, True),
        ("at its end", NINE - timedelta(hours=1), NINE, True),
        ("after it", NINE - timedelta(hours=2), NINE - timedelta(hours=1), False),
        ("while it lasts", NINE - timedelta(hours=1), None, True),
    ],
)
def test_a_pause_stops_the_moments_after_its_start_up_to_its_end(
    label: str, start: datetime, end: datetime | None, stopped: bool
) -> None:
    assert Pause(start, end, label).stops(NINE) is stopped


def test_a_pause_says_when_it_was() -> None:
    london = ZoneInfo("Europe/London")

    assert Pause(NINE, TEN, "police asked").sentence(london) == (
        "Paused from Tuesday 24 November 2026 at 9:00am to Tuesday 24 November 2026 at 10:00am: police asked."
    )
    assert Pause(NINE, None, "police asked").sentence(UTC) == (
        "Paused since Tuesday 24 November 2026 at 9:00am: police asked."
    )


@pytest.mark.parametrize(
    ("label", "day", "months", "expected"),
    [
        ("the same date", date(2026, 11, 24), 1, date(2026, 12, 24)),
        ("a short month ends on its last day", date(2026, 1, 31), 1, date(2026, 2, 28)),
        ("a leap year", date(2028, 1, 31), 1, date(2028, 2, 29)),
        ("over the new year", date(2026, 12, 15), 1, date(2027, 1, 15)),
        ("to a December", date(2026, 11, 30), 13, date(2027, 12, 30)),
        ("a year back from a leap day", date(2028, 2, 29), -12, date(2027, 2, 28)),
        ("back over the new year", date(2027, 1, 31), -2, date(2026, 11, 30)),
    ],
)
def test_months_lead_to_the_same_date(label: str, day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected, label


def test_only_a_clock_that_rolls_says_that_it_does() -> None:
    assert Unit.MONTHS.rule(roll=False) != Unit.MONTHS.rule(roll=True)
    assert "moves to the next working day" not in Unit.MONTHS.rule(roll=False)


def test_a_month_in_another_year_ends_on_the_last_day_that_it_has_then() -> None:
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert add_months(date(2028, 11, 30), 3) == date(2029, 2, 28)
