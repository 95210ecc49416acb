"""How those who must know are reached is said of each, and once of all whose telephone number nobody knows."""

from __future__ import annotations

from duecourse.casework.context.look.told import OFFICE, Contact, ways_to
from engine.identity import PersonId


def contact(name: str, post: str, telephone: str = "") -> Contact:
    return Contact(person=PersonId(name), name=name, post=post, telephone=telephone)


def test_an_unknown_telephone_number_is_said_once_of_everybody_whose_number_is_not_known() -> None:
    found = ways_to([contact("Kit", "DSL", "01632 960002"), contact("Lane", "deputy DSL"), contact("Ash", "")])

    assert found == ("Kit, DSL: telephone 01632 960002", f"Lane, deputy DSL; Ash: {OFFICE}")


def test_somebody_whom_it_is_about_is_told_the_posts_alone() -> None:
    found = ways_to(
        [contact("Kit", "DSL", "01632 960002"), contact("Lane", "head"), contact("Ash", "head")], named=False
    )

    assert found == ("DSL: telephone 01632 960002", f"head: {OFFICE}")


def test_nobody_is_reached_where_there_is_nobody() -> None:
    assert ways_to([]) == ()
