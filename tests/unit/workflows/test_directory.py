"""The shipped directory data, read as the program reads them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest

from duecourse.clock import SystemClock
from engine.language.strict_yaml import read_mapping
from engine.time.calendar_rows import calendar_from
from engine.time.due_times import Timing, work_out
from engine.time.duration import Duration
from engine.time.moments import say_date

DIRECTORY = Path(__file__).parents[3] / "workflows" / "directory"
SATURDAY = 5

# Computed from the rules of the Banking and Financial Dealings Act 1971, Schedule 1; weekdays only.
ENGLAND_AND_WALES = {
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2028: ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"],
}
PERSONAL_COMPLAINT = {"no", "recipient", "impersonation", "privacy", "legal", "several", "unknown"}


def rows(name: str) -> dict[str, Any]:
    path = DIRECTORY / f"{name}.yaml"
    return dict(read_mapping(path.read_text(encoding="utf-8"), path.name))


def days_of(nation: str) -> list[str]:
    return [row["day"] for row in rows("bank_holidays")["nations"][nation]["days"]]


@pytest.mark.parametrize("year", ENGLAND_AND_WALES)
def test_the_bank_holidays_of_england_and_wales_are_those_of_the_rules(year: int) -> None:
    found = [day for day in days_of("England and Wales") if day.startswith(str(year))]

    assert found == [f"{year}-{day}" for day in ENGLAND_AND_WALES[year]]


@pytest.mark.parametrize(
    ("nation", "subdivision"),
    [
        ("England and Wales", "ENG"),
        ("England and Wales", "WLS"),
        ("Scotland", "SCT"),
        ("Northern Ireland", "NIR"),
    ],
)
def test_the_file_agrees_with_the_library(nation: str, subdivision: str) -> None:
    bank = rows("bank_holidays")
    years = range(int(bank["first"][:4]), int(bank["last"][:4]) + 1)

    library = holidays.country_holidays("GB", subdiv=subdivision, years=years)

    assert days_of(nation) == [day.isoformat() for day in sorted(library) if day.weekday() < SATURDAY]


def test_at_least_two_years_lie_ahead() -> None:
    today = SystemClock().now().date()
    last = date.fromisoformat(rows("bank_holidays")["last"])

    assert last >= today + timedelta(days=2 * 365), f"only to {say_date(last)}: raise LAST_YEAR, make calendars"


def test_the_example_school_comes_back_on_the_second_of_september() -> None:
    london = ZoneInfo("Europe/London")
    example = calendar_from(rows("bank_holidays"), rows("terms"), london)
    start = datetime(2026, 7, 20, 9, tzinfo=UTC)

    found = work_out(Timing(start=start, within=Duration.parse("5 school days")), example)

    assert found.due_at == datetime(2026, 9, 4, 16, tzinfo=UTC)
    assert example.why_not_school(date(2026, 7, 22)) is None
    assert example.why_not_school(date(2026, 9, 1)) == "INSET day"
    assert example.why_not_school(date(2026, 9, 2)) is None


def test_the_example_school_can_judge_every_day_of_its_years() -> None:
    example = calendar_from(rows("bank_holidays"), rows("terms"), ZoneInfo("Europe/London"))
    first, last = example.terms[0].first, example.terms[-1].last

    school_days = [
        day
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
        if example.why_not_school(day) is None
    ]

    assert len([day for day in school_days if date(2026, 9, 1) <= day <= date(2027, 8, 31)]) == 190
    assert len([day for day in school_days if date(2027, 9, 1) <= day <= date(2028, 8, 31)]) == 190


@pytest.mark.parametrize("nation", ["England and Wales", "Scotland", "Northern Ireland"])
def test_the_example_school_could_stand_in_any_nation(nation: str) -> None:
    school = rows("terms") | {"nation": nation}

    assert calendar_from(rows("bank_holidays"), school, ZoneInfo("Europe/London")).holidays


def test_the_example_is_plainly_an_example() -> None:
    terms = rows("terms")

    assert terms["confirmed"] == "no"
    assert "Made-up dates" in terms["note"]


@pytest.mark.parametrize("name", ["platforms", "helplines"])
def test_every_row_says_where_it_is_from_and_whether_anybody_confirmed_it(name: str) -> None:
    for row in rows(name)[name]:
        assert row["source"], row["key"]
        assert row["confirmed"] in ("yes", "no"), row["key"]
        assert row["checked_on"] == "never" or date.fromisoformat(row["checked_on"]) > date(2026, 1, 1)


@pytest.mark.parametrize("name", ["platforms", "helplines"])
def test_a_row_that_nobody_looked_at_is_not_confirmed(name: str) -> None:
    assert [row["key"] for row in rows(name)[name] if (row["checked_on"], row["confirmed"]) == ("never", "yes")] == []


@pytest.mark.parametrize("name", ["platforms", "helplines"])
def test_keys_are_unique_words(name: str) -> None:
    keys = [row["key"] for row in rows(name)[name]]

    assert len(set(keys)) == len(keys)
    assert all(key.isidentifier() and key.islower() for key in keys)


def test_platforms_say_what_they_ask_for_in_known_words() -> None:
    needed = {"key", "name", "provider", "route", "personal_complaint", "asks_for", "minimum_age"}
    optional = {"hosts", "personal_complaint_note", "minimum_age_since", "minimum_age_note"}
    everywhere = {"source", "checked_on", "confirmed"}

    for row in rows("platforms")["platforms"]:
        assert needed | everywhere <= row.keys() <= needed | everywhere | optional, row["key"]
        assert row["personal_complaint"] in PERSONAL_COMPLAINT, row["key"]
        assert row["minimum_age"] in ("none", "unknown") or row["minimum_age"].isdigit(), row["key"]


def test_an_address_belongs_to_one_platform() -> None:
    hosts = [host for row in rows("platforms")["platforms"] for host in row.get("hosts", [])]

    assert len(set(hosts)) == len(hosts)
    assert all(host == host.lower() and "/" not in host and "." in host for host in hosts)


def test_any_other_site_has_the_only_row_without_hosts() -> None:
    assert [row["key"] for row in rows("platforms")["platforms"] if "hosts" not in row] == ["other_site"]


def test_whatsapp_carries_both_of_its_ages() -> None:
    whatsapp = next(row for row in rows("platforms")["platforms"] if row["key"] == "whatsapp")

    assert (whatsapp["minimum_age"], whatsapp["minimum_age_since"]) == ("13", "2024-04-11")
    assert "16" in whatsapp["minimum_age_note"]


def test_helplines_say_whom_they_help_in_known_words() -> None:
    needed = {"key", "name", "provider", "helps_with", "source", "checked_on", "confirmed"}
    optional = {"telephone", "email", "web", "hours", "limits", "note"}

    for row in rows("helplines")["helplines"]:
        assert needed <= row.keys() <= needed | optional, row["key"]
        assert row.keys() & {"telephone", "email", "web"} or "to be found" in row["note"], row["key"]
