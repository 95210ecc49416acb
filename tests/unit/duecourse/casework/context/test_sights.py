"""How a case stands before everybody, and that a step writes just what became otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.casework.context.kept_sights import KeptSights
from duecourse.casework.context.sights import sights_of
from engine.identity import CASE, InstanceId, PersonId
from engine.ports.sights import NOBODY_SEES, SightKind, Sights
from engine.record.case import Case
from engine.record.values import Part
from engine.steps.transition import Step
from tests.builders import Story, report, staffing
from tests.fakes import MemoryStore

SENIOR, TEACHER, DSL = PersonId("senior"), PersonId("teacher"), PersonId("dsl")


def stands(story: Story) -> Sights:
    return sights_of(story.policy, story.case, story.people)


def changed(story: Story, before: Case) -> tuple[Sights, Sights]:
    with MemoryStore().reading() as reading:
        return KeptSights().changes(reading, story.policy, before, story.case, story.people)


def triage(story: Story) -> None:
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")


DEEDS: dict[str, Callable[[Story], object]] = {
    "a step": lambda story: story.act(
        "senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes"
    ),
    "a subject": lambda story: story.add_person("head", Part.SUBJECT),
    "a role": lambda story: kept(story, story.assign("investigator", "colleague")),
    "an address": lambda story: story.add_address("https://a.example/9"),
    "a pause": lambda story: kept(story, story.clock("support/1", "offer", "pause")),
    "an alert": lambda story: story.wait(days=3).sweep(),
}


def kept(story: Story, result: object) -> None:
    assert isinstance(result, Step)
    story.keep(result)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=list(DEEDS))
def test_what_a_step_says_became_otherwise_is_what_did(deed: Callable[[Story], object]) -> None:
    story = report(affected=["teacher"])
    before, stood = story.case, stands(story)
    deed(story)
    was, now = changed(story, before)

    if (was, now) == (NOBODY_SEES, NOBODY_SEES):
        assert stands(story) == stood
    else:
        assert (was, now) == (stood, stands(story))


def test_where_nobody_sees_anything_else_in_a_list_nothing_is_worked_out() -> None:
    story = report(affected=["teacher"])
    triage(story)
    story.wait(days=3).sweep()
    before = story.case
    raised = next(each for each in story.case.alerts.values() if each.status == "raised")
    kept(story, story.acknowledge_alert(raised.number))

    assert changed(story, before) == (NOBODY_SEES, NOBODY_SEES)


def test_somebody_who_works_on_part_of_a_case_has_that_part_before_them() -> None:
    story = report(affected=["teacher"], answers={"child_at_risk": "yes"})
    seen = stands(story)

    assert seen[SENIOR].state == story.state("case/1")
    assert {clock.on for clock in seen[TEACHER].clocks}.isdisjoint({InstanceId("safeguarding/1")})
    assert InstanceId("safeguarding/1") in seen[DSL].works
    assert seen[DSL].danger_at == story.track("safeguarding/1").since
    assert seen[TEACHER].danger_at is None


def test_what_somebody_sees_by_a_post_is_kept_for_when_it_comes_back() -> None:
    story = report(affected=["teacher"])
    story.people = staffing(senior=())
    gone = stands(story)[SENIOR]

    assert (gone.kind, gone.relied, gone.clocks) == (SightKind.NONE, (), ())
    assert "senior manager" in gone.posts
    assert stands(story)[TEACHER].posts == ()


def test_the_clocks_of_others_wait_and_those_that_stand_still_do_too() -> None:
    story = report(affected=["teacher"])
    kept(story, story.clock("support/1", "offer", "pause"))
    clocks = {clock.key: clock for clock in stands(story)[SENIOR].clocks}

    assert clocks[next(key for key in clocks if key.endswith("offer"))].waits
    assert not clocks[next(key for key in clocks if key.startswith(CASE))].waits
