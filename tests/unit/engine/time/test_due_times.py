from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput, BadTime, NoCalendar
from engine.time.calendar import Calendar, Term
from engine.time.due_times import Due, Skipped, Timing, after, before, work_out
from engine.time.duration import Duration, Extension, Pause, Unit
from engine.time.explanation import explain

LONDON = ZoneInfo("Europe/London")
SCHOOL = Calendar(
    zone=LONDON,
    holidays={
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 4): "Early May bank holiday",
        date(2026, 5, 25): "Spring bank holiday",
        date(2026, 8, 31): "Summer bank holiday",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 28): "Boxing Day (substitute day)",
        date(2027, 1, 1): "New Year's Day",
        date(2027, 3, 26): "Good Friday",
        date(2027, 3, 29): "Easter Monday",
        date(2027, 12, 27): "Christmas Day (substitute day)",
        date(2027, 12, 28): "Boxing Day (substitute day)",
    },
    covered=(date(2026, 1, 1), date(2028, 12, 31)),
    terms=(
        Term("Summer 2026", date(2026, 4, 13), date(2026, 7, 22)),
        Term("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18)),
    ),
    closures={date(2026, 9, 1): "INSET day"} | {date(2026, 10, number): "half-term" for number in range(26, 31)},
)


def local(text: str) -> datetime:
    """A London time such as "2026-10-23 18:00"; none of those used here is ambiguous."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def words(text: str) -> Duration:
    return Duration.parse(text)


def due(start: str, within: str, *, roll: bool = False) -> str:
    """The due time of an undisturbed clock, as London reads it."""
    found = work_out(Timing(local(start), words(within), roll=roll), SCHOOL).due_at
    return said(found)


def said(moment: datetime | None) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %Y %H:%M %Z}" if moment else "paused"


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


def test_the_last_day_of_june_in_greenwich_is_the_first_of_july_in_london() -> None:
    start = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    found = work_out(Timing(start, words("1 month")), SCHOOL)

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
        work_out(Timing(datetime.fromisoformat("2026-11-24T09:30"), words("24 hours")), SCHOOL)


def test_the_days_that_counted_and_those_that_did_not_are_kept() -> None:
    found = work_out(Timing(local("2026-11-20 18:00"), words("2 working days"), roll=True), SCHOOL)

    assert found.counted_from == date(2026, 11, 23)
    assert found.counted == (date(2026, 11, 24), date(2026, 11, 25))
    assert found.skipped == (
        Skipped(date(2026, 11, 20), "after close of business"),
        Skipped(date(2026, 11, 21), "weekend"),
        Skipped(date(2026, 11, 22), "weekend"),
    )


def test_an_end_that_rolls_says_what_it_rolled_over() -> None:
    found = work_out(Timing(local("2026-11-25 09:00"), words("1 month"), roll=True), SCHOOL)

    assert [skipped.reason for skipped in found.skipped] == [
        "Christmas Day",
        "weekend",
        "weekend",
        "Boxing Day (substitute day)",
    ]
    assert found.counted[-2:] == (date(2026, 12, 24), date(2026, 12, 29))


def test_the_days_that_special_hours_leave_out_are_kept() -> None:
    found = work_out(Timing(local("2026-11-20 10:00"), words("48 special hours")), SCHOOL)

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


def pause(start: str, end: str | None, reason: str = "police asked") -> Pause:
    """A pause in November 2026, such as "24 09:00" to "26 09:00"."""
    return Pause(local(f"2026-11-{start}"), local(f"2026-11-{end}") if end else None, reason)


@pytest.mark.parametrize(("label", "within", "spans", "expected"), PAUSED)
def test_a_pause_makes_a_clock_run_out_later(
    label: str, within: str, spans: list[tuple[str, str]], expected: str
) -> None:
    pauses = tuple(pause(*span) for span in spans)

    found = work_out(Timing(local("2026-11-23 10:00"), words(within), pauses=pauses), SCHOOL)

    assert said(found.due_at) == expected, label
    assert not found.paused


def test_a_paused_day_is_skipped_with_its_reason() -> None:
    timing = Timing(local("2026-11-23 10:00"), words("2 working days"), pauses=(pause("24 09:00", "25 09:00"),))

    assert work_out(timing, SCHOOL).skipped == (Skipped(date(2026, 11, 24), "paused: police asked"),)


@pytest.mark.parametrize(
    "within", ["24 hours", "3 working days", "3 school days", "3 days", "1 month", "48 special hours"]
)
def test_an_open_pause_leaves_no_due_time(within: str) -> None:
    lasting = pause("23 12:00", None)

    found = work_out(Timing(local("2026-11-23 10:00"), words(within), pauses=(lasting,), grace=words("1 day")), SCHOOL)

    assert (found.due_at, found.overdue_at, found.paused_by) == (None, None, lasting)
    assert found.paused


def test_an_open_pause_stops_an_end_that_would_roll() -> None:
    timing = Timing(local("2026-11-21 10:00"), words("7 days"), roll=True, pauses=(pause("29 10:00", None),))

    assert work_out(timing, SCHOOL).due_at is None


def test_a_pause_that_begins_after_the_due_time_stops_only_the_grace() -> None:
    timing = Timing(
        local("2026-11-23 10:00"),
        words("24 hours"),
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
    timing = Timing(local("2026-11-23 10:00"), words(within), grace=words(grace) if grace else None)

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

    found = work_out(Timing(local(start), words(within), extensions=given_more), SCHOOL)

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


minutes = st.integers(0, 2 * 365 * 24 * 60)
units = st.sampled_from([Unit.HOURS, Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.SPECIAL_HOURS])
lengths = st.builds(Duration, st.integers(1, 8), units)


def starting(after_minutes: int) -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=after_minutes)


def certain(found: Due) -> datetime:
    """The due time of a clock that nothing stops."""
    assert found.due_at is not None
    return found.due_at


@given(start=minutes)
def test_a_day_of_hours_is_always_86400_seconds(start: int) -> None:
    found = certain(work_out(Timing(starting(start), words("24 hours")), SCHOOL))

    assert (found - starting(start)).total_seconds() == 86_400


@given(start=minutes, amount=st.integers(1, 20), roll=st.booleans())
def test_working_days_never_end_on_a_closed_day(start: int, amount: int, roll: bool) -> None:
    timing = Timing(starting(start), Duration(amount, Unit.WORKING_DAYS), roll=roll)

    end = certain(work_out(timing, SCHOOL)).astimezone(LONDON)

    assert SCHOOL.why_not_working(end.date()) is None
    assert end.time() == SCHOOL.close_of_business


@given(start=minutes, length=lengths, roll=st.booleans())
def test_a_clock_runs_out_after_it_started(start: int, length: Duration, roll: bool) -> None:
    assert certain(work_out(Timing(starting(start), length, roll=roll), SCHOOL)) > starting(start)


@given(
    start=minutes,
    length=lengths,
    roll=st.booleans(),
    cuts=st.lists(st.integers(-3_000, 20_000), min_size=2, max_size=5, unique=True).map(sorted),
)
def test_a_pause_counts_alike_however_it_is_cut(start: int, length: Duration, roll: bool, cuts: list[int]) -> None:
    began = starting(start)
    moments = [began + timedelta(minutes=cut) for cut in cuts]
    whole = (Pause(moments[0], moments[-1], "held"),)
    pieces = tuple(Pause(first, last, "held") for first, last in pairwise(moments))
    timing = Timing(began, length, roll=roll)

    assert work_out(replace(timing, pauses=pieces), SCHOOL) == work_out(replace(timing, pauses=whole), SCHOOL)


@given(start=minutes, hours=st.integers(3, 200), first=st.integers(0, 59), second=st.integers(60, 119))
def test_two_pauses_of_a_day_add_up_to_one_of_two_days(start: int, hours: int, first: int, second: int) -> None:
    began, day = starting(start), timedelta(days=1)
    at = began + timedelta(minutes=first)
    later = began + day + timedelta(minutes=second)
    timing = Timing(began, Duration(hours, Unit.HOURS))

    apart = work_out(replace(timing, pauses=(Pause(at, at + day, "a"), Pause(later, later + day, "b"))), SCHOOL)
    together = work_out(replace(timing, pauses=(Pause(at, at + 2 * day, "a"),)), SCHOOL)

    assert apart.due_at == together.due_at == began + timedelta(hours=hours) + 2 * day


@given(start=minutes, length=lengths, more=lengths, roll=st.booleans())
def test_more_time_never_ends_sooner(start: int, length: Duration, more: Duration, roll: bool) -> None:
    timing = Timing(starting(start), length, roll=roll)

    extended = work_out(replace(timing, extensions=(Extension(more, "agreed"),)), SCHOOL)

    assert certain(extended) >= certain(work_out(timing, SCHOOL))


@given(start=minutes, length=lengths, grace=lengths)
def test_nothing_is_overdue_before_it_is_due(start: int, length: Duration, grace: Duration) -> None:
    found = work_out(Timing(starting(start), length, grace=grace), SCHOOL)

    assert found.overdue_at is not None
    assert found.overdue_at > certain(found)


@given(start=minutes, length=lengths.filter(lambda length: length.unit is not Unit.SPECIAL_HOURS))
def test_a_reminder_comes_before_and_an_escalation_after(start: int, length: Duration) -> None:
    moment = starting(start) + timedelta(days=300)

    assert before(moment, length, SCHOOL) < moment < after(moment, length, SCHOOL)


def test_an_hourly_clock_explains_a_change_of_the_clocks() -> None:
    explanation = explain(Timing(local("2026-10-24 14:00"), words("24 hours")), SCHOOL, "the report was received")

    assert explanation.sentences(LONDON) == (
        "Started Saturday 24 October 2026 at 2:00pm, when the report was received.",
        "24 hours, counted hour by hour; weekends and holidays count.",
        "The clocks go back on Sunday 25 October 2026, so 24 hours after 2:00pm is 1:00pm.",
        "Due Sunday 25 October 2026 at 1:00pm.",
        f"Counted with calendar {SCHOOL.version}.",
    )


def test_a_paused_hourly_clock_explains_a_change_of_the_clocks_without_a_sum() -> None:
    held = Pause(local("2026-10-24 15:00"), local("2026-10-24 18:00"), "DSL asked")

    explanation = explain(Timing(local("2026-10-24 14:00"), words("24 hours"), pauses=(held,)), SCHOOL, "it was sent")

    assert explanation.sentences(LONDON)[2:5] == (
        "The clocks go back on Sunday 25 October 2026; hours are counted as they pass.",
        "Paused from Saturday 24 October 2026 at 3:00pm to Saturday 24 October 2026 at 6:00pm: DSL asked.",
        "Due Sunday 25 October 2026 at 4:00pm.",
    )


def test_a_rolling_clock_explains_every_day_that_did_not_count() -> None:
    timing = Timing(
        local("2026-10-23 18:00"),
        words("2 working days"),
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
    timing = Timing(local("2026-11-23 10:00"), words("24 hours"), pauses=(pause("23 12:00", None),))

    assert explain(timing, SCHOOL, "it was sent").sentences(LONDON)[2:] == (
        "Paused since Monday 23 November 2026 at 12:00pm (midday): police asked.",
        "There is no due time until the pause ends.",
        f"Counted with calendar {SCHOOL.version}.",
    )


def test_a_grace_that_stands_still_says_so() -> None:
    timing = Timing(
        local("2026-11-23 10:00"),
        words("24 hours"),
        grace=words("2 hours"),
        pauses=(pause("24 11:00", None),),
    )

    assert explain(timing, SCHOOL, "it was sent").sentences(LONDON)[3:5] == (
        "Due Tuesday 24 November 2026 at 10:00am.",
        "It cannot become overdue until the pause ends.",
    )


def test_days_in_a_row_that_did_not_count_are_said_together_from_the_first_to_the_last() -> None:
    timing = Timing(local("2026-10-23 09:00"), words("1 school day"))

    skipped = [line for line in explain(timing, SCHOOL, "it was sent").sentences(LONDON) if line.startswith("Not")]

    assert skipped == [
        "Not counted: Saturday 24 October 2026 to Sunday 25 October 2026 (weekend).",
        "Not counted: Monday 26 October 2026 to Friday 30 October 2026 (half-term).",
        "Not counted: Saturday 31 October 2026 to Sunday 1 November 2026 (weekend).",
    ]


def test_a_pause_that_begins_as_the_grace_runs_out_is_not_told() -> None:
    timing = Timing(local("2026-11-23 10:00"), words("24 hours"), pauses=(pause("24 10:00", "24 12:00"),))

    assert len(explain(timing, SCHOOL, "it was sent").sentences(LONDON)) == 4


@pytest.mark.parametrize("end", ["21 12:00", "23 10:00"])
def test_a_pause_that_was_over_by_the_start_is_not_told(end: str) -> None:
    timing = Timing(local("2026-11-23 10:00"), words("24 hours"), pauses=(pause("20 12:00", end),))

    assert len(explain(timing, SCHOOL, "it was sent").sentences(LONDON)) == 4


def test_an_explanation_keeps_its_calendar_and_how_it_was_worked_out() -> None:
    timing = Timing(local("2026-11-23 10:00"), words("3 working days"))

    explanation = explain(timing, SCHOOL, "it was sent")

    assert explanation.calendar_version == SCHOOL.version
    assert explanation.due == work_out(timing, SCHOOL)
