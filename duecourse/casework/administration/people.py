"""The people of a trust: added, changed, and ended without being forgotten, so that old cases keep their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.grants.earlier_addresses import tell_earlier_address
from duecourse.casework.administration.grants.weighty_posts import tell_of_giving
from duecourse.casework.administration.holdings import place_posts, wrong_span
from duecourse.casework.administration.known_person import KNOWN, with_values, wrong_with
from duecourse.casework.administration.permission import (
    demand_keeper,
    demand_person,
    demand_reach,
    note,
)
from duecourse.casework.administration.value_checks import changed, refuse_all, wrong_key
from duecourse.casework.context.services import Caller, Services, person_of
from engine.identity import NO_SCHOOL, PersonId, PersonKey
from engine.people.tenures import running
from engine.ports.records import Person

ALWAYS = (None, None)
"""A span of time whose beginning and end nobody said."""


def add_person(
    services: Services,
    caller: Caller,
    key: str,
    said: Mapping[str, str | None],
    posts: Sequence[str] = (),
    *,
    span: tuple[datetime | None, datetime | None] = ALWAYS,
) -> Person:
    """Add somebody, with any number of posts written POST or POST@SCHOOL; `said` holds what KNOWN lists.

    The posts are held in the `span`: from now on where it has no beginning. Somebody who keeps one school alone adds
    people with posts at that school.

    Raises:
        BadInput: with everything that is wrong. NotPermitted: the caller does not administer.
    """
    with services.store.writing() as writing:
        now = services.clock.now()
        keeper = demand_keeper(writing, caller, now)
        trust = writing.organisation()
        taken = [person.key for person in writing.people(trust.id)]
        held, wrong = place_posts(services, trust, writing.schools(trust.id), posts, since=span[0] or now)
        held = tuple(replace(each, until=span[1]) for each in held)
        if not wrong:
            demand_reach(writing, keeper, {post.school for post in held} or {NO_SCHOOL}, now)
        id_, short = PersonId(services.ids.short()), PersonKey(key)
        nobody = Person(id=id_, organisation=trust.id, key=short, name="", email="", posts=held)
        person = with_values(nobody, said)
        spans = (wrong_span(each, ZoneInfo(trust.zone)) for each in held)
        refuse_all((wrong_key(key, taken), *wrong_with(person, nobody), *wrong, *spans))
        writing.save_person(person)
        tell_of_giving(services, writing, trust, caller, person.id, held)
        note(writing, services, caller, "person added", person.id)
    return person


def change_person(
    services: Services, caller: Caller, key: str, said: Mapping[str, str | None], *, back: bool = False
) -> Person:
    """Change what is known of somebody; what is None stays. `back` takes on again somebody who had left.

    Somebody who changes their name keeps the earlier one in the record. Raises BadInput with everything that is wrong,
    NotPermitted.
    """
    with services.store.writing() as writing:
        now = services.clock.now()
        keeper = demand_keeper(writing, caller, now)
        before = person_of(writing, writing.organisation().id, key)
        demand_person(writing, keeper, before, now)
        if not back:
            changed({}, {name: said.get(name) for name in KNOWN})
        after = replace(
            with_values(before, said), active=before.active or back, leaves_at=None if back else before.leaves_at
        )
        refuse_all(wrong_with(after, before))
        writing.save_person(after)
        if after.email != before.email:
            writing.end_links(after.id, now)  # they lie in a mailbox that is theirs no longer
            tell_earlier_address(services, writing, caller, before, after)
        note(writing, services, caller, "person changed", after.id)
    return after


def people(services: Services, caller: Caller) -> Sequence[Person]:
    """List everybody with how they are reached, those who have left included; for those who administer.

    Who keeps one school alone is shown those who hold a post there, or will.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = demand_keeper(reading, caller, now)
        everybody = reading.people(reading.organisation().id)
    if keeper.whole:
        return everybody
    return [each for each in everybody if {held.school for held in running(each.posts, now)} & keeper.places]
