"""Calendars are built from rows of text, and every fault of a row is told at once."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadFiles
from engine.time.calendar import Calendar, Term
from engine.time.calendar_rows import calendar_from

LONDON = ZoneInfo("Europe/London")
AUTUMN = Term("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18))


def bank_rows() -> dict[str, Any]:
    """Bank holidays as they come out of the file: every scalar is text."""
    return {
        "source": "made up",
        "checked_on": "2026-11-21",
        "first": "2026-01-01",
        "last": "2027-12-31",
        "nations": {
            "England and Wales": {"days": [{"day": "2026-08-31", "name": "Summer bank holiday"}]},
            "Scotland": {"days": [{"day": "2026-08-03", "name": "Summer bank holiday"}]},
        },
    }


def school_rows() -> dict[str, Any]:
    """One school's days as they come out of the file."""
    return {
        "key": "hill",
        "title": "Hill School",
        "nation": "England and Wales",
        "zone": "Europe/London",
        "close_of_business": "16:30",
        "source": "made up",
        "checked_on": "2026-11-21",
        "confirmed": "no",
        "terms": [{"name": "Autumn 2026", "first": "2026-09-01", "last": "2026-12-18"}],
        "closures": [{"name": "half-term", "first": "2026-10-26", "last": "2026-10-30"}],
        "one_off": [{"day": "2026-11-12", "name": "Royal wedding"}],
    }


def test_a_calendar_is_built_from_rows_of_text() -> None:
    made = calendar_from(bank_rows(), school_rows(), LONDON)

    assert made == Calendar(
        zone=LONDON,
        holidays={date(2026, 8, 31): "Summer bank holiday"},
        covered=(date(2026, 1, 1), date(2027, 12, 31)),
        terms=(AUTUMN,),
        closures={date(2026, 10, number): "half-term" for number in range(26, 31)},
        one_off={date(2026, 11, 12): "Royal wedding"},
        close_of_business=time(16, 30),
    )


def test_a_school_takes_the_bank_holidays_of_its_own_nation() -> None:
    made = calendar_from(bank_rows(), school_rows() | {"nation": "Scotland"}, LONDON)

    assert made.why_not_working(date(2026, 8, 3)) == "Summer bank holiday"
    assert made.why_not_working(date(2026, 8, 31)) is None


def test_business_closes_at_five_where_a_school_does_not_say() -> None:
    rows = school_rows()
    del rows["close_of_business"], rows["closures"], rows["one_off"]

    made = calendar_from(bank_rows(), rows, LONDON)

    assert made.close_of_business == time(17)


def test_the_faults_of_both_files_come_all_at_once() -> None:
    bank = bank_rows() | {"first": "soon", "extra": "x"}
    school = school_rows()
    school["terms"][0]["last"] = "2026-08-31"
    del school["zone"]

    with pytest.raises(BadFiles) as refusal:
        calendar_from(bank, school, LONDON, files=("bank.yaml", "hill.yaml"))

    assert [(finding.file, finding.where) for finding in refusal.value.findings] == [
        ("bank.yaml", "first"),
        ("bank.yaml", "extra"),
        ("hill.yaml", "zone"),
        ("hill.yaml", "terms.0"),
    ]
    assert "cannot be read: it must end on or after its first day" in str(refusal.value)


def test_an_unknown_nation_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadFiles, match='nation: "Mercia" is not known; allowed: England and Wales, Scotland'):
        calendar_from(bank_rows(), school_rows() | {"nation": "Mercia"}, LONDON)


def test_terms_in_disorder_are_a_fault_of_the_file() -> None:
    rows = school_rows()
    rows["terms"] *= 2

    with pytest.raises(BadFiles, match=r"terms.yaml:0: terms: .* begins before .* has ended"):
        calendar_from(bank_rows(), rows, LONDON)


def test_a_closure_of_more_than_a_year_is_a_slip() -> None:
    rows = school_rows()
    rows["closures"][0]["last"] = "2062-10-30"

    with pytest.raises(BadFiles, match=r"closures\.0: .* within a year"):
        calendar_from(bank_rows(), rows, LONDON)
