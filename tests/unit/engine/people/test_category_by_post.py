"""What somebody is to the trust as their posts tell it."""

from __future__ import annotations

import pytest

from engine.identity import PersonId, PostName, SchoolId
from engine.people.category_by_post import category_by_post
from engine.people.staffing import Staffing

ANNA, BEN = PersonId("anna"), PersonId("ben")


def posts(*names: str) -> frozenset[PostName]:
    return frozenset(PostName(name) for name in names)


@pytest.mark.parametrize(
    ("held", "category"),
    [
        (("teacher",), "employee"),
        (("governor",), "governor"),
        (("chair of governors", "safeguarding trustee"), "governor"),
        (("teacher", "governor"), "employee"),
    ],
)
def test_posts_tell_whether_somebody_is_employed_or_governs(held: tuple[str, ...], category: str) -> None:
    assert category_by_post(Staffing(posts={ANNA: posts(*held)}), ANNA) == category
    assert category_by_post(Staffing(posts={ANNA: posts(*held)}), BEN) == "unknown"


def test_posts_that_have_ended_and_those_at_a_school_beside_count() -> None:
    ended = Staffing(others={ANNA: {PostName("teacher"): None}})
    beside = Staffing(beside={SchoolId("other"): Staffing(posts={ANNA: posts("governor")})})

    assert (category_by_post(ended, ANNA), category_by_post(beside, ANNA)) == ("employee", "governor")
