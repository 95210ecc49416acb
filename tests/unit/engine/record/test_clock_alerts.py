"""All that was raised of one round of a clock is one alert, which climbs, is taken up, and ends with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from engine.changes.change import Change
from engine.changes.clocks_and_holds import acknowledge_alert
from engine.identity import CASE, ClockId, PersonId
from engine.reasons import ReasonCode
from engine.record.clock_alerts import AlertEnd, ClockAlert, clock_alerts
from engine.record.values import Actor
from engine.steps.transition import Refusal, Step
from tests.builders import Story, report

REQUEST = ClockId("removal/1 request")


def overdue(hours: float = 25) -> Story:
    """A removal whose request is late, alone with that clock."""
    story = report()
    story.case = replace(story.case, deadlines={REQUEST: story.case.deadlines[REQUEST]})
    for hour in (20, hours):
        story.at = story.case.reported_at + timedelta(hours=hour)
        story.sweep()
    return story


def alerts(story: Story) -> tuple[ClockAlert, ...]:
    return clock_alerts(story.case.alerts.values(), story.case.deadlines, story.case.tracks)


def take_up(story: Story, number: int = 1, reason: str = "The host was telephoned.") -> Step | Refusal:
    change = Change(Actor(PersonId("senior")), story.at, reason, "a test")
    return acknowledge_alert(story.policy, story.case, number, change, story.world)


def test_a_reminder_and_being_overdue_and_going_on_to_others_are_one_alert_with_one_due_time() -> None:
    story = overdue(29)
    only = alerts(story)

    assert [[line.alert for line in each.lines] for each in only] == [["remind 4 hours", "overdue", "after 4 hours"]]
    assert only[0].due_at == story.case.deadlines[REQUEST].due_at
    assert only[0].is_open


def test_what_is_taken_up_is_taken_up_as_a_whole_and_with_who_when_and_why() -> None:
    story = overdue()
    step = take_up(story)

    assert isinstance(step, Step)
    assert {each.status for each in step.case.alerts.values()} == {"acknowledged"}
    entry = step.entries[0]
    assert (entry.event.by, entry.event.at) == ("senior", story.at)
    assert "The host was telephoned." in [words.text for words in entry.words.values()]


def test_an_alert_that_was_taken_up_goes_on_to_nobody_and_its_clock_runs_on() -> None:
    story = overdue()
    story.keep(take_up(story))
    told = len(story.tells)
    story.wait(hours=5).sweep()

    assert story.case.alerts["3"].status == "superseded"
    assert len(story.tells) == told
    assert story.case.deadlines[REQUEST].state == "open"


def test_a_reminder_that_was_taken_up_does_not_keep_back_that_it_is_overdue() -> None:
    story = report()
    story.case = replace(story.case, deadlines={REQUEST: story.case.deadlines[REQUEST]})
    story.wait(hours=20).sweep()
    story.keep(take_up(story))
    told = len(story.tells)
    story.wait(hours=5).sweep()

    assert len(story.tells) > told
    assert alerts(story)[0].is_open


@pytest.mark.parametrize(
    ("state", "closed", "ended"),
    [
        ("open", False, None),
        ("met", False, AlertEnd.DONE),
        ("not_needed", False, AlertEnd.NOT_NEEDED),
        ("not_needed", True, AlertEnd.CLOSED),
        ("met", True, AlertEnd.DONE),
    ],
    ids=["runs", "the deed was done", "no longer needed", "the case was closed", "done before the case was closed"],
)
def test_an_alert_ends_with_its_reason(
    state: Literal["open", "met", "not_needed"], closed: bool, ended: AlertEnd | None
) -> None:
    story = overdue()
    clock = story.case.deadlines[REQUEST]
    if state != "open":
        clock = clock.ended(state, story.at)
    shell = replace(story.case.tracks[CASE], ended=closed, since=story.at)
    story.case = replace(story.case, deadlines={REQUEST: clock}, tracks={**story.case.tracks, CASE: shell})

    assert [each.ended for each in alerts(story)] == [ended]


def test_the_alert_of_an_earlier_round_has_ended() -> None:
    story = overdue()
    story.case = replace(story.case, deadlines={REQUEST: replace(story.case.deadlines[REQUEST], round=2)})

    assert [each.ended for each in alerts(story)] == [AlertEnd.DONE]


def test_an_alert_that_has_ended_is_not_taken_up_any_more_and_it_is_said_why() -> None:
    story = overdue()
    story.case = replace(story.case, deadlines={REQUEST: story.case.deadlines[REQUEST].ended("met", story.at)})
    refused = take_up(story)

    assert isinstance(refused, Refusal)
    assert [reason.code for reason in refused.reasons] == [ReasonCode.DONE_ALREADY]


def test_without_a_word_of_what_is_being_done_nothing_is_taken_up() -> None:
    assert isinstance(take_up(overdue(), reason=""), Refusal)
