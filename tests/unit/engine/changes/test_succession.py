"""Posts that begin and end move the roles of open cases by the policy, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.changes.assignments import take_away
from engine.changes.succession import Restaffed, restaff
from engine.identity import PersonId, PostName, RoleName
from engine.people.presence import in_force
from engine.people.staffing import Staffing
from engine.reasons import ReasonCode
from engine.record.kinds import EventKind
from engine.record.values import Part
from engine.steps.transition import Refusal, Step
from tests.builders import MONDAY, Story, report, staffing

SENIOR, DSL, CHECKER = RoleName("senior manager"), RoleName("DSL"), RoleName("checker")
IN_SCOPE = {"in_scope": "yes", "link_to_school": "reputation"}


def restaffed(story: Story) -> Restaffed | None:
    found = restaff(story.policy, story.case, story.world)
    if found is not None:
        story.keep(found.step)
    return found


def team(story: Story, role: RoleName) -> set[str]:
    return set(story.case.team.get(role, ()))


def begun_without_anybody() -> Story:
    """A case that stands with those who step in, as the school has no senior manager, head or deputy."""
    people = staffing(senior=(), head=(), deputy=())
    story = report(people=people)
    assert team(story, SENIOR).isdisjoint({"senior", "head"})
    return story


def test_nothing_follows_while_everybody_is_in_their_post() -> None:
    assert restaffed(report()) is None


def test_a_new_holder_of_a_post_comes_to_its_roles_beside_those_who_hold_them() -> None:
    story = report()
    story.people = staffing(successor=("headteacher",))
    found = restaffed(story)

    assert found is not None
    assert found.new == ("successor",)
    assert team(story, SENIOR) == {"senior", "head", "successor"}
    assert story.case.by_post[SENIOR][PersonId("successor")] == "headteacher"
    assert found.step.entries[0].event.kind is EventKind.ROLES_PASSED_ON


def test_who_has_a_role_by_a_post_that_ended_gets_it_again_by_the_one_that_they_hold_now() -> None:
    story = begun_without_anybody()
    stood_in = PersonId(min(team(story, SENIOR)))
    story.people = staffing(senior=(), head=(), deputy=(), **{stood_in.replace("-", "_"): ("headteacher",)})
    assert stood_in not in in_force(story.policy, story.case, story.people).team[SENIOR]
    restaffed(story)

    assert story.case.by_post[SENIOR][stood_in] == "headteacher"
    assert stood_in in in_force(story.policy, story.case, story.people).team[SENIOR]


def test_those_who_stepped_in_and_began_nothing_step_back() -> None:
    story = begun_without_anybody()
    stood_in = team(story, SENIOR)
    story.people = staffing(senior=(), deputy=())
    restaffed(story)

    assert "head" in team(story, SENIOR)
    # a second person is needed, and one head is not two: one of them stays
    assert team(story, SENIOR) - {"head"} <= stood_in


def test_who_stepped_in_and_took_a_step_keeps_the_role_until_it_is_handed_over() -> None:
    story = begun_without_anybody()
    first = min(team(story, SENIOR))
    story.act(first, "case/1", "acknowledge")
    story.people = staffing(deputy=())
    restaffed(story)

    assert team(story, SENIOR) == {"senior", "head", first}

    taken = take_away(story.policy, story.case, SENIOR, PersonId(first), story.change("senior"), story.world)
    assert isinstance(taken, Step)
    assert first not in taken.case.team[SENIOR]
    story.keep(taken)
    assert restaffed(story) is None


def test_nobody_comes_to_a_role_against_a_conflict() -> None:
    story = report()
    story.people = staffing(successor=("headteacher",))
    story.add_person("successor", Part.WITNESS)
    story.add_person("successor", Part.SUBJECT)
    restaffed(story)

    assert all("successor" not in people for people in story.case.team.values())


def test_a_report_about_the_head_stays_with_the_chair_when_the_head_is_replaced() -> None:
    story = report()
    story.add_person("head", Part.SUBJECT)
    before = team(story, SENIOR)
    gone = Staffing(
        posts=staffing(head=(), successor=("headteacher",)).posts,
        others={PersonId("head"): {PostName("headteacher"): MONDAY + timedelta(days=1)}},
    )
    story.people = gone
    restaffed(story)

    assert team(story, SENIOR) == before
    assert "successor" not in team(story, SENIOR)


def test_a_report_about_somebody_who_was_head_long_before_is_dealt_with_by_the_head() -> None:
    story = report()
    story.people = Staffing(
        posts=staffing().posts, others={PersonId("colleague"): {PostName("headteacher"): MONDAY - timedelta(days=300)}}
    )
    story.add_person("colleague", Part.SUBJECT)

    assert "head" in team(story, SENIOR)


def test_what_was_given_by_hand_stays_when_posts_change() -> None:
    story = report()
    given = story.assign("DSL", "senior")
    assert isinstance(given, Step)
    story.keep(given)
    story.people = staffing(successor=("headteacher",))
    restaffed(story)

    assert "senior" in team(story, DSL)


def test_a_case_that_has_ended_is_left_alone() -> None:
    story = report()
    ended = {on: replace(instance, ended=True) for on, instance in story.case.tracks.items()}
    story.case = replace(story.case, tracks=ended)
    story.people = staffing(successor=("headteacher",))

    assert restaffed(story) is None


@pytest.mark.parametrize("post", ["IT", "administrator"])
def test_those_who_keep_the_systems_are_given_no_role(post: str) -> None:
    story = report()
    story.people = Staffing(posts=staffing(keeper=(post, "teacher")).posts, keepers=frozenset({PersonId("keeper")}))
    refused = story.assign("senior manager", "keeper")

    assert isinstance(refused, Refusal)
    assert [reason.code for reason in refused.reasons] == [ReasonCode.KEEPS_THE_INSTALLATION]


def test_it_is_given_what_the_policy_keeps_for_it_and_a_head_who_administers_manages() -> None:
    story = report()
    people = staffing(it=("IT",), head=("headteacher", "administrator"))
    story.people = Staffing(posts=people.posts, keepers=frozenset({PersonId("it"), PersonId("head")}))

    assert isinstance(story.assign("IT", "it"), Step)
    assert isinstance(story.assign("DSL", "head"), Refusal)
    assert restaffed(story) is None
    assert "head" in team(story, SENIOR)


def test_a_role_is_taken_away_with_a_reason_and_does_not_come_back_by_itself() -> None:
    story = report()
    without = take_away(story.policy, story.case, SENIOR, PersonId("head"), story.change(reason=""), story.world)
    assert isinstance(without, Refusal)
    assert [reason.code for reason in without.reasons] == [ReasonCode.NO_REASON]

    taken = take_away(story.policy, story.case, SENIOR, PersonId("head"), story.change(), story.world)
    assert isinstance(taken, Step)
    story.keep(taken)
    restaffed(story)
    assert "head" not in team(story, SENIOR)

    given = story.assign("senior manager", "head")
    assert isinstance(given, Step)
    assert "head" in given.case.team[SENIOR]


def test_a_role_that_manages_is_not_taken_from_the_last_who_holds_it() -> None:
    story = report()
    story.people = staffing(head=())
    refused = take_away(story.policy, story.case, SENIOR, PersonId("senior"), story.change(), story.world)

    assert isinstance(refused, Refusal)
    assert [reason.code for reason in refused.reasons] == [ReasonCode.LAST_OF_ITS_ROLE]


def test_what_the_policy_needs_somebody_for_goes_to_those_who_step_in() -> None:
    story = report(answers={"child_at_risk": "yes"})
    assert "dsl" in team(story, DSL)
    for holder in sorted(team(story, DSL)):
        taken = take_away(story.policy, story.case, DSL, PersonId(holder), story.change(), story.world)
        assert isinstance(taken, Step)
        story.keep(taken)
        assert holder not in team(story, DSL)
