"""When a clock runs out: each unit, pauses, extensions, grace and rolling ends, as tables that a person can check."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from engine.errors import BadInput, BadTime, NoCalendar
from engine.time.due_times import Skipped, Timing, after, before, work_out
from engine.time.duration import Extension
from tests.unit.engine.time.clocks import SCHOOL, due, local, pause, said, words


@pytest.mark.parametrize(
    ("label", "start", "within", "expected"),
    [
        ("the clocks go forward", "2026-03-28 10:00", "24 hours", "Sun 29 Mar 2026 11:00 BST"),
        ("the clocks go back", "2026-10-24 14:00", "24 hours", "Sun 25 Oct 2026 13:00 GMT"),
        ("forward a year later", "2027-03-27 14:00", "24 hours", "Sun 28 Mar 2027 15:00 BST"),
        ("over a weekend", "2026-11-20 18:00", "24 hours", "Sat 21 Nov 2026 18:00 GMT"),
        ("over Christmas", "2026-12-24 16:00", "72 hours", "Sun 27 Dec 2026 16:00 GMT"),
        ("years without a calendar", "2040-12-24 16:00", "1 hour", "Mon 24 Dec 2040 17:00 GMT"),
    ],
)
def test_hours_are_counted_as_they_pass(label: str, start: str, within: str, expected: str) -> None:
    assert due(start, within) == expected, label
    assert due(start, within, roll=True) == expected, label


@pytest.mark.parametrize(
    ("label", "start", "within", "roll", "expected"),
    [
        ("the next day", "2026-11-24 09:30", "1 working day", False, "Wed 25 Nov 2026 17:00 GMT"),
        ("Friday evening", "2026-11-20 18:00", "1 working day", False, "Mon 23 Nov 2026 17:00 GMT"),
        ("Friday evening, rolling", "2026-11-20 18:00", "1 working day", True, "Tue 24 Nov 2026 17:00 GMT"),
        ("Friday at five, rolling", "2026-11-20 17:00", "1 working day", True, "Mon 23 Nov 2026 17:00 GMT"),
        ("Saturday", "2026-11-21 11:00", "1 working day", False, "Mon 23 Nov 2026 17:00 GMT"),
        ("Saturday, rolling", "2026-11-21 11:00", "1 working day", True, "Tue 24 Nov 2026 17:00 GMT"),
        ("over Easter", "2026-04-02 10:00", "1 working day", False, "Tue 07 Apr 2026 17:00 BST"),
        ("over Christmas", "2026-12-24 10:00", "2 working days", False, "Wed 30 Dec 2026 17:00 GMT"),
        ("into summer time", "2026-03-27 10:00", "1 working day", False, "Mon 30 Mar 2026 17:00 BST"),
        ("local date first", "2026-07-01 00:30", "1 working day", False, "Thu 02 Jul 2026 17:00 BST"),
        ("ten days", "2026-11-20 10:00", "10 working days", False, "Fri 04 Dec 2026 17:00 GMT"),
    ],
)
def test_working_days_end_at_the_close_of_business(
    label: str, start: str, within: str, roll: bool, expected: str
) -> None:
    assert due(start, within, roll=roll) == expected, label


@pytest.mark.parametrize(
    ("label", "start", "within", "roll", "expected"),
    [
        ("in the morning", "2026-11-24 09:30", "same day", False, "Tue 24 Nov 2026 17:00 GMT"),
        ("after hours", "2026-11-24 18:10", "same day", False, "Wed 25 Nov 2026 00:00 GMT"),
        ("at the close itself", "2026-11-24 17:00", "the same day", False, "Wed 25 Nov 2026 00:00 GMT"),
        ("on a Saturday", "2026-11-21 11:00", "same day", False, "Sat 21 Nov 2026 17:00 GMT"),
        ("after hours, rolling", "2026-11-20 18:00", "same day", True, "Mon 23 Nov 2026 17:00 GMT"),
        ("on a Saturday, rolling", "2026-11-21 11:00", "same day", True, "Mon 23 Nov 2026 17:00 GMT"),
        ("two weeks", "2026-11-24 09:30", "2 weeks", False, "Tue 08 Dec 2026 17:00 GMT"),
        ("a week into summer time", "2026-03-27 10:00", "1 week", False, "Fri 03 Apr 2026 17:00 BST"),
        ("a week onto Good Friday, rolling", "2026-03-27 10:00", "1 week", True, "Tue 07 Apr 2026 17:00 BST"),
    ],
)
def test_the_same_day_ends_with_that_day_and_weeks_are_seven_days(
    label: str, start: str, within: str, roll: bool, expected: str
) -> None:
    assert due(start, within, roll=roll) == expected, label


def test_the_same_day_moves_on_while_it_is_paused() -> None:
    timing = Timing(start=local("2026-11-24 09:00"), within=words("same day"))
    held = replace(timing, pauses=(pause("24 10:00", "25 12:00"),))
    stopped = replace(timing, pauses=(pause("24 10:00", None),))

    assert said(work_out(held, SCHOOL).due_at) == "Wed 25 Nov 2026 17:00 GMT"
    assert work_out(stopped, SCHOOL).paused


def test_the_last_day_of_june_in_greenwich_is_the_first_of_july_in_london() -> None:
    start = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    found = work_out(Timing(start=start, within=words("1 month")), SCHOOL)

    assert said(found.due_at) == "Sat 01 Aug 2026 17:00 BST"


@pytest.mark.parametrize(
    ("label", "start", "within", "roll", "expected"),
    [
        ("over the summer", "2026-07-20 10:00", "5 school days", False, "Fri 04 Sep 2026 17:00 BST"),
        ("over half-term", "2026-10-23 10:00", "1 school day", False, "Mon 02 Nov 2026 17:00 GMT"),
        ("in the summer", "2026-08-10 10:00", "1 school day", False, "Wed 02 Sep 2026 17:00 BST"),
        ("in the summer, rolling", "2026-08-10 10:00", "1 school day", True, "Thu 03 Sep 2026 17:00 BST"),
        ("in the evening, rolling", "2026-10-22 18:00", "1 school day", True, "Mon 02 Nov 2026 17:00 GMT"),
    ],
)
def test_school_days_leave_out_holidays_and_closures(
    label: str, start: str, within: str, roll: bool, expected: str
) -> None:
    assert due(start, within, roll=roll) == expected, label


@pytest.mark.parametrize(
    ("label", "start", "within", "roll", "expected"),
    [
        ("a week", "2026-11-17 09:00", "7 days", False, "Tue 24 Nov 2026 17:00 GMT"),
        ("a week to a Saturday", "2026-11-14 09:00", "7 days", False, "Sat 21 Nov 2026 17:00 GMT"),
        ("a week to a Saturday, rolling", "2026-11-14 09:00", "7 days", True, "Mon 23 Nov 2026 17:00 GMT"),
        ("a month", "2026-11-24 09:00", "1 month", True, "Thu 24 Dec 2026 17:00 GMT"),
        ("a short month", "2026-01-31 09:00", "1 month", False, "Sat 28 Feb 2026 17:00 GMT"),
        ("a short month, rolling", "2026-01-31 09:00", "1 month", True, "Mon 02 Mar 2026 17:00 GMT"),
        ("a leap year", "2028-01-31 09:00", "1 month", False, "Tue 29 Feb 2028 17:00 GMT"),
        ("to Christmas Day, rolling", "2026-11-25 09:00", "1 month", True, "Tue 29 Dec 2026 17:00 GMT"),
        ("years without a calendar", "2030-05-01 09:00", "12 months", False, "Thu 01 May 2031 17:00 BST"),
    ],
)
def test_days_and_months_end_on_their_date(label: str, start: str, within: str, roll: bool, expected: str) -> None:
    assert due(start, within, roll=roll) == expected, label


@pytest.mark.parametrize(
    ("label", "start", "expected"),
    [
        ("from Monday", "2026-11-23 10:00", "Wed 25 Nov 2026 10:00 GMT"),
        ("from Friday", "2026-11-20 10:00", "Tue 24 Nov 2026 10:00 GMT"),
        ("from Saturday", "2026-11-21 10:00", "Wed 25 Nov 2026 00:00 GMT"),
        ("from before Good Friday", "2026-04-02 10:00", "Wed 08 Apr 2026 10:00 BST"),
        ("from Christmas Eve", "2026-12-24 10:00", "Wed 30 Dec 2026 10:00 GMT"),
        ("Christmas on a Saturday", "2027-12-24 10:00", "Thu 30 Dec 2027 10:00 GMT"),
        ("over a change of the clocks", "2026-10-23 10:00", "Tue 27 Oct 2026 10:00 GMT"),
        ("to the midnight before a Saturday", "2026-11-19 00:00", "Sat 21 Nov 2026 00:00 GMT"),
    ],
)
def test_special_hours_leave_out_weekends_and_bank_holidays(label: str, start: str, expected: str) -> None:
    assert due(start, "48 special hours") == expected, label


@pytest.mark.parametrize(
    ("start", "within"),
    [
        ("2028-12-29 10:00", "1 working day"),
        ("2029-05-01 10:00", "48 special hours"),
        ("2026-12-18 10:00", "1 school day"),
    ],
)
def test_a_day_that_no_calendar_covers_is_never_guessed(start: str, within: str) -> None:
    with pytest.raises(NoCalendar, match="is not known"):
        due(start, within)


def test_a_start_without_an_offset_is_refused() -> None:
    with pytest.raises(BadTime):
        work_out(Timing(start=datetime.fromisoformat("2026-11-24T09:30"), within=words("24 hours")), SCHOOL)


def test_the_days_that_counted_and_those_that_did_not_are_kept() -> None:
    found = work_out(Timing(start=local("2026-11-20 18:00"), within=words("2 working days"), roll=True), SCHOOL)

    assert found.counted_from == date(2026, 11, 23)
    assert found.counted == (date(2026, 11, 24), date(2026, 11, 25))
    assert found.skipped == (
        Skipped(date(2026, 11, 20), "after close of business"),
        Skipped(date(2026, 11, 21), "weekend"),
        Skipped(date(2026, 11, 22), "weekend"),
    )


def test_an_end_that_rolls_says_what_it_rolled_over() -> None:
    found = work_out(Timing(start=local("2026-11-25 09:00"), within=words("1 month"), roll=True), SCHOOL)

    assert [skipped.reason for skipped in found.skipped] == [
        "Christmas Day",
        "weekend",
        "weekend",
        "Boxing Day (substitute day)",
    ]
    assert found.counted[-2:] == (date(2026, 12, 24), date(2026, 12, 29))


def test_the_days_that_special_hours_leave_out_are_kept() -> None:
    found = work_out(Timing(start=local("2026-11-20 10:00"), within=words("48 special hours")), SCHOOL)

    assert found.skipped == (
        Skipped(date(2026, 11, 21), "weekend"),
        Skipped(date(2026, 11, 22), "weekend"),
    )


PAUSED = [
    # label, within, pauses, due: every clock starts on Monday 23 November 2026 at 10:00
    ("hours, two days", "24 hours", [("23 12:00", "25 12:00")], "Thu 26 Nov 2026 10:00 GMT"),
    (
        "hours, two of one day",
        "24 hours",
        [("23 12:00", "24 12:00"), ("24 13:00", "25 13:00")],
        "Thu 26 Nov 2026 10:00 GMT",
    ),
    (
        "hours, overlapping",
        "24 hours",
        [("23 12:00", "25 12:00"), ("24 12:00", "25 12:00")],
        "Thu 26 Nov 2026 10:00 GMT",
    ),
    ("hours, from before the start", "24 hours", [("20 12:00", "23 14:00")], "Tue 24 Nov 2026 14:00 GMT"),
    ("hours, over before the start", "24 hours", [("20 12:00", "21 14:00")], "Tue 24 Nov 2026 10:00 GMT"),
    ("hours, after it was due", "24 hours", [("24 10:00", "25 14:00")], "Tue 24 Nov 2026 10:00 GMT"),
    ("hours, of no length", "24 hours", [("23 12:00", "23 12:00")], "Tue 24 Nov 2026 10:00 GMT"),
    ("working days, two days", "3 working days", [("24 09:00", "26 09:00")], "Mon 30 Nov 2026 17:00 GMT"),
    (
        "working days, two of one day",
        "3 working days",
        [("24 09:00", "25 09:00"), ("26 09:00", "27 09:00")],
        "Mon 30 Nov 2026 17:00 GMT",
    ),
    ("working days, within office hours", "3 working days", [("24 09:00", "24 16:00")], "Thu 26 Nov 2026 17:00 GMT"),
    ("working days, over a weekend", "5 working days", [("27 18:00", "30 09:00")], "Mon 30 Nov 2026 17:00 GMT"),
    ("school days, two days", "3 school days", [("24 09:00", "26 09:00")], "Mon 30 Nov 2026 17:00 GMT"),
    ("days, two days", "3 days", [("24 09:00", "26 09:00")], "Sat 28 Nov 2026 17:00 GMT"),
    ("a month, two days", "1 month", [("24 09:00", "26 09:00")], "Fri 25 Dec 2026 17:00 GMT"),
    ("special hours, over a weekend", "100 special hours", [("27 12:00", "30 12:00")], "Mon 30 Nov 2026 14:00 GMT"),
]


@pytest.mark.parametrize(("label", "within", "spans", "expected"), PAUSED)
def test_a_pause_makes_a_clock_run_out_later(
    label: str, within: str, spans: list[tuple[str, str]], expected: str
) -> None:
    pauses = tuple(pause(*span) for span in spans)

    found = work_out(Timing(start=local("2026-11-23 10:00"), within=words(within), pauses=pauses), SCHOOL)

    assert said(found.due_at) == expected, label
    assert not found.paused


def test_a_paused_day_is_skipped_with_its_reason() -> None:
    timing = Timing(
        start=local("2026-11-23 10:00"), within=words("2 working days"), pauses=(pause("24 09:00", "25 09:00"),)
    )

    assert work_out(timing, SCHOOL).skipped == (Skipped(date(2026, 11, 24), "paused: police asked"),)


@pytest.mark.parametrize(
    "within", ["24 hours", "3 working days", "3 school days", "3 days", "1 month", "48 special hours"]
)
def test_an_open_pause_leaves_no_due_time(within: str) -> None:
    lasting = pause("23 12:00", None)

    found = work_out(
        Timing(start=local("2026-11-23 10:00"), within=words(within), pauses=(lasting,), grace=words("1 day")), SCHOOL
    )

    assert (found.due_at, found.overdue_at, found.paused_by) == (None, None, lasting)
    assert found.paused


def test_an_open_pause_stops_an_end_that_would_roll() -> None:
    timing = Timing(
        start=local("2026-11-21 10:00"), within=words("7 days"), roll=True, pauses=(pause("29 10:00", None),)
    )

    assert work_out(timing, SCHOOL).due_at is None


def test_a_pause_that_begins_after_the_due_time_stops_only_the_grace() -> None:
    timing = Timing(
        start=local("2026-11-23 10:00"),
        within=words("24 hours"),
        grace=words("2 hours"),
        pauses=(pause("24 11:00", None),),
    )

    found = work_out(timing, SCHOOL)

    assert said(found.due_at) == "Tue 24 Nov 2026 10:00 GMT"
    assert found.overdue_at is None
    assert found.paused


@pytest.mark.parametrize(
    ("label", "within", "grace", "expected"),
    [
        ("none", "24 hours", None, "Tue 24 Nov 2026 10:00 GMT"),
        ("hours", "24 hours", "2 hours", "Tue 24 Nov 2026 12:00 GMT"),
        ("a day after hours", "24 hours", "1 working day", "Wed 25 Nov 2026 17:00 GMT"),
        ("a day after days", "4 working days", "1 working day", "Mon 30 Nov 2026 17:00 GMT"),
    ],
)
def test_grace_comes_between_due_and_overdue(label: str, within: str, grace: str | None, expected: str) -> None:
    timing = Timing(start=local("2026-11-23 10:00"), within=words(within), grace=words(grace) if grace else None)

    assert said(work_out(timing, SCHOOL).overdue_at) == expected, label


@pytest.mark.parametrize(
    ("label", "start", "within", "extensions", "expected"),
    [
        ("hours", "2026-11-23 10:00", "24 hours", ["24 hours"], "Wed 25 Nov 2026 10:00 GMT"),
        ("one unit from the start", "2026-01-31 10:00", "1 month", ["2 months"], "Thu 30 Apr 2026 17:00 BST"),
        ("days after hours", "2026-11-20 10:00", "24 hours", ["1 working day"], "Mon 23 Nov 2026 17:00 GMT"),
        ("hours after days", "2026-11-20 10:00", "1 working day", ["2 hours"], "Mon 23 Nov 2026 19:00 GMT"),
        ("several", "2026-11-20 10:00", "1 day", ["1 day", "3 hours"], "Sun 22 Nov 2026 20:00 GMT"),
    ],
)
def test_extensions_are_added_in_order(
    label: str, start: str, within: str, extensions: list[str], expected: str
) -> None:
    given_more = tuple(Extension(words(more), "agreed") for more in extensions)

    found = work_out(Timing(start=local(start), within=words(within), extensions=given_more), SCHOOL)

    assert said(found.due_at) == expected, label


@pytest.mark.parametrize(
    ("label", "moment", "length", "expected"),
    [
        ("hours", "2026-10-25 13:00", "24 hours", "Sat 24 Oct 2026 14:00 BST"),
        ("a working day", "2026-11-23 17:00", "1 working day", "Fri 20 Nov 2026 17:00 GMT"),
        ("a working day, same time of day", "2026-11-21 14:00", "1 working day", "Fri 20 Nov 2026 14:00 GMT"),
        ("working days over Easter", "2026-04-08 17:00", "2 working days", "Thu 02 Apr 2026 17:00 BST"),
        ("a working day over a change", "2026-10-26 17:00", "1 working day", "Fri 23 Oct 2026 17:00 BST"),
        ("a school day", "2026-09-02 17:00", "1 school day", "Wed 22 Jul 2026 17:00 BST"),
        ("days", "2026-11-23 17:00", "7 days", "Mon 16 Nov 2026 17:00 GMT"),
        ("months", "2026-03-31 17:00", "1 month", "Sat 28 Feb 2026 17:00 GMT"),
    ],
)
def test_a_reminder_comes_before(label: str, moment: str, length: str, expected: str) -> None:
    assert said(before(local(moment), words(length), SCHOOL)) == expected, label


def test_a_reminder_is_not_counted_in_special_hours() -> None:
    with pytest.raises(BadInput, match="A reminder cannot come 2 special hours before: use hours, days or months"):
        before(local("2026-11-23 17:00"), words("2 special hours"), SCHOOL)


@pytest.mark.parametrize(
    ("label", "length", "expected"),
    [
        ("hours", "2 hours", "Mon 23 Nov 2026 19:00 GMT"),
        ("a working day", "1 working day", "Tue 24 Nov 2026 17:00 GMT"),
        ("days", "7 days", "Mon 30 Nov 2026 17:00 GMT"),
    ],
)
def test_an_escalation_comes_after(label: str, length: str, expected: str) -> None:
    assert said(after(local("2026-11-23 17:00"), words(length), SCHOOL)) == expected, label
