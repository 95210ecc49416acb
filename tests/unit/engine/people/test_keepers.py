"""Those who keep an installation hold nothing in a case by it."""

from __future__ import annotations

import pytest

from engine.identity import PersonId, PostName, RoleName
from engine.people.keepers import kept_out
from engine.people.staffing import Staffing
from tests.builders import report

KEEPER = PersonId("keeper")


@pytest.mark.parametrize(
    ("posts", "role", "out"),
    [
        ({"IT"}, "senior manager", True),
        ({"administrator"}, "senior manager", True),
        ({"administrator", "teacher"}, "senior manager", True),
        ({"administrator", "senior manager"}, "senior manager", False),
        ({"IT"}, "IT", False),
        ({"central team"}, "senior manager", False),
        ({"teacher"}, "senior manager", False),
    ],
)
def test_only_a_post_that_the_role_goes_to_opens_it_to_them(posts: set[str], role: str, out: bool) -> None:
    story = report()
    here = Staffing(posts={**story.people.posts, KEEPER: frozenset(map(PostName, posts))})

    assert (kept_out(story.policy, story.case, RoleName(role), here, KEEPER) is not None) is out
