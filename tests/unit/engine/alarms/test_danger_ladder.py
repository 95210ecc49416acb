"""Who is told of a danger that nobody has opened, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.alarms.danger_ladder import DangerStanding, climb, next_rung, rung_name, rung_of, unheard
from engine.identity import CASE, InstanceId, PersonId, RoleName
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER, Part
from engine.steps.dangers import Danger, dangers
from engine.steps.transition import Step
from tests.builders import MONDAY, Story, report, staffing

SAFEGUARDING, DSL = InstanceId("safeguarding/1"), RoleName("DSL")
MINUTES, HOUR = timedelta(minutes=15), timedelta(hours=1)
UNOPENED = DangerStanding(since=MONDAY, opened=frozenset())


def in_danger(**posts: tuple[str, ...]) -> Story:
    return report(answers={"child_at_risk": "yes"}, people=staffing(**posts))


def danger(story: Story) -> Danger:
    return next(each for each in dangers(story.policy, story.case) if each.on == SAFEGUARDING)


def climbed(story: Story, told: DangerStanding = UNOPENED) -> Step | None:
    return climb(story.policy, story.case, danger(story), told, story.world)


def reached(step: Step | None) -> set[str]:
    return {person for tell in step.tells for person in tell.people} if step else set()


@pytest.mark.parametrize(
    ("waited", "comes"),
    [(timedelta(), MINUTES), (MINUTES - timedelta(seconds=1), MINUTES), (MINUTES, HOUR), (HOUR, None)],
    ids=["at once", "just before the first rung", "at the first rung", "at the top"],
)
def test_a_danger_climbs_after_a_quarter_of_an_hour_and_after_an_hour(
    waited: timedelta, comes: timedelta | None
) -> None:
    assert next_rung(UNOPENED, MONDAY + waited) == (MONDAY + comes if comes else None)


def test_before_its_time_nothing_climbs() -> None:
    assert climbed(in_danger().wait(minutes=14, seconds=59)) is None


def test_a_rung_gives_the_role_to_those_who_step_in_next_and_tells_them_by_the_hand_of_nobody() -> None:
    story = in_danger().wait(minutes=15)
    step = climbed(story)

    assert step is not None
    new = set(step.case.team[DSL]) - set(story.case.team[DSL])
    assert new
    assert new <= reached(step)
    event = step.entries[0].event
    assert (event.kind, event.by, event.on) == (EventKind.DANGER_CLIMBED, SCHEDULER, SAFEGUARDING)


def test_a_rung_that_was_told_is_not_told_again_and_the_next_one_is() -> None:
    story = in_danger().wait(minutes=15)
    story.keep(climbed(story))
    told = replace(UNOPENED, climbed=((1, DSL),))

    assert climbed(story, told) is None
    assert climbed(story.wait(minutes=45), told) is not None


def test_nobody_who_is_part_of_the_case_gets_the_role() -> None:
    story = in_danger().wait(hours=1)
    usual = reached(climbed(story))
    parts = dict(story.case.people)
    for person in usual:
        parts[PersonId(person)] = (Part.SUBJECT,)
    story.case = replace(story.case, people=parts)

    assert usual
    assert usual.isdisjoint(reached(climbed(story)))


def test_one_who_held_the_role_and_opened_it_is_enough_also_after_they_left_it() -> None:
    story = in_danger().wait(minutes=15)
    holder = story.case.team[DSL][0]
    opened = replace(UNOPENED, opened=frozenset({holder}))

    assert unheard(story.case, danger(story), UNOPENED) == (DSL,)
    assert unheard(story.case, danger(story), opened) == ()
    story.case = replace(story.case, team={**story.case.team, DSL: ()}, former={DSL: (holder,)})
    assert unheard(story.case, danger(story), opened) == ()


def test_a_danger_that_has_ended_is_none() -> None:
    story = in_danger().wait(hours=1)
    ended = replace(story.case.tracks[SAFEGUARDING], ended=True)
    story.case = replace(story.case, tracks={**story.case.tracks, SAFEGUARDING: ended})

    assert SAFEGUARDING not in {each.on for each in dangers(story.policy, story.case)}


def test_the_name_of_a_rung_is_read_back_and_no_other_name_is_one() -> None:
    name = rung_name(SAFEGUARDING, 2, RoleName("senior manager"), MONDAY)

    assert rung_of(SAFEGUARDING, name) == (2, MONDAY, "senior manager")
    assert rung_of(CASE, name) is None
    assert rung_of(SAFEGUARDING, f"{SAFEGUARDING} begun") is None
