"""The people of a trust: added, changed, and ended without being forgotten, so that old cases keep their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duecourse.casework.administration.permission import demand_a_keeper, demand_administrator, note
from duecourse.casework.administration.posts import place_posts
from duecourse.casework.administration.value_checks import (
    changed,
    refuse_all,
    wrong_email,
    wrong_key,
    wrong_name,
    wrong_telephone,
)
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.identity import PersonId, PersonKey
from engine.ports.records import Person


def wrong_person(key: str, name: str, email: str, telephone: str) -> tuple[str, ...]:
    """Say everything that is wrong with what is said of a person, sentence by sentence."""
    found = (wrong_name(name, f"The person '{key}'"), wrong_email(email), wrong_telephone(telephone))
    return tuple(sentence for sentence in found if sentence)


def add_person(
    services: Services,
    caller: Caller,
    key: str,
    name: str,
    *,
    email: str = "",
    telephone: str = "",
    posts: Sequence[str] = (),
) -> Person:
    """Add somebody, with any number of posts written POST or POST@SCHOOL.

    Raises:
        BadInput: with everything that is wrong. NotPermitted: the caller does not administer.
    """
    with services.store.writing() as writing:
        demand_administrator(writing, caller, services.clock.now())
        trust = writing.organisation()
        taken = [person.key for person in writing.people(trust.id)]
        held, wrong = place_posts(services, trust, writing.schools(trust.id), posts, since=services.clock.now())
        refuse_all((wrong_key(key, taken), *wrong_person(key, name, email.strip(), telephone.strip()), *wrong))
        person = Person(
            id=PersonId(services.ids.identifier()),
            organisation=trust.id,
            key=PersonKey(key),
            name=name.strip(),
            email=email.strip(),
            active=True,
            posts=held,
            telephone=telephone.strip(),
        )
        writing.save_person(person)
        note(writing, services, caller, "person added", person.id)
    return person


def change_person(
    services: Services,
    caller: Caller,
    key: str,
    *,
    name: str | None = None,
    email: str | None = None,
    telephone: str | None = None,
    back: bool = False,
) -> Person:
    """Change what is known of somebody; what is None stays. `back` takes on again somebody who had left."""
    with services.store.writing() as writing:
        demand_administrator(writing, caller, services.clock.now())
        before = person_of(writing, writing.organisation().id, key)
        now = {"name": before.name, "email": before.email, "telephone": before.telephone}
        given = {"name": name, "email": email, "telephone": telephone}
        new = now if back and not any(value is not None for value in given.values()) else changed(now, given)
        refuse_all(wrong_person(before.key, **new))
        after = replace(
            before, name=new["name"], email=new["email"], telephone=new["telephone"], active=before.active or back
        )
        writing.save_person(after)
        note(writing, services, caller, "person changed", after.id)
    return after


def end_person(services: Services, caller: Caller, key: str) -> Person:
    """Let somebody leave: they can no longer sign in or act, and stay known in the cases they had a part in."""
    with services.store.writing() as writing:
        demand_administrator(writing, caller, services.clock.now())
        trust = writing.organisation()
        before = person_of(writing, trust.id, key)
        if not before.active:
            raise BadInput(f"{before.name} has left already.")
        after = replace(before, active=False)
        writing.save_person(after)
        demand_a_keeper(writing, trust, services.clock.now())
        writing.end_sessions(after.id, services.clock.now())
        note(writing, services, caller, "person ended", after.id)
    return after


def people(services: Services, caller: Caller) -> Sequence[Person]:
    """List everybody with how they are reached, those who have left included; for those who administer."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        return reading.people(reading.organisation().id)
