"""When what is done by hand is due again, and how it stands meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.bootstrap import HOLIDAYS, directory
from duecourse.casework.calendars.worked_dates import days_of_nation
from duecourse.casework.duties.by_hand import AHEAD, HandStanding, next_due, posts_doing, standing_of
from engine.language.field_types import ByHand
from engine.time.duration import Duration
from tests.services import library

CALENDAR = days_of_nation(directory(HOLIDAYS), "England").calendar
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
YEARLY = ByHand.model_validate({"says": "Talk", "who": "headteacher", "every": "12 months"})
AS_IT_COMES = ByHand.model_validate({"says": "Talk", "who": "headteacher", "when": "when somebody joins"})


def due(every: str, done_on: date) -> date | None:
    found = next_due(Duration.parse(every), done_on, CALENDAR)
    return found.astimezone(LONDON).date() if found else None


@pytest.mark.parametrize(
    ("every", "done_on", "again"),
    [
        ("12 months", date(2026, 2, 28), date(2027, 2, 28)),
        ("1 month", date(2026, 1, 31), date(2026, 2, 28)),
        ("6 weeks", date(2026, 3, 2), date(2026, 4, 13)),
        ("5 working days", date(2026, 12, 23), date(2027, 1, 4)),
    ],
)
def test_it_is_due_again_so_long_after_the_day_on_which_it_was_done(every: str, done_on: date, again: date) -> None:
    assert due(every, done_on) == again


def test_where_no_calendar_reaches_so_far_nothing_is_made_up() -> None:
    assert due("3 school days", date(2026, 3, 2)) is None


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 36))
def test_it_is_never_due_on_the_day_on_which_it_was_done(done_on: date, months: int) -> None:
    again = due(f"{months} months", done_on)

    assert again is not None
    assert again > done_on


def test_a_duty_stands_by_what_was_ticked_off_last() -> None:
    last = date(2026, 1, 5)

    assert standing_of(YEARLY, None, None, NOW) == HandStanding.NEVER
    assert standing_of(YEARLY, last, NOW + AHEAD + timedelta(seconds=1), NOW) == HandStanding.TO_COME
    assert standing_of(YEARLY, last, NOW + AHEAD, NOW) == HandStanding.SOON
    assert standing_of(YEARLY, last, NOW, NOW) == HandStanding.SOON
    assert standing_of(YEARLY, last, NOW - timedelta(seconds=1), NOW) == HandStanding.LATE
    assert standing_of(YEARLY, last, None, NOW) == HandStanding.TO_COME


def test_what_is_done_at_an_occasion_is_never_late() -> None:
    assert standing_of(AS_IT_COMES, None, None, NOW) == HandStanding.OCCASION
    assert standing_of(AS_IT_COMES, date(2001, 1, 1), None, NOW) == HandStanding.OCCASION


def test_a_role_stands_for_the_posts_that_hold_it_and_anyone_for_none() -> None:
    policy = library().current("lumen")
    role = next(iter(policy.definition.roles))
    both = ByHand.model_validate({"says": "Talk", "who": [role, "teacher"], "every": "1 month"})
    anyone = ByHand.model_validate({"says": "Talk", "who": "anyone", "when": "whenever it happens"})

    assert posts_doing(policy, both) == tuple(dict.fromkeys((*policy.definition.roles[role].held_by, "teacher")))
    assert posts_doing(policy, anyone) == ()
