"""What a case says about itself: its clocks at their very edge."""

from dataclasses import replace
from datetime import timedelta

from engine.identity import InstanceId, RoleName
from engine.record.values import Deadline, Planned
from engine.time.duration import Pause
from tests.builders import MONDAY

MOMENT = timedelta(microseconds=1)
TOLD = (RoleName("manager"),)
CLOCK = Deadline(
    on=InstanceId("removal/1"),
    name="check",
    round=1,
    state="open",
    started_at=MONDAY,
    started_by="send",
    due_at=MONDAY + timedelta(hours=24),
    overdue_at=MONDAY + timedelta(hours=26),
    calendar="working days",
    planned=(
        Planned("overdue", MONDAY + timedelta(hours=26), TOLD),
        Planned("remind", MONDAY + timedelta(hours=20), TOLD),
        Planned("after", MONDAY + timedelta(hours=30), TOLD),
    ),
)


def alert_of(clock: Deadline) -> str:
    return clock.next_alert.alert if clock.next_alert else ""


def test_a_clock_is_due_from_the_very_moment_of_its_due_time() -> None:
    due = MONDAY + timedelta(hours=24)

    assert CLOCK.is_due(due)
    assert CLOCK.is_due(due + MOMENT)
    assert not CLOCK.is_due(due - MOMENT)


def test_a_clock_is_overdue_from_the_very_moment_at_which_its_grace_has_run_out() -> None:
    overdue = MONDAY + timedelta(hours=26)

    assert CLOCK.is_overdue(overdue)
    assert CLOCK.is_overdue(overdue + MOMENT)
    assert not CLOCK.is_overdue(overdue - MOMENT)


def test_a_clock_without_a_due_time_is_never_due_and_never_overdue() -> None:
    waiting = replace(CLOCK, due_at=None, overdue_at=None)

    assert not waiting.is_due(MONDAY + timedelta(days=900))
    assert not waiting.is_overdue(MONDAY + timedelta(days=900))


def test_a_clock_stands_still_while_its_last_pause_has_no_end_unless_the_law_gives_it() -> None:
    ended = Pause(MONDAY, MONDAY + timedelta(hours=1), "")
    running_on = Pause(MONDAY, None, "")

    assert replace(CLOCK, pauses=(ended, running_on)).paused
    assert not replace(CLOCK, pauses=(running_on, ended)).paused
    assert not CLOCK.paused
    assert not replace(CLOCK, pauses=(running_on,), binding="law").paused


def test_the_next_alert_is_the_earliest_that_was_not_raised() -> None:
    assert alert_of(CLOCK) == "remind"
    assert alert_of(replace(CLOCK, raised=("remind",))) == "overdue"
    assert alert_of(replace(CLOCK, raised=("remind", "overdue", "after"))) == ""


def test_a_clock_that_was_met_or_stands_still_has_no_next_alert() -> None:
    assert alert_of(replace(CLOCK, state="met")) == ""
    assert alert_of(replace(CLOCK, pauses=(Pause(MONDAY, None, ""),))) == ""
