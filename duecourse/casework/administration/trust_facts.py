"""What the site and the command line ask of a trust besides its cases: who it is, who is there, its calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecourse.casework.administration.permission import demand_administrator
from duecourse.casework.context.services import Caller, Services, person_of, school_of
from engine.errors import NotFound
from engine.identity import SchoolId
from engine.ports.records import Organisation, Person, School
from engine.time.calendar import Calendar


def trust(services: Services) -> Organisation:
    """Give the trust. Raises NotFound where there is none yet."""
    with services.store.reading() as reading:
        return reading.organisation()


def somebody(services: Services, person: str) -> Person:
    """Find a person by identifier or key. Raises NotFound."""
    with services.store.reading() as reading:
        return person_of(reading, reading.organisation().id, person)


def demand_trust_keeper(services: Services, caller: Caller) -> None:
    """Refuse a page of what is kept for the whole trust to those who do not keep it. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())


def names_by_key(services: Services) -> Mapping[str, str]:
    """Give the name of everybody known to the trust by short name, those who have left included."""
    with services.store.reading() as reading:
        return {each.key: each.name for each in reading.people(reading.organisation().id)}


def is_there(services: Services, person: str) -> bool:
    """Say whether there is anybody of this short name."""
    with services.store.reading() as reading:
        return reading.find_person(reading.organisation().id, person) is not None


def schools_by_id(services: Services) -> Mapping[SchoolId, School]:
    """Give every school of the trust by its identifier."""
    with services.store.reading() as reading:
        return {each.id: each for each in reading.schools(reading.organisation().id)}


def calendar_at(services: Services, school: str = "") -> tuple[Calendar, School | None]:
    """Give the calendar of a school with that school; without one, that of the first. Raises NotFound."""
    with services.store.reading() as reading:
        organisation = reading.organisation()
        wanted = school_of(reading, organisation.id, school) if school else None
        found = wanted or first_school(reading.schools(organisation.id))
        return services.calendar(found, organisation.zone), wanted


def first_school(schools: Sequence[School]) -> School:
    """Give the first school, or where there is none the place of the trust itself. Raises NotFound."""
    if not schools:
        raise NotFound("The trust has no school yet. `duecourse school add` adds one.")
    return min(schools, key=lambda each: each.kind == "trust")
