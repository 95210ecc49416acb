"""Alerts as rows of the ledger, and open clocks under a changed calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from engine.identity import ClockId, InstanceId, PersonId, RoleName, TrackName
from engine.record.case import Case
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER, Alert, Answer, Deadline, Planned
from engine.steps.alerts import recalendar, sweep
from engine.steps.transition import Step, World
from tests.builders import MONDAY, Story, by_fact, calendar, library, report, staffing, triaged, world

REQUEST, TRIAGE = ClockId("removal/1 request"), ClockId("case/1 triage")


def at_hour(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def alone(story: Story, *keys: ClockId) -> Story:
    """The same case with no clocks but these."""
    story.case = replace(story.case, deadlines={key: story.case.deadlines[key] for key in keys})
    return story


def ledger(case: Case) -> Sequence[Alert]:
    return tuple(case.alerts.values())


def moved_calendar() -> World:
    """The present two hours after the report, when Tuesday has become a holiday."""
    changed = replace(calendar(), holidays={**calendar().holidays, date(2026, 11, 17): "A holiday"})
    story = report().wait(hours=2)
    return replace(story.world, calendar=changed)


def with_clock(case: Case, clock: Deadline) -> Case:
    return replace(case, deadlines={**case.deadlines, clock.key: clock})


def test_an_alert_is_raised_in_the_very_moment_of_its_time_and_not_before() -> None:
    story = alone(report(), REQUEST)

    assert story.wait(hours=20, seconds=-1).sweep() is None
    story.wait(seconds=1).sweep()

    assert ledger(story.case) == (
        Alert(
            number=1,
            on=InstanceId("removal/1"),
            deadline="request",
            alert="remind 4 hours",
            round=1,
            status="raised",
            breached_at=at_hour(20),
            raised_at=at_hour(20),
        ),
    )


def test_what_came_late_is_raised_in_the_order_of_its_times_and_numbered_on() -> None:
    story = alone(report(), REQUEST).wait(hours=20)
    story.sweep()
    story.wait(hours=10).sweep()

    assert [(each.number, each.alert, each.breached_at, each.raised_at) for each in ledger(story.case)] == [
        (1, "remind 4 hours", at_hour(20), at_hour(20)),
        (2, "overdue", at_hour(24), at_hour(30)),
        (3, "after 4 hours", at_hour(28), at_hour(30)),
    ]
    assert story.case.deadlines[REQUEST].raised == ("remind 4 hours", "overdue", "after 4 hours")
    assert story.case.deadlines[REQUEST].next_alert is None


def test_a_reminder_is_superseded_from_the_moment_in_which_it_is_overdue() -> None:
    in_time, late = (alone(report(), REQUEST).wait(hours=hours) for hours in (23.99, 24))
    in_time.sweep()
    late.sweep()

    assert [(each.alert, each.status) for each in ledger(in_time.case)] == [("remind 4 hours", "raised")]
    assert [(each.alert, each.status) for each in ledger(late.case)] == [
        ("remind 4 hours", "superseded"),
        ("overdue", "raised"),
    ]
    assert [tell.subject for tell in late.tells] == ["overdue"]


def test_word_that_something_is_due_is_superseded_as_a_reminder_is() -> None:
    story = alone(report(answers={"personal_data": "yes"}), ClockId("data_breach/1 tell_dpo")).wait(hours=4)
    story.sweep()

    assert {each.alert: each.status for each in ledger(story.case)} == {"due": "superseded", "overdue": "raised"}


def test_those_who_are_told_hear_what_it_is_about_and_each_round_once() -> None:
    story = alone(report(), REQUEST).wait(hours=29)
    story.sweep()

    assert [(tell.kind, tell.on, tell.subject, tell.dedupe) for tell in story.tells] == [
        ("alert", "removal/1", "overdue", "removal/1 request overdue 1"),
        ("alert", "removal/1", "after", "removal/1 request after 4 hours 1"),
    ]
    assert set(story.tells[1].people) == {"head", "central"}


def test_a_later_round_is_alerted_as_itself() -> None:
    story = triaged().wait(days=3)
    story.act("senior", "case/1", "review", review_note="Waiting for the host")
    alone(story, ClockId("case/1 review")).wait(days=30).sweep()
    told = {tell.dedupe for tell in story.tells if tell.kind == "alert"}

    assert {each.round for each in ledger(story.case)} == {2}
    assert told == {"case/1 review overdue 2"}


def test_a_sweep_is_an_event_of_the_machine_at_its_own_time() -> None:
    story = report().wait(hours=25)
    before = story.case.revision
    step = story.sweep()
    assert step is not None
    (entry,) = step.entries

    assert (entry.event.kind, entry.event.by, entry.event.sequence) == (EventKind.SWEPT, SCHEDULER, before + 1)
    assert entry.event.at == entry.event.happened_at == at_hour(25)


def test_a_sweep_gives_the_role_of_somebody_who_left_to_somebody_who_is_there() -> None:
    story = report()
    assert "senior" in story.case.team[RoleName("senior manager")]
    story.people = staffing(senior=())
    story.wait(hours=25).sweep()

    assert "senior" not in story.case.team[RoleName("senior manager")]
    assert all("senior" not in tell.people for tell in story.tells)


def test_a_sweep_with_nothing_ripe_passes_on_no_role() -> None:
    story = report().wait(hours=1)

    assert sweep(story.policy, story.case, replace(story.world, staffing=staffing(senior=()))) is None


# A changed calendar


def test_a_clock_that_a_changed_calendar_moves_is_the_next_revision_of_the_same_round() -> None:
    story, world = report(), moved_calendar()
    before = story.case.deadlines[TRIAGE]
    step = recalendar(story.policy, story.case, world)
    assert isinstance(step, Step)
    after = step.case.deadlines[TRIAGE]

    assert (before.due_at, after.due_at) == (at_hour(32), at_hour(56))
    assert (before.revision, after.revision) == (1, 2)
    assert (after.round, after.state, after.started_at) == (1, "open", before.started_at)
    assert after.calendar == world.calendar.version


def test_a_changed_calendar_is_an_event_of_the_machine() -> None:
    story, world = report(), moved_calendar()
    step = recalendar(story.policy, story.case, world)
    assert isinstance(step, Step)
    (entry,) = step.entries

    assert (entry.event.kind, entry.event.by) == (EventKind.CALENDAR_CHANGED, SCHEDULER)
    assert entry.event.sequence == story.case.revision + 1
    assert entry.event.at == entry.event.happened_at == world.at


def test_a_clock_that_counts_hours_is_left_as_it_was() -> None:
    story, world = report(), moved_calendar()
    step = recalendar(story.policy, story.case, world)
    assert isinstance(step, Step)

    assert step.case.deadlines[REQUEST] == story.case.deadlines[REQUEST]


@pytest.mark.parametrize("change", ["ended", "of this calendar already"])
def test_a_clock_that_ended_or_is_of_this_calendar_is_not_worked_out_again(change: str) -> None:
    story, world = alone(report(), TRIAGE), moved_calendar()
    clock = story.case.deadlines[TRIAGE]
    kept = replace(clock, state="met") if change == "ended" else replace(clock, calendar=world.calendar.version)

    assert recalendar(story.policy, with_clock(story.case, kept), world) is None


def test_a_clock_that_is_left_keeps_no_other_from_being_moved() -> None:
    story, world = report(), moved_calendar()
    acknowledge = story.case.deadlines[ClockId("case/1 acknowledge")]
    assert list(story.case.deadlines).index(acknowledge.key) < list(story.case.deadlines).index(TRIAGE)
    case = with_clock(story.case, replace(acknowledge, state="met"))
    step = recalendar(story.policy, case, world)
    assert isinstance(step, Step)

    assert step.case.deadlines[TRIAGE].revision == 2


def test_a_calendar_without_a_new_day_for_a_clock_is_no_event() -> None:
    story, world = alone(report(), REQUEST), moved_calendar()

    assert recalendar(story.policy, story.case, world) is None


@pytest.mark.parametrize(
    ("register", "wanted"),
    [("account", {"head", "ceo"}), ("permission", {"head", "ceo"})],
)
def test_a_reminder_tells_those_alone_to_whom_a_step_is_left(register: str, wanted: set[str]) -> None:
    story = report()
    story.policy = library().current("flourish")
    on, name = InstanceId("register/1"), "approve"
    entry = replace(
        story.track("case/1"),
        track=TrackName("register"),
        state="requested",
        answers=by_fact({"register": Answer("value", register)}),
    )
    clock = replace(
        story.case.deadlines[TRIAGE],
        on=on,
        name=name,
        planned=(Planned("remind 1 working day", story.at, (RoleName("line manager"), RoleName("headteacher"))),),
    )
    holders = {"headteacher": "head", "line manager": "deputy", "CEO": "ceo"}
    story.case = replace(
        story.case,
        tracks={**story.case.tracks, on: entry},
        deadlines={clock.key: clock},
        team={RoleName(role): (PersonId(person),) for role, person in holders.items()},
    )
    step = sweep(story.policy, story.case, world(story.at, staffing(**{who: [post] for post, who in holders.items()})))
    assert isinstance(step, Step)

    assert {person for tell in step.tells if tell.kind == "alert" for person in tell.people} == wanted
