"""Posts are held from one moment to another, and who decides by them asks at a moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.identity import OrganisationId, PersonId, PersonKey, PostName, SchoolId
from engine.ports.records import Person, Tenure
from tests.builders import MONDAY

DAY = timedelta(days=1)
HEAD = PostName("headteacher")


@pytest.mark.parametrize(
    ("tenure", "held"),
    [
        (Tenure(post=HEAD), True),
        (Tenure(post=HEAD, since=MONDAY), True),
        (Tenure(post=HEAD, since=MONDAY + DAY), False),
        (Tenure(post=HEAD, until=MONDAY), False),
        (Tenure(post=HEAD, until=MONDAY + DAY), True),
        (Tenure(post=HEAD, since=MONDAY - DAY, until=MONDAY + DAY), True),
    ],
)
def test_a_post_is_held_from_its_beginning_and_no_longer_at_its_end(tenure: Tenure, held: bool) -> None:
    assert tenure.is_held(MONDAY) is held


def test_of_a_persons_posts_those_count_that_are_held_at_the_moment() -> None:
    before, now = (
        Tenure(post=HEAD, until=MONDAY),
        Tenure(post=PostName("teacher"), school=SchoolId("oak"), since=MONDAY),
    )
    person = Person(
        id=PersonId("p"),
        organisation=OrganisationId("o"),
        key=PersonKey("ann"),
        name="Ann",
        email="",
        posts=(before, now),
    )

    assert person.held(MONDAY - DAY) == (before,)
    assert person.held(MONDAY) == (now,)
