"""Posts that begin and end, and what is left of one while somebody acts in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.identity import OrganisationId, PersonId, PersonKey, PostName, SchoolId
from engine.people.tenures import (
    all_ended,
    come_back,
    ended,
    for_somebody,
    overlaps,
    running,
    spans,
    step_aside,
    without,
)
from engine.ports.records import Person, Tenure

MONDAY, DAY = datetime(2026, 11, 2, tzinfo=UTC), timedelta(days=1)
HEAD = PostName("headteacher")


def days(first: int | None, last: int | None) -> Tenure:
    """Give the post of a head from one day until another."""
    since, until = (None if day is None else MONDAY + day * DAY for day in (first, last))
    return Tenure(post=HEAD, school=SchoolId("oak"), since=since, until=until)


def holder(*posts: Tenure) -> Person:
    return Person(
        id=PersonId("head"),
        organisation=OrganisationId("trust"),
        key=PersonKey("head"),
        name="A head",
        email="",
        posts=posts,
    )


@pytest.mark.parametrize(
    ("one", "other", "shared", "within"),
    [
        (days(None, None), days(1, 2), True, True),
        (days(1, 2), days(2, 3), False, False),
        (days(1, 3), days(2, 4), True, False),
        (days(1, None), days(1, None), True, True),
        (days(1, 4), days(1, None), True, False),
        (days(None, 1), days(1, None), False, False),
    ],
)
def test_two_times_overlap_and_one_may_span_the_other(one: Tenure, other: Tenure, shared: bool, within: bool) -> None:
    assert (overlaps(one, other), overlaps(other, one), spans(one, other)) == (shared, shared, within)


@pytest.mark.parametrize(
    ("held", "span", "left"),
    [
        (days(None, None), days(1, 2), (days(None, 1), days(2, None))),
        (days(1, 5), days(1, 2), (days(2, 5),)),
        (days(1, 5), days(3, None), (days(1, 3),)),
        (days(1, 5), days(0, 9), ()),
        (days(1, 5), days(5, 9), (days(1, 5),)),
    ],
)
def test_what_is_left_of_a_time_outside_of_a_span(held: Tenure, span: Tenure, left: tuple[Tenure, ...]) -> None:
    assert without(held, span) == left


@pytest.mark.parametrize(
    ("own", "acting", "stops"),
    [
        (days(None, None), days(1, 5), 3),
        (days(None, None), days(1, None), 3),
        (days(-9, 20), days(1, None), 3),
        (days(-9, 20), days(1, 5), 3),
        (days(-9, 5), days(1, 5), 3),
        (days(None, None), days(1, 5), 1),
    ],
)
def test_a_holder_steps_aside_and_has_the_post_again_for_as_long_as_it_was_theirs(
    own: Tenure, acting: Tenure, stops: int
) -> None:
    aside, begun = step_aside(holder(own), acting)
    assert [held.is_held(MONDAY + 2 * DAY) for held in aside.posts].count(True) == 0
    assert begun.until == (acting.until or own.until)

    back = come_back(aside, begun, MONDAY + stops * DAY)
    held = sorted(back.posts, key=lambda each: each.since or datetime.min.replace(tzinfo=UTC))
    assert held == [days(own_day(own), 1), replace(own, since=MONDAY + stops * DAY)]


def own_day(own: Tenure) -> int | None:
    return None if own.since is None else (own.since - MONDAY).days


def test_a_post_ends_and_what_was_to_come_of_it_does_not_come() -> None:
    other = replace(days(0, None), post=PostName("teacher"))
    posts = (days(-9, -5), days(0, 4), days(6, 8), other)

    assert ended(posts, days(0, 1).same, MONDAY + 2 * DAY) == (days(-9, -5), days(0, 2), other)
    assert all_ended(posts, MONDAY + 2 * DAY) == (days(-9, -5), days(0, 2), replace(other, until=MONDAY + 2 * DAY))
    assert list(running(posts, MONDAY + 5 * DAY)) == [days(6, 8), other]


def test_what_is_exercised_for_somebody_is_found() -> None:
    cover = replace(days(0, 4), kind="cover", instead_of=PersonId("head"))

    assert list(for_somebody((cover, days(0, 4)), PersonId("head"), MONDAY)) == [cover]
    assert list(for_somebody((cover,), PersonId("head"), MONDAY + 4 * DAY)) == []
