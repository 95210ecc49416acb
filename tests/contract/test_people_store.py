"""Who is there, and when: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from duecourse.casework.administration import posts
from duecourse.casework.context.services import Services, person_of, school_of
from duecourse.casework.context.staff import Staff
from engine.identity import NO_CASE, NO_SCHOOL, CaseId, PersonId, PersonKey, PostName, SchoolId
from engine.ports.records import Person, School, Tenure
from engine.ports.store import Writing
from tests.services import START, caller, move_clock

DAY = timedelta(days=1)
HEAD, TEACHER = PostName("headteacher"), PostName("teacher")


class Undone(Exception):
    """Ends a transaction badly."""


def somebody(place: Services, key: str = "oakfield-head") -> tuple[Person, School]:
    """Give a person and the school that the tests are about."""
    with place.store.reading() as reading:
        trust = reading.organisation().id
        return person_of(reading, trust, key), school_of(reading, trust, "oakfield")


def held(place: Services, person: PersonId, at: datetime) -> frozenset[PostName]:
    """Give what somebody counts as at the school at a moment."""
    with place.store.reading() as reading:
        school = school_of(reading, reading.organisation().id, "oakfield").id
        return place.staffing(reading, school, at).posts.get(person, frozenset())


def test_posts_come_back_as_they_were_given_in_a_stable_order(place: Services) -> None:
    person, school = somebody(place)
    kept = (
        Tenure(post=HEAD, school=school.id, until=START),
        Tenure(post=HEAD, school=school.id, since=START + DAY, until=START + 2 * DAY),
        Tenure(post=TEACHER, school=NO_SCHOOL, since=START),
    )
    with place.store.writing() as writing:
        writing.save_person(replace(person, posts=kept[::-1]))

    assert somebody(place)[0].posts == kept


def test_somebody_counts_as_what_they_are_at_the_moment_that_is_asked_about(place: Services) -> None:
    person, school = somebody(place)
    with place.store.writing() as writing:
        gone, coming = (
            Tenure(post=HEAD, school=school.id, until=START),
            Tenure(post=TEACHER, school=school.id, since=START + DAY),
        )
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
    posts.give_post(place, admin, key, posts.Giving(post=written))

    person, school = somebody(place)
    assert person.posts == (
        Tenure(post=HEAD, school=school.id, until=START + DAY),
        Tenure(post=HEAD, school=school.id, since=START + 2 * DAY),
    )
    assert [(each.since, each.until) for each in posts.holdings(place, admin) if each.person.key == key] == [
        (START + 2 * DAY, None)
    ]


def test_what_is_known_of_somebody_and_how_they_hold_a_post_comes_back_as_it_was_given(place: Services) -> None:
    person, school = somebody(place)
    acting = Tenure(
        post=HEAD, school=school.id, since=START, until=START + DAY, kind="acting", instead_of=PersonId("away")
    )
    full = replace(
        person,
        posts=(acting,),
        title="Dr",
        given="Ngozi",
        family="Okafor",
        address_form="Dr Okafor",
        postal_address="1 High Street\nOakfield",
        former_names=("Ngozi Eze", "N. Eze"),
        leaves_at=START + 2 * DAY,
    )
    with place.store.writing() as writing:
        writing.save_person(full)
        writing.save_school(replace(school, kind="trust"))

    assert somebody(place) == (full, replace(school, kind="trust"))


def test_an_outsider_is_known_in_their_case_alone(place: Services) -> None:
    person, _ = somebody(place)
    parent = replace(
        person, id=PersonId("mother"), key=PersonKey("mother"), posts=(), case=CaseId("one"), relation="parent"
    )
    with place.store.writing() as writing:
        trust = writing.organisation().id
        writing.save_person(parent)
    with place.store.reading() as reading:
        assert parent not in reading.people(trust)
        assert parent not in reading.people(trust, CaseId("another"))
        assert set(reading.people(trust, CaseId("one"))) - set(reading.people(trust)) == {parent}
        assert list(reading.outsiders(trust, CaseId("one"))) == [parent]
        assert not reading.outsiders(trust, CaseId("another"))
        assert not reading.outsiders(trust, NO_CASE)
        assert reading.find_person(trust, parent.id) is reading.find_person(trust, parent.key) is None
        assert list(reading.people_named(trust, [parent.id])) == [parent]


def count(place: Services) -> int | None:
    """Give the count of changes of who is there and where."""
    with place.store.reading() as reading:
        return reading.organisation().staffing


def test_somebody_is_found_by_identifier_or_short_name_and_nobody_else_is_read(place: Services) -> None:
    person, _ = somebody(place)
    with place.store.reading() as reading:
        trust = reading.organisation().id
        others = [each for each in reading.people(trust) if each.key in ("hilltop-dsl", "central")]
        assert reading.find_person(trust, person.id) == reading.find_person(trust, person.key) == person
        assert reading.find_person(trust, "nobody") is None
        assert reading.people_named(trust, [each.id for each in others] + [PersonId("nobody")]) == others
        assert reading.people_named(trust, []) == []
        names = [f"unknown {number}" for number in range(600)]
        assert reading.people_named(trust, [*map(PersonId, names), person.id]) == [person]


def test_the_staff_of_a_school_are_those_with_a_post_there_or_in_the_trust_who_have_not_left(place: Services) -> None:
    _, school = somebody(place)
    with place.store.writing() as writing:
        trust = writing.organisation().id
        gone = person_of(writing, trust, "oakfield-teacher")
        writing.save_person(replace(gone, active=False))
        everybody = writing.people(trust)
    with place.store.reading() as reading:
        here = reading.staff_of(trust, school.id)

    assert here == [
        each for each in everybody if each.active and any(held.school in ("", school.id) for held in each.posts)
    ]
    keys = {each.key for each in here}
    assert {"oakfield-head", "central"} <= keys
    assert keys.isdisjoint({"oakfield-teacher", "hilltop-dsl", "pupil-one"})


def test_every_change_of_staff_schools_and_settings_is_counted_and_no_pupil(place: Services) -> None:
    person, school = somebody(place)
    pupil, _ = somebody(place, "pupil-one")
    new = replace(school, id=SchoolId("new"), key="new")
    changes: tuple[Callable[[Writing], None], ...] = (
        lambda writing: writing.save_person(replace(person, telephone="01632 960000")),
        lambda writing: writing.save_person(replace(person, posts=())),
        lambda writing: writing.save_school(replace(school, active=False)),
        lambda writing: writing.add_school(new),
        lambda writing: writing.save_organisation(replace(writing.organisation(), name="Other")),
    )
    counts = [count(place)]
    for change in changes:
        with place.store.writing() as writing:
            change(writing)
        counts.append(count(place))
    first = counts[0]
    assert first is not None
    assert counts == list(range(first, first + 6))

    with place.store.writing() as writing:
        writing.save_person(replace(pupil, id=PersonId("new"), key=PersonKey("new")))
        writing.save_person(replace(pupil, name="Somebody"))
    assert count(place) == first + 5


def test_a_transaction_that_changes_who_is_there_sees_it_and_has_no_count(place: Services) -> None:
    person, school = somebody(place)
    with place.store.writing() as writing:
        assert writing.organisation().staffing is not None
        assert person.id in place.staffing(writing, school.id, START).posts
        writing.save_person(replace(person, posts=()))
        assert writing.organisation().staffing is None
        assert person.id not in place.staffing(writing, school.id, START).posts


def test_what_another_process_changes_is_known_to_the_next_transaction(place: Services) -> None:
    person, school = somebody(place)
    other = replace(place, _staff=Staff())
    assert held(place, person.id, START) == held(other, person.id, START) == {HEAD}
    posts.end_post(other, caller(other, "central"), person.key, "headteacher@oakfield")

    assert held(place, person.id, START) == frozenset()
    with other.store.writing() as writing:
        writing.save_school(replace(school, name="The Oak"))
    with place.store.reading() as reading:
        assert place.school(reading, school.id).name == "The Oak"


def test_nothing_is_kept_of_a_change_that_was_undone(place: Services) -> None:
    person, school = somebody(place)
    other, _ = somebody(place, "oakfield-teacher")

    def change_in_vain(writing: Writing) -> None:
        writing.save_person(replace(person, posts=()))
        assert person.id not in place.staffing(writing, school.id, START).posts
        raise Undone

    with pytest.raises(Undone), place.store.writing() as writing:
        change_in_vain(writing)
    with place.store.writing() as writing:
        writing.save_person(replace(other, posts=()))

    assert held(place, person.id, START) == {HEAD}
    assert held(place, other.id, START) == frozenset()


def test_kept_staffing_ends_at_the_next_moment_at_which_a_post_begins_or_ends(place: Services) -> None:
    person, school = somebody(place)
    with place.store.writing() as writing:
        tenures = (
            Tenure(post=HEAD, school=school.id, until=START + DAY),
            Tenure(post=TEACHER, school=school.id, since=START + 2 * DAY),
        )
        writing.save_person(replace(person, posts=tenures))

    days = [START, START + DAY, START + 2 * DAY, START + DAY, START]
    assert [held(place, person.id, at) for at in days] == [{HEAD}, set(), {TEACHER}, set(), {HEAD}]
