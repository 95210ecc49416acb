from datetime import UTC, date, datetime, timedelta

import pytest

from letters import wording
from tests.unit.letters.facts import LONDON


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "24 November 2026 at 9:30am"),
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "1 July 2026 at 9am"),
        (datetime(2026, 7, 1, 23, 5, tzinfo=UTC), "2 July 2026 at 12:05am"),
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "24 November 2026 at 12pm (midday)"),
        (datetime(2026, 11, 24, 12, 1, tzinfo=UTC), "24 November 2026 at 12:01pm"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "24 November 2026 at 12am (midnight)"),
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), "24 November 2026 at 11:59pm"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026 at 1:30am (BST)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 October 2026 at 1:30am (GMT)"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "25 October 2026 at 2:30am"),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "28 March 2027 at 2:30am"),
    ],
)
def test_a_moment_is_told_in_local_time(moment: datetime, words: str) -> None:
    assert wording.moment(moment, LONDON) == words


def test_a_day_is_told_with_or_without_its_name() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert wording.day(date(2026, 11, 4), LONDON) == "4 November 2026"
    assert wording.day(late, LONDON) == "2 July 2026"
    assert wording.weekday(date(2026, 11, 4), LONDON) == "Wednesday 4 November 2026"
    assert wording.weekday(late, LONDON) == "Thursday 2 July 2026"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=48), "48 hours"),
        (timedelta(days=3), "3 days"),
        (timedelta(days=7), "7 days"),
        (timedelta(hours=73), "73 hours"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(minutes=1), "1 minute"),
    ],
)
def test_a_length_of_time_is_told_in_one_unit(length: timedelta, words: str) -> None:
    assert wording.duration(length) == words


@pytest.mark.parametrize(
    ("given", "told"), [("Tell us", "Tell us."), ("Tell us.", "Tell us."), ("Why? ", "Why?"), ("Stop!", "Stop!")]
)
def test_a_sentence_has_one_end(given: str, told: str) -> None:
    assert wording.sentence(given) == told
