"""Why a clock stands still: typed since November 2026, and read from the words of what was recorded before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.context.look.redaction import ELSEWHERE, redacted
from engine.identity import ClockId, InstanceId, PersonId, RoleName
from engine.language.track_definition import Hold
from engine.people.visibility import sees_track
from engine.reasons import ReasonCode
from engine.steps.consequences import active_holds
from engine.steps.transition import Refusal
from engine.time.duration import BY_HAND, Pause, PauseCause, PauseKind
from engine.time.pauses import HELD, cause_of, stopped_by
from tests.builders import MONDAY, REMOVAL_TRACK, Story, police_case

HOLDS = {
    "police": Hold(says="The police have asked to wait.", locks=()),
    "lead": Hold(says="The lead looks first.", locks=()),
}
CLOCK = ClockId("removal/1 request")
AGES = pytest.mark.parametrize("older", [False, True], ids=["as it is recorded now", "as it was recorded before"])


def held(older: bool) -> Story:
    """Stop the clock of a removal by the police; `older` leaves the cause out, as it was in stores of before."""
    story = police_case()
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It is a threat.")
    story.act("senior", "police/1", "emergency", emergency_words="Called 999 at ten.")
    story.act("senior", "police/1", "police_answer", police_said="hold")
    if older:
        clock = story.case.deadlines[CLOCK]
        words = [replace(pause, reason="held: " + hold_says(story), cause=None) for pause in clock.pauses]
        story.case = replace(story.case, deadlines={**story.case.deadlines, CLOCK: replace(clock, pauses=tuple(words))})
    return story


def hold_says(story: Story) -> str:
    holds = story.policy.track(REMOVAL_TRACK).definition.holds
    return next(holds[name].says for name in active_holds(story.track("removal/1")))


def test_a_pause_says_what_stopped_the_clock() -> None:
    (pause,) = held(older=False).case.deadlines[CLOCK].pauses

    assert pause.cause == PauseCause(PauseKind.HOLD, "preservation")


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("held: The lead looks first.", PauseCause(PauseKind.HOLD, "lead")),
        ("held: Words of a hold that this version has no more.", PauseCause(PauseKind.HOLD)),
        ("by hand", BY_HAND),
        ("The police have asked to wait.", BY_HAND),
    ],
    ids=["a hold", "a hold that is gone", "by hand", "no words of a hold"],
)
def test_the_cause_of_an_older_pause_is_read_from_its_words(reason: str, cause: PauseCause) -> None:
    assert cause_of(Pause(MONDAY, None, reason), HOLDS) == cause


def test_a_pause_that_carries_its_cause_is_not_asked_for_its_words() -> None:
    cause, words = stopped_by("police", HOLDS["police"])

    assert words == HELD + "The police have asked to wait."
    assert cause_of(Pause(MONDAY, None, "Whatever it may be called", cause), HOLDS) == cause
    assert cause_of(Pause(MONDAY, None, words, BY_HAND), HOLDS) == BY_HAND


@AGES
def test_a_clock_that_a_hold_stopped_runs_on_with_its_end(older: bool) -> None:
    story = held(older)
    assert story.due(CLOCK) == "paused"
    story.act("senior", "police/1", "police_answer", police_said="released")

    assert not story.case.deadlines[CLOCK].paused


@AGES
def test_a_clock_that_a_hold_stopped_is_started_by_nobody(older: bool) -> None:
    refused = held(older).clock("removal/1", "request", "resume")

    assert isinstance(refused, Refusal)
    assert [reason.code for reason in refused.reasons] == [ReasonCode.CLOCK_HELD]


@AGES
def test_a_pause_does_not_name_a_hold_to_those_who_may_not_know_of_its_cause(older: bool) -> None:
    story = held(older)
    case = replace(story.case, team={**story.case.team, RoleName("checker"): (PersonId("hr"),)})
    assert sees_track(story.policy, case, case.tracks[InstanceId("removal/1")], PersonId("hr"))
    assert not sees_track(story.policy, case, case.tracks[InstanceId("police/1")], PersonId("hr"))

    (pause,) = redacted(story.policy, case, PersonId("hr")).case.deadlines[CLOCK].pauses

    assert (pause.reason, pause.cause) == (HELD + ELSEWHERE, PauseCause(PauseKind.HOLD))
