"""A wish of somebody who alone could grant it counts for nobody, so that somebody steps in."""

from __future__ import annotations

from engine.identity import PersonId, RoleName
from engine.people.own_wishes import counted
from tests.unit.workflows.test_flourish_by_its_clauses import asked_for

HEADTEACHER, HEAD, OTHER = RoleName("headteacher"), PersonId("head"), PersonId("chair")


def test_the_person_who_asks_is_not_counted_among_those_who_may_allow_it() -> None:
    mine = asked_for("permission", "service_school", given_to=(), by="head")
    theirs = asked_for("permission", "service_school")

    assert counted(mine.policy, mine.case, HEADTEACHER, [HEAD, OTHER]) == 1
    assert counted(theirs.policy, theirs.case, HEADTEACHER, [HEAD, OTHER]) == 2


def test_where_others_may_allow_it_too_everybody_is_counted() -> None:
    mine = asked_for("permission", "service_school", given_to=(), by="head")

    assert counted(mine.policy, mine.case, RoleName("senior manager"), [HEAD, OTHER]) == 2
