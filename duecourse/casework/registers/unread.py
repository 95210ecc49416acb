"""Who at a school has not recorded that they read the policy as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.access_log import log_reads
from duecourse.casework.context.look.lookup import Looker
from duecourse.casework.context.report_form import ReportPlaces, report_places_in, schools_held_in
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.registers.filing import school_in
from engine.errors import NotPermitted
from engine.identity import NO_REFERENCE
from engine.language.policy_definition import PolicyDefinition
from engine.language.vocabulary import RoleKind
from engine.ports.records import Person, School, Viewer
from engine.ports.store import Reading
from engine.record.values import SCHEDULER


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Who at a school has not recorded that they read the policy as it stands: the document of that date.

    `schools` are those whose readers may be looked up by who asks.
    """

    school: School
    policy: PolicyDefinition
    people: tuple[Person, ...]
    read: int
    schools: tuple[School, ...]


def unread(services: Services, caller: Caller, school: str = "", *, or_first: bool = False) -> Unread:
    """List who holds a post at a school and has not recorded that they read the present version of the policy.

    Where no school is named, it is the only one, or with `or_first` the first of several.

    A policy is another one when it was approved or dated again, and what was read before no longer counts.

    Raises:
        NotPermitted: the viewer looks after no school. NotFound, BadInput: there is no such school for them.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        places = report_places_in(services, reading, caller)
        schools = overseen_in(services, reading, caller, places)
        if not schools:
            raise NotPermitted("Only those who look after a school may list who has not read the policy there.")
        place = schools[0] if or_first and not school else school_in(schools, school)
        organisation = reading.organisation()
        looker = Looker(services, reading, Viewer(organisation.id, SCHEDULER), now)
        have = looker.readers(place, places.policy)
        here = [person for person in reading.staff_of(organisation.id, place.id) if _is_at(person, place, now)]
    log_reads(services, caller, [(NO_REFERENCE, f"who has not read the policy at {place.key}")])
    left = tuple(person for person in here if person.id not in have)
    return Unread(
        school=place,
        policy=places.policy.definition,
        people=left,
        read=len(here) - len(left),
        schools=schools,
    )


def overseen_in(services: Services, reading: Reading, caller: Caller, places: ReportPlaces) -> tuple[School, ...]:
    """List the schools whose readers somebody may look up."""
    overseers = places.policy.roles_of(RoleKind.OVERSEER)
    held_by = tuple(post for role in overseers for post in places.policy.role(role).held_by)
    return schools_held_in(services, reading, caller, places, held_by)


def _is_at(person: Person, school: School, now: datetime) -> bool:
    return any(each.school == school.id for each in person.held(now))
