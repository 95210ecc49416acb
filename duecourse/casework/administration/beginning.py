"""The beginning of a trust: everything checked first, all faults told at once, then written in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from duecourse.casework.administration.holdings import place_posts
from duecourse.casework.administration.known_person import wrong_person
from duecourse.casework.administration.permission import administers
from duecourse.casework.administration.schools import (
    DEFAULT_NATION,
    make_school,
    place_of_trust,
    wrong_school,
)
from duecourse.casework.administration.settings import with_setting, wrong_value
from duecourse.casework.administration.value_checks import refuse_all, wrong_key, wrong_name
from duecourse.casework.context.services import Services
from engine.errors import BadInput, NotFound
from engine.identity import NO_PERSON, OrganisationId, PersonId, PersonKey, SchoolId
from engine.language.posts import ADMINISTRATOR
from engine.ports.records import Organisation, Person, School, Tenure
from engine.ports.store import Reading

ZONE = "Europe/London"
SET_UP = "set up"
"""How the record calls what is written before anybody is known, by the person who installs Duecourse."""


@dataclass(frozen=True, slots=True)
class NewSchool:
    """A school as it is said at the beginning."""

    key: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person as they are said at the beginning; posts are written POST or POST@SCHOOL."""

    key: str
    name: str
    email: str = ""
    telephone: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A trust as it is said at the beginning. `administrators` are short names of people in it."""

    key: str
    name: str
    schools: Sequence[NewSchool]
    people: Sequence[NewPerson]
    settings: Mapping[str, str] = field(default_factory=dict)
    administrators: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """A trust as it was written; `place` is its own place beside several schools, None where there is one school."""

    trust: Organisation
    schools: tuple[School, ...]
    people: tuple[Person, ...]
    place: School | None = None


def is_empty(services: Services) -> bool:
    """Say whether the store holds no organisation yet."""
    with services.store.reading() as reading:
        return not is_begun(reading)


def is_begun(reading: Reading) -> bool:
    """Say whether a store holds an organisation."""
    try:
        reading.organisation()
    except NotFound:
        return False
    return True


def begin(services: Services, said: Beginning, wrong: Sequence[str] = ()) -> Begun:
    """Make a trust with its schools and people; `wrong` is what was found before, told with the rest.

    Where nobody among them would administer the trust, the first person does.

    Raises:
        BadInput: with every fault of all of it, or because the store holds an organisation already.
    """
    trust = _trust(services, said)
    refuse_all(faults_of(services, said, wrong))
    nation = trust.settings["nation"]
    schools = tuple(
        make_school(services, trust, each.key, each.name.strip(), each.address.strip(), nation) for each in said.schools
    )
    people = _with_keeper(
        tuple(_person(services, trust, schools, each, said) for each in said.people), services.clock.now()
    )
    place = place_of_trust(services, trust, [each.key for each in said.schools]) if len(schools) > 1 else None
    with services.store.writing() as writing:
        if is_begun(writing):
            raise BadInput("This store holds an organisation already. Choose another folder with --data.")
        writing.add_organisation(trust)
        for school in (*schools, *((place,) if place else ())):
            writing.add_school(school)
        for person in people:
            writing.save_person(person)
        writing.tell_act(NO_PERSON, SET_UP)
    return Begun(trust, schools, people, place)


def faults_of(services: Services, said: Beginning, wrong: Sequence[str] = ()) -> tuple[str, ...]:
    """Say everything that is wrong with a beginning, after what was found before."""
    found = (*wrong, *_faults(services, said, _trust(services, said)))
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


def _trust(services: Services, said: Beginning) -> Organisation:
    trust = Organisation(
        id=OrganisationId(services.ids.short()), key=said.key, name=said.name.strip(), zone=ZONE, demo=False
    )
    only = next(iter(services.library.policies)) if len(services.library.policies) == 1 else ""
    given = {
        "nation": DEFAULT_NATION,
        "policy": only,
        **{name: value for name, value in said.settings.items() if value},
    }
    for name, value in given.items():
        trust = with_setting(trust, name, value)
    return trust


def _faults(services: Services, said: Beginning, trust: Organisation) -> Iterator[str]:
    yield wrong_key(said.key) if said.key else "A trust needs a short name: --key."
    yield wrong_name(said.name, "The trust") if said.name else "A trust needs its full name: --name."
    yield "" if said.schools else "A trust needs a school: --school."
    yield "" if said.people else "A trust needs a person, who keeps it: --person."
    policies = services.library.policies
    if not said.settings.get("policy") and len(policies) > 1:
        yield f"A trust needs its policy, which is never guessed: --policy. Policies: {', '.join(policies)}."
    for name, value in said.settings.items():
        yield wrong_value(services.library, name, value) if value else ""
    nation = trust.settings["nation"] if not said.settings.get("nation") else DEFAULT_NATION
    taken: list[str] = []
    for school in said.schools:
        yield from wrong_school(school.key, school.name, school.address, nation, taken)
        taken.append(school.key)
    yield from _faults_of_people(services, said, trust)


def _faults_of_people(services: Services, said: Beginning, trust: Organisation) -> Iterator[str]:
    places = [
        School(id=SchoolId(each.key), organisation=trust.id, key=each.key, name=each.name, address="", calendar={})
        for each in said.schools
    ]
    taken: list[str] = []
    for person in said.people:
        yield wrong_key(person.key, taken)
        yield from wrong_person(person.key, person.name, person.email, person.telephone)
        yield from place_posts(services, trust, places, person.posts)[1]
        taken.append(person.key)
    for key in said.administrators:
        if key not in taken:
            yield f"'{key}' is to administer and is none of the people: {', '.join(taken) or 'nobody'}."


def _person(
    services: Services, trust: Organisation, schools: Sequence[School], new: NewPerson, said: Beginning
) -> Person:
    keeps = (ADMINISTRATOR,) if new.key in said.administrators else ()
    held, _ = place_posts(services, trust, schools, (*new.posts, *keeps))
    return Person(
        id=PersonId(services.ids.short()),
        organisation=trust.id,
        key=PersonKey(new.key),
        name=new.name,
        email=new.email,
        active=True,
        posts=held,
        telephone=new.telephone,
    )


def _with_keeper(people: tuple[Person, ...], now: datetime) -> tuple[Person, ...]:
    if not people or any(administers(person, now) for person in people):
        return people
    first = replace(people[0], posts=(*people[0].posts, Tenure(post=ADMINISTRATOR)))
    return (first, *people[1:])


def keepers(begun: Begun, now: datetime) -> Sequence[Person]:
    """List those who administer the trust that was begun."""
    return [person for person in begun.people if administers(person, now)]
