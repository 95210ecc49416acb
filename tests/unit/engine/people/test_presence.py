"""A role goes with the post by which somebody came to it; what was given by name stands until it is taken away."""

from dataclasses import replace

from engine.identity import PersonId, RoleName
from engine.people.presence import in_force
from engine.record.chain import encode
from engine.record.effects import RoleChanged
from engine.record.replay import apply_event, fold
from engine.record.values import Part
from engine.steps.transition import Step
from tests.builders import Story, blank, lumen, report, staffing

SENIOR = RoleName("senior manager")


def team(story: Story, **posts: tuple[str, ...]) -> set[PersonId]:
    return set(in_force(story.policy, story.case, staffing(**posts)).team[SENIOR])


def test_who_comes_to_a_role_by_a_post_is_noted_with_it() -> None:
    story = report()

    assert story.case.by_post[SENIOR] == {"senior": "senior manager", "head": "headteacher"}


def test_a_case_in_which_everybody_is_in_their_post_is_given_back_as_it_is() -> None:
    story = report()

    assert in_force(story.policy, story.case, staffing()) is story.case


def test_the_role_of_somebody_whose_post_has_ended_is_not_in_force_and_comes_back_with_the_post() -> None:
    story = report()

    assert team(story, senior=("teacher",)) == {"head"}
    assert team(story, senior=()) == {"head"}
    assert team(story) == {"senior", "head"}


def test_another_post_that_holds_the_role_keeps_it_in_force() -> None:
    assert team(report(), senior=("headteacher",)) == {"senior", "head"}


def test_a_post_that_only_steps_in_is_no_ground_for_who_came_by_another() -> None:
    assert team(report(), senior=("deputy head",)) == {"head"}
    assert team(report(), head=("chair of governors", "trust board")) == {"senior"}


def test_who_stepped_in_by_one_post_has_no_ground_in_another_that_steps_in_too() -> None:
    story = report(people=staffing(senior=(), head=(), deputy=("deputy head", "chair of governors")))
    assert story.case.by_post[SENIOR][PersonId("deputy")] == "deputy head"

    assert "deputy" in team(story, deputy=("deputy head",))
    assert "deputy" not in team(story, deputy=("chair of governors",))


def test_where_a_report_is_about_somebody_one_post_is_no_ground_beside_another() -> None:
    story = report()
    story.case = replace(story.case, people={**story.case.people, PersonId("colleague"): (Part.SUBJECT,)})

    assert team(story, senior=("headteacher",)) == {"head"}
    assert team(story) == {"senior", "head"}


def test_a_role_that_is_not_in_force_counts_as_had() -> None:
    story = report()
    seen = in_force(story.policy, story.case, staffing(senior=("teacher",)))

    assert "senior" in seen.former[SENIOR]
    assert "senior" not in story.case.former.get(SENIOR, ())


def test_who_was_given_a_role_by_name_keeps_it_with_whatever_post_they_hold_here() -> None:
    story = report()
    given = story.assign(SENIOR, "colleague")
    assert isinstance(given, Step)
    story.keep(given)

    assert "colleague" not in story.case.by_post.get(SENIOR, {})
    assert "colleague" in team(story, colleague=("HR",))
    assert "colleague" not in team(story, colleague=())


def test_nobody_acts_by_a_post_that_has_ended() -> None:
    story = report()
    story.people = staffing(senior=("teacher",))

    assert "acknowledge" not in story.open_to("senior", "case/1")
    assert "acknowledge" in story.open_to("head", "case/1")


def test_an_event_of_before_that_names_no_post_still_folds() -> None:
    given = RoleChanged(role=SENIOR, person=PersonId("old"), active=True)
    event = replace(report().entries[0].event, effects=(given,))

    assert apply_event(blank(lumen()), event).team == {SENIOR: ("old",)}
    assert apply_event(blank(lumen()), event).by_post == {}
    assert "post" not in encode(event)


def test_a_role_that_is_given_up_leaves_no_post_behind() -> None:
    story = report()
    for person in ("senior", "head"):
        story.case = fold(
            RoleChanged(role=SENIOR, person=PersonId(person), active=False), story.case, story.entries[0].event
        )

    assert SENIOR not in story.case.by_post
