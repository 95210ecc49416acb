"""Every date and time of every track: what happened lies between its cause and now, what is arranged lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identity import ActionName, FactName, PersonId
from engine.language.track_definition import Fact, TrackDefinition
from engine.language.vocabulary import TIMED_TYPES
from engine.questions.bounds import Cause, Occasion, precedes, wrong_times
from engine.record.values import Answer, Done, Instance
from engine.steps.step_times import outside
from tests.builders import LONDON, MONDAY, blank, calendar, library, lumen

MOMENTS = st.integers(0, 2 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
"""Any moment of two years, those around the changes of the clocks among them."""
DAY = timedelta(days=1)


def timed() -> Iterator[tuple[TrackDefinition, str, Fact]]:
    """Give every date and time of every track."""
    tracks = {name: track.definition for policy in library().policies.values() for name, track in policy.tracks.items()}
    for definition in tracks.values():
        for name, fact in definition.facts.items():
            if fact.type in TIMED_TYPES:
                yield definition, name, fact


def named(kind: str) -> list[object]:
    """List the facts that say `past`, `future` or `after`, with labels."""
    found = (each for each in timed() if getattr(each[2], kind))
    return [pytest.param(*each, id=f"{each[0].track}.{each[1]}") for each in found]


def wrong(definition: TrackDefinition, name: str, moment: datetime, *, causes: datetime = MONDAY - DAY) -> str:
    """Answer one question on Monday, where everything that has to lie before it was on `causes`."""
    done = {action: Done(PersonId("senior"), causes, causes) for action in definition.actions}
    before = {each: said(definition.facts[each], causes) for each in definition.facts if each != name}
    timed_before = {each: answer for each, answer in before.items() if definition.facts[each].type in TIMED_TYPES}
    track = Instance(
        track=definition.track,
        number=1,
        state=definition.starts,
        since=causes,
        reported_at=causes,
        answers=timed_before,
        done=done,
    )
    occasion = Occasion(
        definition=definition,
        case=blank(lumen()),
        instance=track,
        at=MONDAY,
        now=MONDAY,
        calendar=calendar(),
        action=ActionName("some step"),
    )
    fact = FactName(name)
    return wrong_times(occasion, {fact: said(definition.facts[fact], moment)}).get(fact, "")


def said(fact: Fact, moment: datetime) -> Answer:
    return Answer("value", moment.date().isoformat() if fact.type == "date" else moment.isoformat())


def test_there_are_dates_and_times_of_each_kind() -> None:
    assert len(list(timed())) > 25
    assert all(named(kind) for kind in ("past", "future", "after"))


@pytest.mark.parametrize(("definition", "name", "fact"), named("past"))
def test_what_has_happened_is_never_to_come(definition: TrackDefinition, name: str, fact: Fact) -> None:
    assert "lies in the future" in wrong(definition, name, MONDAY + 2 * DAY)
    assert "any time up to now" in wrong(definition, name, MONDAY + 733 * DAY)
    assert "check the year" in wrong(definition, name, MONDAY - 20_000 * DAY)
    assert wrong(definition, name, MONDAY) == wrong(definition, name, MONDAY - 40 * DAY) == ""
    assert not fact.future


@pytest.mark.parametrize(("definition", "name", "fact"), named("future"))
def test_what_is_arranged_lies_ahead(definition: TrackDefinition, name: str, fact: Fact) -> None:
    assert "does not lie ahead" in wrong(definition, name, MONDAY - 2 * DAY)
    assert wrong(definition, name, MONDAY + 16 * DAY) == ""
    assert ("to prepare" in wrong(definition, name, MONDAY + DAY)) == bool(fact.leaves)
    assert ("nobody works then" in wrong(definition, name, MONDAY + 19 * DAY)) == fact.open_day
    assert not fact.past


@pytest.mark.parametrize(("definition", "name", "fact"), named("after"))
def test_what_follows_something_is_never_before_it(definition: TrackDefinition, name: str, fact: Fact) -> None:
    ahead = MONDAY + 30 * DAY
    early = wrong(definition, name, MONDAY + 20 * DAY, causes=ahead)

    assert "is before 16 December 2026" in early
    assert "later" in early
    assert wrong(definition, name, ahead + DAY, causes=ahead) == ""
    assert fact.after


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_step_is_taken_between_its_cause_and_now_and_at_no_other_time(
    happened: datetime, cause: datetime, now: datetime
) -> None:
    found = list(outside(happened, [Cause(cause, "when this was reported")], now, LONDON))
    exact = happened.second or happened.microsecond
    earliest = cause if exact else cause.replace(second=0, microsecond=0)

    assert (found == []) == (earliest <= happened <= now)
    assert all(reason.field == "happened" and "between" in reason.unlocks for reason in found)


@given(MOMENTS, st.integers(-3, 3))
def test_a_date_is_compared_by_the_day_that_the_clocks_there_show(moment: datetime, days: int) -> None:
    day = moment.astimezone(LONDON).date() + timedelta(days=days)

    assert precedes(day, moment, LONDON) == (days < 0)
    assert precedes(moment, day, LONDON) == (days > 0)


@given(MOMENTS, MOMENTS)
def test_two_moments_are_compared_to_the_second_only_where_a_second_was_given(
    first: datetime, second: datetime
) -> None:
    minute = first.replace(second=0, microsecond=0)

    assert not precedes(minute, first, LONDON)
    assert precedes(first, second, LONDON) <= (first < second)


def test_the_last_day_of_march_is_one_day_although_an_hour_is_missing() -> None:
    before_midnight = datetime(2026, 3, 28, 23, 59, tzinfo=UTC)
    after_midnight_in_summer_time = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)

    assert not precedes(date(2026, 3, 28), before_midnight, LONDON)
    assert precedes(date(2026, 3, 29), after_midnight_in_summer_time, LONDON)
