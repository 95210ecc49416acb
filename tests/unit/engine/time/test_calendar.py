from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadInput, BadTime, NoCalendar
from engine.time.calendar import Calendar, Term
from engine.time.duration import Unit

LONDON = ZoneInfo("Europe/London")
SUMMER = Term("Summer 2026", date(2026, 4, 13), date(2026, 7, 22))
AUTUMN = Term("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18))
SPRING = Term("Spring 2027", date(2027, 1, 4), date(2027, 3, 25))
SCHOOL = Calendar(
    zone=LONDON,
    holidays={date(2026, 8, 31): "Summer bank holiday", date(2026, 12, 25): "Christmas Day"},
    covered=(date(2026, 1, 1), date(2027, 12, 31)),
    terms=(SUMMER, AUTUMN, SPRING),
    closures={date(2026, 9, 1): "INSET day", date(2026, 10, 26): "half-term"},
    one_off={date(2026, 11, 12): "Royal wedding"},
)


@pytest.mark.parametrize(
    ("label", "day", "reason"),
    [
        ("a Friday", date(2026, 11, 13), None),
        ("a Saturday", date(2026, 11, 14), "weekend"),
        ("a Sunday", date(2026, 11, 15), "weekend"),
        ("a bank holiday", date(2026, 8, 31), "Summer bank holiday"),
        ("a one-off day", date(2026, 11, 12), "Royal wedding"),
        ("an INSET day is a working day", date(2026, 9, 1), None),
        ("the first day covered", date(2026, 1, 1), None),
        ("the last day covered", date(2027, 12, 31), None),
    ],
)
def test_a_day_says_why_it_is_no_working_day(label: str, day: date, reason: str | None) -> None:
    assert SCHOOL.why_not_working(day) == reason, label
    assert SCHOOL.why_not(Unit.WORKING_DAYS, day) == reason, label


@pytest.mark.parametrize(
    ("label", "day", "reason"),
    [
        ("a Friday in term", date(2026, 11, 13), None),
        ("the last day of term", date(2026, 7, 22), None),
        ("the day after it", date(2026, 7, 23), "outside term"),
        ("a bank holiday in the summer", date(2026, 8, 31), "outside term"),
        ("an INSET day", date(2026, 9, 1), "INSET day"),
        ("half-term", date(2026, 10, 26), "half-term"),
        ("a weekend in term", date(2026, 11, 14), "weekend"),
        ("a one-off day in term", date(2026, 11, 12), "Royal wedding"),
    ],
)
def test_a_day_says_why_it_is_no_school_day(label: str, day: date, reason: str | None) -> None:
    assert SCHOOL.why_not_school(day) == reason, label
    assert SCHOOL.why_not(Unit.SCHOOL_DAYS, day) == reason, label


@pytest.mark.parametrize("unit", [Unit.HOURS, Unit.DAYS, Unit.MONTHS, Unit.SPECIAL_HOURS])
def test_every_day_counts_in_the_other_units(unit: Unit) -> None:
    assert SCHOOL.why_not(unit, date(2026, 12, 25)) is None


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2028, 1, 1)])
def test_a_working_day_outside_the_loaded_years_is_never_guessed(day: date) -> None:
    with pytest.raises(NoCalendar, match="bank holidays are loaded from 1 January 2026 to 31 December 2027"):
        SCHOOL.why_not_working(day)


@pytest.mark.parametrize("day", [date(2026, 4, 12), date(2027, 3, 26)])
def test_a_school_day_outside_the_loaded_terms_is_never_guessed(day: date) -> None:
    with pytest.raises(NoCalendar, match="terms are loaded from 13 April 2026 to 25 March 2027"):
        SCHOOL.why_not_school(day)


@pytest.mark.parametrize("day", [SUMMER.first, SPRING.last])
def test_the_first_and_the_last_day_of_the_loaded_terms_are_known(day: date) -> None:
    assert SCHOOL.why_not_school(day) is None


def test_without_terms_no_school_day_is_guessed() -> None:
    with pytest.raises(NoCalendar, match=r"20 July 2026 is a school day is not known: no terms are loaded\. Load"):
        replace(SCHOOL, terms=()).why_not_school(date(2026, 7, 20))


def test_a_school_day_without_bank_holidays_is_never_guessed() -> None:
    early = replace(SCHOOL, covered=(date(2027, 1, 1), date(2027, 12, 31)))

    with pytest.raises(NoCalendar, match="bank holidays are loaded from 1 January 2027"):
        early.why_not_school(date(2026, 11, 13))


NEXT_SUMMER = Term("Summer 2027", date(2027, 4, 12), date(2027, 7, 21))


@pytest.mark.parametrize(
    ("terms", "day"),
    [
        pytest.param((SUMMER, SPRING), date(2026, 10, 1), id="the autumn is missing"),
        pytest.param((AUTUMN, NEXT_SUMMER), date(2027, 2, 1), id="the spring is missing"),
    ],
)
def test_a_term_that_nobody_entered_is_not_taken_for_a_holiday(terms: tuple[Term, ...], day: date) -> None:
    with pytest.raises(NoCalendar, match=r"no term is loaded between .* too long for a holiday"):
        replace(SCHOOL, terms=terms).why_not_school(day)


@pytest.mark.parametrize(
    ("label", "last", "first", "day"),
    [
        ("four weeks at Christmas", date(2026, 12, 11), date(2027, 1, 8), date(2026, 12, 28)),
        ("ten weeks in the summer", date(2027, 6, 25), date(2027, 9, 3), date(2027, 8, 1)),
    ],
)
def test_the_longest_holidays_are_holidays(label: str, last: date, first: date, day: date) -> None:
    terms = (Term("before", date(2026, 6, 1), last), Term("after", first, date(2027, 12, 1)))

    assert replace(SCHOOL, terms=terms).why_not_school(day) == "outside term", label


def test_a_moment_is_given_in_the_school_s_own_time() -> None:
    local = SCHOOL.local(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert local.isoformat() == "2026-07-01T00:30:00+01:00"


def test_a_naive_moment_has_no_local_time() -> None:
    with pytest.raises(BadTime):
        SCHOOL.local(datetime.fromisoformat("2026-06-30T23:30"))


def test_close_of_business_and_midnight_are_local() -> None:
    summer, winter = date(2026, 7, 1), date(2026, 12, 1)

    assert SCHOOL.closes(summer) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert SCHOOL.closes(winter) == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert SCHOOL.midnight(summer) == datetime(2026, 6, 30, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("label", "day", "amount", "unit", "expected"),
    [
        ("over a weekend", date(2026, 11, 16), 1, Unit.WORKING_DAYS, date(2026, 11, 13)),
        ("over a weekend and a one-off day", date(2026, 11, 16), 2, Unit.WORKING_DAYS, date(2026, 11, 11)),
        ("over the summer", date(2026, 9, 3), 2, Unit.SCHOOL_DAYS, date(2026, 7, 22)),
        ("every day", date(2026, 11, 16), 3, Unit.DAYS, date(2026, 11, 13)),
    ],
)
def test_days_are_counted_back(label: str, day: date, amount: int, unit: Unit, expected: date) -> None:
    assert SCHOOL.count_back(day, amount, unit) == expected, label


def test_equal_content_has_one_version_in_whatever_order_it_came() -> None:
    turned = replace(SCHOOL, holidays=dict(sorted(SCHOOL.holidays.items(), reverse=True)))

    assert turned == SCHOOL
    assert turned.version == SCHOOL.version
    assert hash(turned) == hash(SCHOOL)


def test_the_version_stays_what_it_was_across_releases() -> None:
    tiny = Calendar(zone=LONDON, holidays={}, covered=(date(2026, 1, 1), date(2026, 12, 31)))

    assert tiny.version == "7ba88b85e5680dd2"


@pytest.mark.parametrize(
    "changes",
    [
        {"zone": ZoneInfo("Europe/Dublin")},
        {"holidays": {date(2026, 8, 31): "Summer bank holiday"}},
        {"covered": (date(2026, 1, 1), date(2028, 12, 31))},
        {"terms": (SUMMER, AUTUMN)},
        {"closures": {date(2026, 9, 1): "INSET day"}},
        {"one_off": {}},
        {"close_of_business": time(16)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_any_change_gives_another_version(changes: dict[str, Any]) -> None:
    assert replace(SCHOOL, **changes).version != SCHOOL.version


def test_a_calendar_keeps_its_days_when_the_rows_it_was_made_from_change() -> None:
    rows = {date(2026, 8, 31): "Summer bank holiday"}
    made = replace(SCHOOL, holidays=rows)

    rows.clear()

    assert made.why_not_working(date(2026, 8, 31)) == "Summer bank holiday"


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("wrong", "changes"),
    [
        ('"Summer 2026" ends before it begins', {"terms": (replace(SUMMER, last=date(2026, 4, 12)),)}),
        ('"Summer 2026" begins before "Autumn 2026" has ended', {"terms": (AUTUMN, SUMMER)}),
        (
            '"b" begins before "a" has ended',
            {"terms": (replace(SUMMER, name="a"), replace(SUMMER, name="b"))},
        ),
        ("the close of business carries a zone of its own", {"close_of_business": time(17, tzinfo=UTC)}),
    ],
)
def test_a_calendar_in_disorder_is_refused(wrong: str, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refusal:
        replace(SCHOOL, **changes)

    assert str(refusal.value) == f"This is no calendar: {wrong}."


def test_the_law_counts_the_days_that_a_trust_itself_declares_closed() -> None:
    wedding = date(2026, 11, 12)

    assert SCHOOL.of_the_law().why_not_working(wedding) is None
    assert replace(SCHOOL, close_of_business=time(15)).of_the_law().close_of_business == time(17)
    assert SCHOOL.of_the_law().why_not_working(date(2026, 8, 31)) == "Summer bank holiday"
    assert SCHOOL.why_not_working(wedding) == "Royal wedding"


def test_calendars_of_different_content_are_kept_apart_in_a_set() -> None:
    other = replace(SCHOOL, one_off={})

    assert len({hash(SCHOOL), hash(other)}) == 2


def test_a_term_of_one_day_is_a_term() -> None:
    taster = Term("Taster day", date(2026, 7, 23), date(2026, 7, 23))

    assert replace(SCHOOL, terms=(SUMMER, taster, AUTUMN, SPRING)).why_not_school(date(2026, 7, 23)) is None


def test_two_terms_cannot_share_a_day() -> None:
    shared = replace(AUTUMN, first=SUMMER.last)

    with pytest.raises(BadInput, match='"Autumn 2026" begins before "Summer 2026" has ended'):
        replace(SCHOOL, terms=(SUMMER, shared))


@pytest.mark.parametrize("day", [SUMMER.last, SPRING.first])
def test_the_days_on_either_side_of_a_missing_term_are_known(day: date) -> None:
    assert replace(SCHOOL, terms=(SUMMER, SPRING)).why_not_school(day) is None


@pytest.mark.parametrize(
    ("last", "first"),
    [
        pytest.param(date(2027, 8, 1), date(2027, 9, 10), id="it begins on the first of August"),
        pytest.param(date(2027, 6, 20), date(2027, 8, 1), id="it ends on the first of August"),
    ],
)
def test_a_long_break_is_a_summer_only_with_the_first_of_august_inside(last: date, first: date) -> None:
    terms = (Term("before", date(2026, 6, 1), last), Term("after", first, date(2027, 12, 1)))

    with pytest.raises(NoCalendar, match="too long for a holiday"):
        replace(SCHOOL, terms=terms).why_not_school(last + (first - last) / 2)


def test_names_in_a_calendar_are_hashed_as_they_are_spelt() -> None:
    named = Calendar(zone=LONDON, holidays={date(2026, 1, 2): "Là Fèill"}, covered=SCHOOL.covered)

    assert named.version == "076504be05ac1cdd"
