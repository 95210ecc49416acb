"""Who is there, and when: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from duecourse.casework.administration import posts
from duecourse.casework.context.services import Services, person_of, school_of, staffing
from engine.identity import NO_SCHOOL, PersonId, PostName
from engine.ports.records import Person, School, Tenure
from tests.services import START, caller, move_clock

DAY = timedelta(days=1)
HEAD, TEACHER = PostName("headteacher"), PostName("teacher")


def somebody(place: Services, key: str = "oakfield-head") -> tuple[Person, School]:
    """Give a person and the school that the tests are about."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        return person_of(reading, trust, key), school_of(reading, trust, "oakfield")


def held(place: Services, person: PersonId, at: datetime) -> frozenset[PostName]:
    """Give what somebody counts as at the school at a moment."""
    with place.store.reading() as reading:
        trust, school = reading.organisation().id, school_of(reading, reading.organisation().id, "oakfield").id
        return staffing(reading, trust, school, at).posts.get(person, frozenset())


def test_posts_come_back_as_they_were_given_in_a_stable_order(place: Services) -> None:
    person, school = somebody(place)
    kept = (
        Tenure(HEAD, school.id, until=START),
        Tenure(HEAD, school.id, START + DAY, START + 2 * DAY),
        Tenure(TEACHER, NO_SCHOOL, START),
    )
    with place.store.writing() as writing:
        writing.save_person(replace(person, posts=kept[::-1]))

    assert somebody(place)[0].posts == kept


def test_somebody_counts_as_what_they_are_at_the_moment_that_is_asked_about(place: Services) -> None:
    person, school = somebody(place)
    with place.store.writing() as writing:
        gone, coming = Tenure(HEAD, school.id, until=START), Tenure(TEACHER, school.id, since=START + DAY)
        writing.save_person(replace(person, posts=(gone, coming)))

    assert held(place, person.id, START - DAY) == {HEAD}
    assert held(place, person.id, START) == frozenset()
    assert held(place, person.id, START + DAY) == {TEACHER}


def test_a_post_that_ends_stays_known_and_is_given_again_beside_it(place: Services) -> None:
    admin, key, written = caller(place, "central"), "oakfield-head", "headteacher@oakfield"
    move_clock(place, START + DAY)
    posts.end_post(place, admin, key, written)
    assert not [each for each in posts.holdings(place, admin) if each.person.key == key]
    move_clock(place, START + 2 * DAY)
    posts.give_post(place, admin, key, written)

    person, school = somebody(place)
    assert person.posts == (
        Tenure(HEAD, school.id, until=START + DAY),
        Tenure(HEAD, school.id, since=START + 2 * DAY),
    )
    assert [(each.since, each.until) for each in posts.holdings(place, admin) if each.person.key == key] == [
        (START + 2 * DAY, None)
    ]
