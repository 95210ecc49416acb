"""Who would hold which role of the trust's policy at each school today: gaps, who acts and covers, and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.administration.permission import ADMINISTERING, demand_active, remit
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services, school_of
from engine.errors import NotPermitted
from engine.identity import NO_SCHOOL, PersonId, PostName, RoleName, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.people.lent_posts import spelled
from engine.people.roster import Holder, Roster, rosters
from engine.ports.records import Person, School


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """Somebody who would hold a role, by which post, how (held, acting or cover), and until when, where that is known.

    `steps_in` says that the post is not one of the role's own.
    """

    key: str
    name: str
    post: PostName
    how: str
    until: datetime | None
    steps_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAtSchool:
    """One role at one school; `lacks` counts who is missing, `instead` who would hold it after a report about one."""

    school: School
    role: RoleName
    title: str
    needs: int
    lacks: int
    holders: tuple[HeldRole, ...]
    instead: tuple[tuple[PostName, tuple[HeldRole, ...]], ...]


def role_table(services: Services, caller: Caller, school: str = "") -> Sequence[RoleAtSchool]:
    """Give the table, of every school or one, to those who administer and to those who would manage its cases.

    Raises:
        NotFound: there is no such school. NotPermitted: it is not for the person who asks.
    """
    now = services.clock.now()
    found: list[RoleAtSchool] = []
    with services.store.reading() as reading:
        trust = reading.organisation()
        policy = own_policy(services.library, trust)
        person = demand_active(reading, caller)
        chosen = [school_of(reading, trust.id, school)] if school else reading.schools(trust.id)
        mine = _open_to(policy, person, chosen, now)
        if not mine:
            raise NotPermitted("This table is for those who administer the trust or a school, or manage its cases.")
        people = {each.id: each for each in reading.people(trust.id)}
        for place in mine:
            here = services.staffing(reading, place.id, now)
            found += (_line(place, each, people, now) for each in rosters(policy, trust.id, place.id, here, now))
    return found


def schools_to_show(services: Services, caller: Caller) -> Sequence[School]:
    """List the schools of which somebody may see the table; none for those for whom it is not."""
    with services.store.reading() as reading:
        policy = own_policy(services.library, reading.organisation())
        person = demand_active(reading, caller)
        return _open_to(policy, person, services.schools(reading), services.clock.now())


def _open_to(policy: CompiledPolicy, person: Person, places: Iterable[School], at: datetime) -> Sequence[School]:
    return [place for place in places if place.active and _is_for(policy, person, place.id, at)]


def _is_for(policy: CompiledPolicy, person: Person, school: SchoolId, at: datetime) -> bool:
    posts: Collection[PostName] = (*ADMINISTERING, *policy.role(policy.manager).held_by)
    places = remit(person, at, posts).places
    return NO_SCHOOL in places or school in places


def _line(place: School, each: Roster, people: dict[PersonId, Person], at: datetime) -> RoleAtSchool:
    def named(holders: Sequence[Holder]) -> tuple[HeldRole, ...]:
        return tuple(_held(people[holder.person], holder, place.id, at) for holder in holders)

    return RoleAtSchool(
        school=place,
        role=each.role,
        title=each.title,
        needs=each.needs,
        lacks=each.lacks,
        holders=named(each.holders),
        # where everything stays as it is, nothing is said
        instead=tuple((post, named(others)) for post, others in each.about if others != each.holders),
    )


def _held(person: Person, holder: Holder, school: SchoolId, at: datetime) -> HeldRole:
    here = (each for each in person.held(at) if each.school in (NO_SCHOOL, school))
    tenure = next((each for each in here if spelled(each.post) == holder.post), None)
    return HeldRole(
        key=person.key,
        name=person.name,
        post=holder.post,
        how=tenure.kind if tenure else "held",
        until=tenure.until if tenure else None,
        steps_in=holder.steps_in,
    )
