"""What a change of a clock would cost or save, told before it is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.changes.change import Change
from engine.changes.clock_costs import ClockCost, foresee
from engine.changes.clocks_and_holds import change_clock
from engine.identity import CASE, ClockId, PersonId
from engine.record.case import Case
from engine.record.values import Actor
from engine.steps.transition import Refusal, Step
from engine.time.duration import Duration
from tests.builders import MONDAY, Story, calendar, report, world
from tests.rungs import examples

LONDON = calendar().zone
TRIAGE = ClockId.of(CASE, "triage")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOSE = datetime(2026, 11, 17, 17, tzinfo=UTC)
"""The close of business on which triage is due: one working day after Monday's report."""


def by_hand(at: datetime) -> Change:
    return Change(Actor(PersonId("senior")), at, "Away")


def changed(story: Story, case: Case, at: datetime, what: str) -> Case:
    done = change_clock(story.policy, case, TRIAGE, by_hand(at), world(at), what=what, more=None)
    assert isinstance(done, Step)
    return done.case


def cost(story: Story, case: Case, at: datetime, what: str, more: str = "") -> ClockCost:
    length = Duration.parse(more) if more else None
    found = foresee(story.policy, case, TRIAGE, by_hand(at), world(at), what=what, more=length)
    assert isinstance(found, ClockCost)
    return found


def test_a_pause_says_by_when_it_costs_nothing_and_that_a_minute_over_the_close_costs_a_day() -> None:
    story = report()
    found = cost(story, story.case, CLOSE - MINUTE, "pause")
    said = " ".join(found.sentences(LONDON))

    assert (found.before, found.after, found.closes) == (CLOSE, None, CLOSE)
    assert "If it runs on before Tuesday 17 November 2026 at 5:00pm, the pause costs nothing" in said
    assert "costs a whole day, however short" in said


def test_a_minute_over_the_close_of_business_costs_a_working_day_and_its_end_says_so() -> None:
    story = report()
    paused = changed(story, story.case, CLOSE - MINUTE, "pause")
    found = cost(story, paused, CLOSE + MINUTE, "resume")
    said = " ".join(found.sentences(LONDON))

    assert (found.before, found.after) == (CLOSE, CLOSE + DAY)
    assert "due Wednesday 18 November 2026 at 5:00pm instead of Tuesday 17 November 2026 at 5:00pm: later" in said


def test_four_hours_before_the_close_cost_nothing_and_that_is_said() -> None:
    story = report()
    paused = changed(story, story.case, CLOSE - 5 * HOUR, "pause")
    found = cost(story, paused, CLOSE - HOUR, "resume")

    assert not found.is_felt
    assert "the pause cost nothing" in " ".join(found.sentences(LONDON))


def test_more_time_says_when_it_is_due_then_and_when_it_was() -> None:
    story = report()
    found = cost(story, story.case, MONDAY + HOUR, "extend", "2 working days")

    assert (found.before, found.after) == (CLOSE, CLOSE + 2 * DAY)
    assert "instead of Tuesday 17 November" in " ".join(found.sentences(LONDON))


def test_what_could_not_be_changed_is_refused_beforehand_as_well() -> None:
    story = report()
    found = foresee(
        story.policy, story.case, TRIAGE, by_hand(MONDAY + HOUR), world(MONDAY + HOUR), what="resume", more=None
    )

    assert isinstance(found, Refusal)


@settings(max_examples=examples(40), deadline=None)
@given(begins=some.integers(1, 60 * 24 * 6), lasts=some.integers(0, 60 * 24 * 3))
def test_what_is_foretold_of_the_end_of_a_pause_is_what_then_happens(begins: int, lasts: int) -> None:
    story = report()
    began, ends = (MONDAY + timedelta(minutes=each) for each in (begins, begins + lasts))
    foretold = cost(story, story.case, began, "pause")
    paused = changed(story, story.case, began, "pause")
    found = cost(story, paused, ends, "resume")
    then = changed(story, paused, ends, "resume").deadlines[TRIAGE].due_at

    assert found.after == then
    assert found.before == story.case.deadlines[TRIAGE].due_at
    if began < CLOSE:
        assert foretold.closes is not None
        assert found.is_felt == (ends >= foretold.closes)
