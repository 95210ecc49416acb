"""When somebody is told of what is no danger: quiet hours, days of rest, and the hour of a day's message."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from engine.errors import BadInput
from engine.time.quiet_hours import Telling, hour_of, leaves_at, next_day, quiet_of, telling_of, wrong_hour, wrong_quiet
from tests.builders import calendar

USUAL = telling_of({}, {})
DAILY = telling_of({"notices_come": "once a day"}, {})
DAYTIME = telling_of({"quiet_hours": "12:00-14:00", "quiet_days": "no"}, {})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("telling", "now", "leaves"),
    [
        (USUAL, "2026-11-16T09:00", "2026-11-16T09:00"),
        (USUAL, "2026-11-16T19:00", "2026-11-17T07:00"),
        (USUAL, "2026-11-16T18:59", "2026-11-16T18:59"),
        (USUAL, "2026-11-17T03:00", "2026-11-17T07:00"),
        (USUAL, "2026-11-17T07:00", "2026-11-17T07:00"),
        (USUAL, "2026-11-20T19:30", "2026-11-23T07:00"),
        (USUAL, "2026-11-21T12:00", "2026-11-23T07:00"),
        (USUAL, "2026-12-24T20:00", "2026-12-29T07:00"),
        (USUAL, "2026-10-23T18:30", "2026-10-26T07:00"),
        (telling_of({"quiet_days": "no"}, {}), "2026-10-24T19:00", "2026-10-25T07:00"),
        (telling_of({"quiet_hours": "never", "quiet_days": "no"}, {}), "2026-11-21T03:00", "2026-11-21T03:00"),
        (telling_of({"quiet_hours": "never"}, {}), "2026-11-21T03:00", "2026-11-23T00:00"),
        (DAYTIME, "2026-11-16T12:00", "2026-11-16T14:00"),
        (DAYTIME, "2026-11-16T14:00", "2026-11-16T14:00"),
    ],
    ids=[
        "in the day",
        "when the quiet hours begin",
        "a minute before them",
        "in the night",
        "when they end",
        "on Friday evening",
        "on Saturday",
        "over Christmas, Boxing Day in lieu too",
        "in summer time, over the night in which the clocks go back",
        "by winter time once they went back",
        "never quiet",
        "never quiet but on days of rest",
        "quiet over noon",
        "after noon",
    ],
)
def test_what_is_queued_leaves_at_the_first_moment_that_is_not_quiet(telling: Telling, now: str, leaves: str) -> None:
    assert leaves_at(telling, at(now), at(now), calendar()) == at(leaves)


@pytest.mark.parametrize(
    ("queued", "leaves"),
    [
        ("2026-11-16T07:59", "2026-11-16T08:00"),
        ("2026-11-16T08:00", "2026-11-16T08:00"),
        ("2026-11-16T08:01", "2026-11-17T08:00"),
        ("2026-11-20T12:00", "2026-11-23T08:00"),
        ("2026-10-23T12:00", "2026-10-26T08:00"),
    ],
    ids=["before the hour", "at the hour", "after it", "over a weekend", "over the clock change"],
)
def test_a_days_message_leaves_at_its_hour_on_the_next_day_on_which_people_work(queued: str, leaves: str) -> None:
    assert leaves_at(DAILY, at(queued), at("2026-11-30T12:00"), calendar()) == at(leaves)


def test_after_one_message_the_next_one_leaves_on_another_day() -> None:
    assert next_day(DAILY, at("2026-11-16T08:00"), calendar()) == at("2026-11-17T08:00")


def test_a_choice_wins_over_the_trust_and_the_trust_over_what_is_usual() -> None:
    trusts = {"notices_come": "once a day", "digest_hour": "06:15"}

    assert telling_of({}, trusts).hour == time(6, 15)
    assert telling_of({"digest_hour": "09:30"}, trusts).hour == time(9, 30)
    assert (telling_of({}, trusts).how, telling_of({"notices_come": "at once"}, trusts).how) == (
        "once a day",
        "at once",
    )


@pytest.mark.parametrize("typed", ["", "8", "25:00", "08:60", "morning", "08:00:00"])
def test_what_is_no_time_of_day_is_refused_in_words(typed: str) -> None:
    assert wrong_hour(typed)
    with pytest.raises(BadInput):
        hour_of(typed)


@pytest.mark.parametrize("typed", ["", "19:00", "19:00-", "night", "19-7"])
def test_what_are_no_quiet_hours_is_refused_in_words(typed: str) -> None:
    assert wrong_quiet(typed)


def test_hours_that_are_read_are_not_wrong() -> None:
    assert (wrong_hour("08:00"), wrong_quiet("19:00-07:00"), wrong_quiet("never")) == ("", "", "")
    assert quiet_of("19:00-07:00") == (time(19), time(7))


def test_beyond_the_years_that_are_loaded_only_weekends_are_quiet() -> None:
    assert leaves_at(USUAL, at("2079-01-06T12:00"), at("2079-01-06T12:00"), calendar()) == at("2079-01-06T12:00")
    assert leaves_at(USUAL, at("2079-01-07T12:00"), at("2079-01-07T12:00"), calendar()) == at("2079-01-09T07:00")
