"""What follows from a step: holds and their clocks, reviews, and people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.identity import CASE, ClockId, InstanceId, PersonId, RoleName
from engine.language.machine import compile_track
from engine.language.track_definition import Hold
from engine.people.staffing import BY_NAME
from engine.reasons import ReasonSource, SourceKind
from engine.record.effects import Effect, Held, RoleChanged
from engine.record.values import Answer, Part, Planned
from engine.steps.consequences import active_holds, held_by, needed_roles, settle_holds, staff
from engine.steps.transition import Recording
from engine.time.duration import Pause, PauseCause, PauseKind
from tests.builders import MONDAY, REMOVAL_TRACK, Story, by_fact, lumen, ready, report, staffing
from tests.unit.engine.steps.in_the_making import LATER, recording

REMOVAL, REVIEW = InstanceId("removal/1"), ClockId("removal/1 review preservation")
MANAGER, LEAD = RoleName("senior manager"), RoleName("DSL")


def of(found: Recording, kind: type[Effect]) -> list[Effect]:
    return [each for each in found.effects if isinstance(each, kind)]


def held(story: Story, *names: str) -> Story:
    for name in names:
        story.keep(story.hold("removal/1", name, active=True))
    return story


# Holds


def test_a_hold_begins_once_with_its_cause_and_ends_with_it() -> None:
    story = report(answers={"child_at_risk": "yes"})
    assert story.track("removal/1").held == ("safety",)
    again = recording(story)
    settle_holds(again)
    assert again.effects == []

    gone = recording(story)
    lead = gone.case.tracks[InstanceId("safeguarding/1")]
    gone.case = gone.case.with_track(replace(lead, answers=by_fact({"host_contact": Answer("value", "cleared")})))
    settle_holds(gone)

    assert Held(on=REMOVAL, name="safety", active=False) in gone.effects
    assert gone.case.tracks[REMOVAL].held == ()


def test_no_hold_is_pulled_on_what_has_ended() -> None:
    story = report(answers={"child_at_risk": "yes"})
    found = recording(story)
    found.case = found.case.with_track(replace(found.case.tracks[REMOVAL], ended=True))
    settle_holds(found)

    assert Held(on=REMOVAL, name="safety", active=False) in found.effects


def test_a_hold_that_stands_twice_is_listed_once() -> None:
    plain = report().track("removal/1")
    twice = replace(plain, held=("safety", "preservation"), held_by_hand=("preservation", "other"))

    assert active_holds(twice) == ("safety", "preservation", "other")
    assert active_holds(plain) == ()


def test_a_hold_gives_away_what_its_cause_reads_and_one_by_hand_nothing() -> None:
    holds = lumen().track(REMOVAL_TRACK).definition.holds

    assert held_by("safety", holds["safety"]).reads
    assert held_by("own", Hold(says="By hand")) == ReasonSource(SourceKind.HOLD, ("own",))
    assert held_by("safety", holds["safety"]).kind is SourceKind.HOLD


def test_a_hold_stops_its_clocks_with_its_name_and_no_others() -> None:
    story = held(ready(), "preservation")
    clocks = story.case.deadlines
    stopped = {key for key, clock in clocks.items() if clock.paused}

    assert stopped == {"removal/1 request"}
    assert clocks[ClockId("removal/1 request")].pauses[-1].cause == PauseCause(PauseKind.HOLD, "preservation")
    assert clocks[ClockId("removal/1 request")].pauses[-1].start == MONDAY


def test_a_clock_under_two_holds_is_stopped_once_and_runs_when_both_are_over() -> None:
    story = held(ready(), "preservation", "safety")
    assert len(story.case.deadlines[ClockId("removal/1 request")].pauses) == 1

    story.wait(hours=1)
    story.keep(story.hold("removal/1", "preservation", active=False))
    assert story.due("removal/1 request") == "paused"

    story.wait(hours=1)
    story.keep(story.hold("removal/1", "safety", active=False))
    pause = story.case.deadlines[ClockId("removal/1 request")].pauses[-1]
    assert isinstance(pause, Pause)
    assert (pause.start, pause.end) == (MONDAY, MONDAY + timedelta(hours=2))


def test_a_hold_on_one_address_stops_nothing_of_another() -> None:
    story = held(report(addresses=("https://posts.example/1", "https://posts.example/2")), "preservation")

    assert story.due("removal/1 request") == "paused"
    assert story.due("removal/2 request") == "Tue 17 Nov 2026 09:00 GMT"
    assert ClockId("removal/2 review preservation") not in story.case.deadlines


# Reviews


def test_the_review_of_a_hold_runs_while_it_lasts_and_begins_again_with_it() -> None:
    story = held(ready(), "preservation")
    first = story.case.deadlines[REVIEW]
    assert (first.round, first.state, first.started_at) == (1, "open", MONDAY)

    story.wait(hours=2)
    story.keep(story.hold("removal/1", "preservation", active=False))
    ended = story.case.deadlines[REVIEW]
    assert (ended.round, ended.state, ended.ended_at) == (1, "met", MONDAY + timedelta(hours=2))

    story.wait(hours=2)
    held(story, "preservation")
    second = story.case.deadlines[REVIEW]
    assert (second.round, second.state, second.started_at) == (2, "open", MONDAY + timedelta(hours=4))


def test_a_review_that_runs_is_not_begun_again_and_one_that_ended_stays() -> None:
    story = held(ready(), "preservation")
    again = recording(story)
    settle_holds(again)
    assert again.effects == []

    story.keep(story.hold("removal/1", "preservation", active=False))
    again = recording(story)
    settle_holds(again)
    assert again.effects == []


def test_a_hold_without_a_review_keeps_no_other_from_its_own() -> None:
    track = lumen().track(REMOVAL_TRACK).definition
    safety = track.holds["safety"].model_copy(update={"review": None})
    holds = {"safety": safety, "preservation": track.holds["preservation"]}
    policy = replace(
        lumen(),
        tracks={**lumen().tracks, REMOVAL_TRACK: compile_track(track.model_copy(update={"holds": holds}))},
    )
    found = recording(ready(), policy)
    instance = replace(found.case.tracks[REMOVAL], held_by_hand=("safety", "preservation"))
    found.case = found.case.with_track(instance)
    settle_holds(found)

    assert REVIEW in found.case.deadlines
    assert ClockId("removal/1 review safety") not in found.case.deadlines


# People


def test_a_role_that_is_filled_is_left_as_it_is_and_the_one_who_left_is_replaced() -> None:
    story = report()
    calm = recording(story)
    staff(calm)
    assert calm.effects == []

    before = set(story.case.team[MANAGER])
    story.people = staffing(senior=())
    left = recording(story)
    staff(left)

    assert (
        RoleChanged(role=MANAGER, person=next(each for each in before if each == "senior"), active=False)
        in left.effects
    )
    assert "senior" not in left.case.team[MANAGER]
    assert left.case.team[MANAGER]
    assert all(isinstance(each, RoleChanged) for each in left.effects)


def test_nobody_is_given_a_role_that_they_hold() -> None:
    story = report()
    story.people = staffing(senior=(), new=("senior manager",))
    found = recording(story)
    staff(found)
    given = [
        (each.role, each.person) for each in of(found, RoleChanged) if isinstance(each, RoleChanged) and each.active
    ]

    assert len(given) == len(set(given))
    assert not [each for each in given if each[1] in story.case.team.get(each[0], ())]


def test_roles_are_needed_for_steps_messages_and_alerts_that_are_ripe_and_no_others() -> None:
    story = report()
    plain = recording(story)
    chair = next(role for role in lumen().definition.roles if role not in needed_roles(plain))
    plain.tell("told", (chair,), CASE, "a test", "1")
    assert chair in needed_roles(plain)

    clock = story.case.deadlines[ClockId("removal/1 request")]
    at_once, soon = ((Planned("overdue", at, (chair,)),) for at in (LATER, LATER + timedelta(seconds=1)))
    for ripe, needed in (
        (replace(clock, planned=at_once), True),
        (replace(clock, planned=soon), False),
        (replace(clock, planned=at_once, state="met"), False),
    ):
        found = recording(story)
        found.case = replace(found.case, deadlines={**found.case.deadlines, ripe.key: ripe})
        assert (chair in needed_roles(found)) is needed


def test_nobody_is_found_for_a_role_by_name_or_one_that_the_policy_lacks() -> None:
    found = recording(report())
    found.tell("told", (*BY_NAME, RoleName("nobody's"), LEAD, LEAD), CASE, "a test", "1")
    needed = needed_roles(found)

    assert needed.count(LEAD) == 1
    assert not {*BY_NAME, RoleName("nobody's")} & set(needed)


# Who is told


def test_nobody_whom_the_case_is_about_is_told_though_they_are_named() -> None:
    story = report()
    story.add_person("sam", Part.SUBJECT)
    found = recording(story)
    found.give((PersonId("sam"), PersonId("pat")))

    assert [each.people for each in found.finish().tells] == [("pat",)]
