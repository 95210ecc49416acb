"""Dates in nasty places, each worked out by hand with a printed calendar; they are right, and stay so."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from duecourse.bootstrap import HOLIDAYS, directory
from duecourse.casework.calendars.worked_dates import Days, days_of_nation
from engine.errors import BadInput, NoCalendar
from engine.time.calendar_rows import calendar_from
from engine.time.due_times import Timing
from engine.time.duration import Duration

LONDON = ZoneInfo("Europe/London")
TERMS = {
    "key": "school",
    "title": "A school in England",
    "nation": "England",
    "zone": "Europe/London",
    "source": "made up",
    "checked_on": "2026-11-28",
    "confirmed": "yes",
    "terms": [
        {"name": "Summer 2026", "first": "2026-04-13", "last": "2026-07-22"},
        {"name": "Autumn 2026", "first": "2026-09-02", "last": "2026-12-18"},
        {"name": "Spring 2027", "first": "2027-01-04", "last": "2027-03-25"},
        {"name": "Summer 2027", "first": "2027-04-12", "last": "2027-07-21"},
    ],
    "closures": [
        {"name": "half-term", "first": "2026-05-25", "last": "2026-05-29"},
        {"name": "half-term", "first": "2026-10-26", "last": "2026-10-30"},
        {"name": "INSET day", "first": "2027-01-04", "last": "2027-01-04"},
        {"name": "half-term", "first": "2027-02-15", "last": "2027-02-19"},
    ],
}
SCHOOL = "the school"

HOURS = [
    ("the clocks go forward", "2026-03-28 10:00", "24 hours", "Sun 29 Mar 2026 11:00 BST"),
    ("the clocks go back", "2026-10-24 14:00", "24 hours", "Sun 25 Oct 2026 13:00 GMT"),
    ("over the hour that is not there", "2026-03-29 00:30", "1 hour", "Sun 29 Mar 2026 02:30 BST"),
    ("into the hour that comes twice", "2026-10-25 00:30", "1 hour", "Sun 25 Oct 2026 01:30 BST"),
    ("into its second time", "2026-10-25 00:30", "2 hours", "Sun 25 Oct 2026 01:30 GMT"),
    ("over all of Easter 2027", "2027-03-26 17:00", "72 hours", "Mon 29 Mar 2027 18:00 BST"),
    ("over Christmas", "2026-12-24 16:00", "72 hours", "Sun 27 Dec 2026 16:00 GMT"),
    ("back a year later", "2027-10-30 18:00", "24 hours", "Sun 31 Oct 2027 17:00 GMT"),
    ("to the leap day", "2028-02-28 12:00", "24 hours", "Tue 29 Feb 2028 12:00 GMT"),
    ("over the new year", "2026-12-31 23:59", "24 hours", "Fri 01 Jan 2027 23:59 GMT"),
]
SPECIAL_HOURS = [
    ("over a weekend", "2026-11-20 18:00", "48 special hours", "Tue 24 Nov 2026 18:00 GMT"),
    ("over Easter", "2026-04-02 10:00", "48 special hours", "Wed 08 Apr 2026 10:00 BST"),
    ("over Christmas", "2026-12-24 09:00", "48 special hours", "Wed 30 Dec 2026 09:00 GMT"),
    ("from a Saturday", "2026-11-21 11:00", "48 special hours", "Wed 25 Nov 2026 00:00 GMT"),
    ("while the clocks go back", "2026-10-23 14:00", "48 special hours", "Tue 27 Oct 2026 14:00 GMT"),
]
WORKING_DAYS = [
    ("the next day", "England", "2026-11-24 09:30", "1 working day", "Wed 25 Nov 2026 17:00 GMT"),
    ("Friday evening", "England", "2026-11-20 18:00", "1 working day", "Mon 23 Nov 2026 17:00 GMT"),
    ("Saturday", "England", "2026-11-21 11:00", "1 working day", "Mon 23 Nov 2026 17:00 GMT"),
    ("before Easter", "England", "2026-04-02 10:00", "1 working day", "Tue 07 Apr 2026 17:00 BST"),
    ("Christmas Eve", "England", "2026-12-24 10:00", "1 working day", "Tue 29 Dec 2026 17:00 GMT"),
    ("five over the new year", "England", "2026-12-24 10:00", "5 working days", "Tue 05 Jan 2027 17:00 GMT"),
    ("early May", "England", "2026-05-01 12:00", "1 working day", "Tue 05 May 2026 17:00 BST"),
    ("a week with the spring holiday", "England", "2026-05-22 12:00", "5 working days", "Mon 01 Jun 2026 17:00 BST"),
    ("the end of August", "England", "2026-08-28 12:00", "1 working day", "Tue 01 Sep 2026 17:00 BST"),
    ("July here, June in Greenwich", "England", "2026-07-01 00:30", "1 working day", "Thu 02 Jul 2026 17:00 BST"),
    ("two substitute days", "England", "2027-12-24 10:00", "1 working day", "Wed 29 Dec 2027 17:00 GMT"),
    ("a substitute new year", "England", "2027-12-31 10:00", "1 working day", "Tue 04 Jan 2028 17:00 GMT"),
    ("Easter 2028", "England", "2028-04-13 10:00", "1 working day", "Tue 18 Apr 2028 17:00 BST"),
    ("two weeks of them", "England", "2026-11-02 10:00", "10 working days", "Mon 16 Nov 2026 17:00 GMT"),
    ("no Easter Monday", "Scotland", "2026-04-02 10:00", "1 working day", "Mon 06 Apr 2026 17:00 BST"),
    ("a day that was proclaimed", "Scotland", "2026-06-12 10:00", "1 working day", "Tue 16 Jun 2026 17:00 BST"),
    ("St Andrew", "Scotland", "2026-11-27 10:00", "1 working day", "Tue 01 Dec 2026 17:00 GMT"),
    ("two days of new year", "Scotland", "2026-12-31 10:00", "1 working day", "Tue 05 Jan 2027 17:00 GMT"),
    ("one day of new year", "England", "2026-12-31 10:00", "1 working day", "Mon 04 Jan 2027 17:00 GMT"),
    ("early August", "Scotland", "2026-07-31 10:00", "1 working day", "Tue 04 Aug 2026 17:00 BST"),
    ("no late August", "Scotland", "2026-08-28 10:00", "1 working day", "Mon 31 Aug 2026 17:00 BST"),
    ("St Patrick", "Northern Ireland", "2026-03-16 10:00", "1 working day", "Wed 18 Mar 2026 17:00 GMT"),
    ("the Boyne", "Northern Ireland", "2026-07-10 10:00", "1 working day", "Tue 14 Jul 2026 17:00 BST"),
    ("no Boyne", "England", "2026-07-10 10:00", "1 working day", "Mon 13 Jul 2026 17:00 BST"),
    ("St David is no holiday", "Wales", "2026-02-27 10:00", "1 working day", "Mon 02 Mar 2026 17:00 GMT"),
    ("in the school's holidays", SCHOOL, "2026-12-18 10:00", "1 working day", "Mon 21 Dec 2026 17:00 GMT"),
]
SCHOOL_DAYS = [
    ("over the summer", "2026-07-20 10:00", "5 school days", "Fri 04 Sep 2026 17:00 BST"),
    ("over half-term, and the clocks", "2026-10-23 10:00", "1 school day", "Mon 02 Nov 2026 17:00 GMT"),
    ("from the summer", "2026-08-10 10:00", "1 school day", "Wed 02 Sep 2026 17:00 BST"),
    ("over an INSET day", "2026-12-18 10:00", "1 school day", "Tue 05 Jan 2027 17:00 GMT"),
    ("over Easter", "2027-03-25 10:00", "2 school days", "Tue 13 Apr 2027 17:00 BST"),
    ("over half-term in February", "2027-02-12 10:00", "1 school day", "Mon 22 Feb 2027 17:00 GMT"),
    ("over early May", "2026-05-01 10:00", "1 school day", "Tue 05 May 2026 17:00 BST"),
    ("over half-term in May", "2026-05-22 10:00", "1 school day", "Mon 01 Jun 2026 17:00 BST"),
]
LONGER = [
    ("a week to a Saturday", "2026-11-14 09:00", "7 days", "Sat 21 Nov 2026 17:00 GMT"),
    ("a month to a short one", "2026-01-31 09:00", "1 month", "Sat 28 Feb 2026 17:00 GMT"),
    ("a month to the leap day", "2028-01-31 09:00", "1 month", "Tue 29 Feb 2028 17:00 GMT"),
    ("half a year", "2026-08-31 09:00", "6 months", "Sun 28 Feb 2027 17:00 GMT"),
    ("a year from the leap day", "2028-02-29 09:00", "12 months", "Wed 28 Feb 2029 17:00 GMT"),
    ("two weeks over the new year", "2026-12-24 09:00", "2 weeks", "Thu 07 Jan 2027 17:00 GMT"),
    ("thirty days", "2026-01-30 09:00", "30 days", "Sun 01 Mar 2026 17:00 GMT"),
    ("to the day of the change", "2026-03-01 09:00", "28 days", "Sun 29 Mar 2026 17:00 BST"),
    ("the same day", "2026-11-24 09:30", "same day", "Tue 24 Nov 2026 17:00 GMT"),
    ("the same day, in the evening", "2026-11-24 18:10", "same day", "Wed 25 Nov 2026 00:00 GMT"),
]
ROLLING = [
    ("Friday evening", "England", "2026-11-20 18:00", "1 working day", "Tue 24 Nov 2026 17:00 GMT"),
    ("Friday at five", "England", "2026-11-20 17:00", "1 working day", "Mon 23 Nov 2026 17:00 GMT"),
    ("a minute later", "England", "2026-11-20 17:01", "1 working day", "Tue 24 Nov 2026 17:00 GMT"),
    ("Saturday", "England", "2026-11-21 11:00", "1 working day", "Tue 24 Nov 2026 17:00 GMT"),
    ("the evening before Easter", "England", "2026-04-02 18:00", "1 working day", "Wed 08 Apr 2026 17:00 BST"),
    ("the evening before half-term", SCHOOL, "2026-10-23 18:00", "1 school day", "Tue 03 Nov 2026 17:00 GMT"),
    ("in the summer", SCHOOL, "2026-08-10 10:00", "1 school day", "Thu 03 Sep 2026 17:00 BST"),
    ("a week to a Saturday", "England", "2026-11-14 09:00", "7 days", "Mon 23 Nov 2026 17:00 GMT"),
    ("a month to a short one", "England", "2026-01-31 09:00", "1 month", "Mon 02 Mar 2026 17:00 GMT"),
    ("a month to Christmas", "England", "2026-11-25 09:00", "1 month", "Tue 29 Dec 2026 17:00 GMT"),
    ("half a year", "England", "2026-08-31 09:00", "6 months", "Mon 01 Mar 2027 17:00 GMT"),
    ("a week to Good Friday", "England", "2027-03-19 09:00", "1 week", "Tue 30 Mar 2027 17:00 BST"),
    ("a week from Good Friday", "England", "2027-03-26 09:00", "1 week", "Fri 02 Apr 2027 17:00 BST"),
    ("thirty days", "England", "2026-01-30 09:00", "30 days", "Mon 02 Mar 2026 17:00 GMT"),
    ("the same day, a Saturday", "England", "2026-11-21 11:00", "same day", "Mon 23 Nov 2026 17:00 GMT"),
    ("the same day, Christmas Eve", "England", "2026-12-24 18:00", "same day", "Tue 29 Dec 2026 17:00 GMT"),
]


def days(name: str) -> Days:
    if name != SCHOOL:
        return days_of_nation(directory(HOLIDAYS), name)
    return Days(key="school", name=SCHOOL, calendar=calendar_from(directory(HOLIDAYS), TERMS, LONDON))


def worked(where: str, start: str, length: str, *, roll: bool = False) -> str:
    moment = datetime.fromisoformat(start).replace(tzinfo=LONDON)
    found = days(where).work_out(Timing(start=moment, within=Duration.parse(length), roll=roll)).due.due_at
    assert found is not None
    return f"{found.astimezone(LONDON):%a %d %b %Y %H:%M %Z}"


@pytest.mark.parametrize(("label", "start", "length", "expected"), [*HOURS, *SPECIAL_HOURS, *LONGER])
def test_hours_days_and_months_run_out_where_a_person_counts_them(
    label: str, start: str, length: str, expected: str
) -> None:
    assert worked("England", start, length) == expected, label


@pytest.mark.parametrize(("label", "where", "start", "length", "expected"), WORKING_DAYS)
def test_working_days_leave_out_the_holidays_of_their_nation(
    label: str, where: str, start: str, length: str, expected: str
) -> None:
    assert worked(where, start, length) == expected, label


@pytest.mark.parametrize(("label", "start", "length", "expected"), SCHOOL_DAYS)
def test_school_days_leave_out_holidays_half_terms_and_inset_days(
    label: str, start: str, length: str, expected: str
) -> None:
    assert worked(SCHOOL, start, length) == expected, label


@pytest.mark.parametrize(("label", "where", "start", "length", "expected"), ROLLING)
def test_a_date_that_rolls_leaves_the_closed_day(
    label: str, where: str, start: str, length: str, expected: str
) -> None:
    assert worked(where, start, length, roll=True) == expected, label


def test_sixty_dates_and_more_are_held() -> None:
    each = (len(HOURS), len(SPECIAL_HOURS), len(WORKING_DAYS), len(SCHOOL_DAYS), len(LONGER), len(ROLLING))

    assert sum(each) >= 60


def test_a_nation_has_no_school_days() -> None:
    with pytest.raises(NoCalendar, match="no terms are loaded"):
        worked("England", "2026-11-24 09:00", "1 school day")


def test_a_nation_is_one_of_the_four() -> None:
    with pytest.raises(BadInput, match="England, Wales, Scotland, Northern Ireland"):
        days("Cornwall")
