"""The closed list of posts: how a post is found in it, and the nearest one to a misspelt one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.identity import PostName
from engine.language.posts import BUILT_IN, known_posts, nearest, spelling


@dataclass(frozen=True)
class Own:
    posts: tuple[PostName, ...]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Headteacher", "headteacher"), ("dsl", "DSL"), (" Senior  Manager ", "senior manager"), ("senoir manager", "")],
)
def test_a_post_is_known_whatever_its_capital_letters(written: str, kept: str) -> None:
    assert spelling(written) == kept


@pytest.mark.parametrize(
    ("written", "meant"),
    [("senoir manager", "senior manager"), ("Head teacher", "headteacher"), ("dls", "DSL"), ("astronaut", "")],
)
def test_the_nearest_post_is_found_where_one_is_like_it(written: str, meant: str) -> None:
    assert nearest(written) == meant


def test_a_policy_knows_the_posts_that_are_built_in_and_its_own() -> None:
    known = known_posts(Own((PostName("Head of Year"),)))

    assert known == (*BUILT_IN, "Head of Year")
    assert spelling("head of year", known) == "Head of Year"
