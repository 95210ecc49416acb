from __future__ import annotations

from dataclasses import replace

import pytest

from engine.identity import PersonId, RoleName
from engine.people.second_people import others_who_see_it, stand_ins
from engine.record.case import Case
from engine.record.values import Part
from tests.builders import Story, report, staffing

SENIOR = PersonId("senior")


def alone(story: Story) -> Case:
    """Give a case in which the senior manager alone holds roles."""
    return replace(story.case, team=dict.fromkeys(story.case.team, (SENIOR,)), by_post={})


def asked(story: Story, case: Case | None = None) -> tuple[str, ...]:
    return stand_ins(story.policy, case or alone(story), story.people, SENIOR)


def test_nobody_stands_in_where_another_person_sees_the_whole_of_the_case() -> None:
    story = report()

    assert others_who_see_it(story.policy, story.case, SENIOR) == ("head",)
    assert asked(story, story.case) == ()


@pytest.mark.parametrize(
    ("gone", "first"),
    [
        ((), "head"),
        (("head",), "deputy"),
        (("head", "deputy"), "chair"),
        (("head", "deputy", "chair"), "board"),
        (("head", "deputy", "chair", "board"), "dpo"),
    ],
)
def test_those_come_first_to_whom_the_policy_gives_a_case_then_who_looks_after_data(
    gone: tuple[str, ...], first: str
) -> None:
    story = report(people=staffing(**dict.fromkeys(gone, ())))

    assert asked(story) == (first,)


@pytest.mark.parametrize("part", [Part.SUBJECT, Part.AFFECTED, Part.REPORTER, Part.WITNESS])
def test_who_is_named_in_the_case_does_not_decide_about_its_record(part: Part) -> None:
    story = report()
    case = replace(alone(story), people={**story.case.people, PersonId("deputy"): (part,), PersonId("head"): (part,)})

    assert not {"head", "deputy"} & set(asked(story, case))
    assert asked(story, case)


def test_from_whom_a_role_was_taken_and_who_keeps_the_installation_do_not_decide() -> None:
    story = report(people=staffing(deputy=("deputy head", "IT")))
    taken = {RoleName("senior manager"): {PersonId("head"): False}}

    assert asked(story, replace(alone(story), by_hand=taken)) == ("chair",)


def test_where_nobody_is_free_nobody_is_named() -> None:
    story = report()
    named = dict.fromkeys(story.people.posts, (Part.WITNESS,))

    assert asked(story, replace(alone(story), people=named)) == ()
