from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadTime
from engine.time.moments import (
    parse_beginning,
    parse_ending,
    parse_moment,
    require_aware,
    say_beginning,
    say_clock_change,
    say_date,
    say_day,
    say_day_and_time,
    say_days,
    say_ending,
    say_left,
    say_moment,
    say_time,
)

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24T09:30Z", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("2026-11-24T09:30+00:00", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("2026-07-24T09:30:15+01:00", datetime(2026, 7, 24, 8, 30, 15, tzinfo=UTC)),
        (" 2026-10-25T01:30+01:00 ", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T01:30+00:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2027-03-28T01:30+00:00", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_with_an_offset_is_taken(text: str, expected: datetime) -> None:
    moment = parse_moment(text, LONDON)

    assert moment == expected
    assert moment.tzinfo is UTC


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-24T09:30", "2026-11-24T09:30 has no offset from UTC: write 2026-11-24T09:30+00:00."),
        ("2026-07-24T09:30", "2026-07-24T09:30 has no offset from UTC: write 2026-07-24T09:30+01:00."),
        (
            "2026-07-24T09:30:05",
            "2026-07-24T09:30:05 has no offset from UTC: write 2026-07-24T09:30:05+01:00.",
        ),
        (
            "2026-10-25T01:30",
            "2026-10-25T01:30 happens twice: write 2026-10-25T01:30+01:00 for the first, "
            "2026-10-25T01:30+00:00 for the second.",
        ),
        (
            "2027-03-28T01:30",
            "2027-03-28T01:30 does not exist: the clocks skip over it. "
            "Write 2027-03-28T00:30+00:00 for a time before the change "
            "or 2027-03-28T02:30+01:00 for one after it.",
        ),
        (
            "2026-11-24",
            "2026-11-24 is a date alone: add the time and its offset, such as 2026-11-24T09:30+00:00.",
        ),
        (
            "tomorrow",
            '"tomorrow" is no moment: write the date, T, the time and its offset from UTC, '
            "such as 2026-11-24T09:30+00:00 or 2026-11-24T09:30Z.",
        ),
    ],
)
def test_a_moment_without_a_single_meaning_is_refused_with_what_it_may_mean(text: str, said: str) -> None:
    with pytest.raises(BadTime) as refusal:
        parse_moment(text, LONDON)

    assert str(refusal.value) == said


@pytest.mark.parametrize(
    "text", ["2026-02-30T09:30Z", "2026-11-24T25:00Z", "2026-11-24T09:30+99:00", "0001-01-01T00:00+14:00"]
)
def test_a_moment_of_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(BadTime, match="is no moment of any calendar"):
        parse_moment(text, LONDON)


@given(minutes=st.integers(0, 6 * 365 * 24 * 60))
def test_a_moment_that_was_written_out_is_read_back(minutes: int) -> None:
    whole = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    assert parse_moment(whole.astimezone(LONDON).isoformat(), LONDON) == whole


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(BadTime, match=r"2026-11-20T09:30:00 has no offset from UTC: a time needs one"):
        require_aware(NOW.replace(tzinfo=None))


def test_an_aware_moment_becomes_utc() -> None:
    moment = require_aware(datetime(2026, 7, 1, 0, 30, tzinfo=LONDON))

    assert moment.isoformat() == "2026-06-30T23:30:00+00:00"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "24 November 2026 at 9:30am"),
        (datetime(2026, 7, 24, 9, 30, tzinfo=UTC), "24 July 2026 at 10:30am"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026 at 12:30am"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "24 November 2026 at 12:00am (midnight)"),
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "24 November 2026 at 12:00pm (midday)"),
        (datetime(2026, 11, 24, 17, 5, tzinfo=UTC), "24 November 2026 at 5:05pm"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026 at 1:30am (BST)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 October 2026 at 1:30am (GMT)"),
    ],
)
def test_a_moment_is_said_in_local_time(moment: datetime, said: str) -> None:
    assert say_moment(moment, LONDON) == said


def test_days_are_said_in_full() -> None:
    assert say_date(date(2026, 11, 24)) == "24 November 2026"
    assert say_day(date(2026, 11, 24)) == "Tuesday 24 November 2026"
    assert say_days(date(2026, 11, 24), date(2026, 11, 24)) == "Tuesday 24 November 2026"
    assert say_days(date(2026, 11, 24), date(2026, 11, 25)) == (
        "Tuesday 24 November 2026 to Wednesday 25 November 2026"
    )
    assert say_day_and_time(NOW, LONDON) == "Friday 20 November 2026 at 9:30am"
    assert say_time(NOW, timezone(timedelta(hours=-9, minutes=-30))) == "12:00am (midnight)"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=4, hours=23), "in 4 days"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(hours=47, minutes=59), "in 47 hours"),
        (timedelta(hours=3, minutes=59), "in 3 hours"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(minutes=20, seconds=30), "in 20 minutes"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=59), "now"),
        (timedelta(), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=-1), "1 minute late"),
        (timedelta(hours=-2, minutes=-30), "2 hours late"),
        (timedelta(days=-3), "3 days late"),
    ],
)
def test_the_time_left_is_said_rounded_down(left: timedelta, said: str) -> None:
    assert say_left(NOW, NOW + left) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-10-24T13:00Z", "2026-10-25T13:00Z", "The clocks go back on Sunday 25 October 2026"),
        ("2026-10-25T00:30Z", "2026-10-25T01:30Z", "The clocks go back on Sunday 25 October 2026"),
        ("2027-03-20T14:00Z", "2027-03-29T14:00Z", "The clocks go forward on Sunday 28 March 2027"),
        ("2026-11-24T09:00Z", "2026-11-25T09:00Z", None),
        ("2026-11-24T09:00Z", "2027-11-24T09:00Z", None),
    ],
)
def test_a_change_of_the_clocks_is_said_with_its_day(start: str, end: str, said: str | None) -> None:
    change = say_clock_change(parse_moment(start, LONDON), parse_moment(end, LONDON), LONDON)

    assert change == said


@pytest.mark.parametrize(
    ("text", "beginning", "ending"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+00:00", "2026-11-25T00:00:00+00:00"),
        ("2026-07-01", "2026-06-30T23:00:00+00:00", "2026-07-01T23:00:00+00:00"),
        ("2026-10-25", "2026-10-24T23:00:00+00:00", "2026-10-26T00:00:00+00:00"),
        ("2026-07-01T09:00+01:00", "2026-07-01T08:00:00+00:00", "2026-07-01T08:00:00+00:00"),
    ],
)
def test_a_day_begins_and_ends_at_midnight_in_the_zone(text: str, beginning: str, ending: str) -> None:
    assert parse_beginning(text, LONDON).isoformat() == beginning
    assert parse_ending(text, LONDON).isoformat() == ending


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-02-30", "no day"),
        ("9999-12-31", "no day"),
        ("tomorrow", "no day and no moment"),
        ("2026-07-01T09:00", "no offset"),
    ],
)
def test_what_is_no_day_is_no_last_day(text: str, says: str) -> None:
    with pytest.raises(BadTime, match=says):
        parse_ending(text, LONDON)


def test_a_day_is_said_as_one_where_something_begins_or_ends_with_it() -> None:
    midnight, morning = datetime(2026, 7, 1, 23, 0, tzinfo=UTC), datetime(2026, 7, 2, 8, 0, tzinfo=UTC)

    assert (say_beginning(midnight, LONDON), say_ending(midnight, LONDON)) == ("2 July 2026", "the end of 1 July 2026")
    assert say_beginning(morning, LONDON) == say_ending(morning, LONDON) == "2 July 2026 at 9:00am"
