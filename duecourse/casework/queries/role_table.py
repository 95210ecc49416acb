"""Who would hold which role of the trust's policy at each school today: gaps, who acts and covers, and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from duecourse.casework.administration.permission import ADMINISTERING, demand_active, remit
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services, school_of
from duecourse.casework.context.staff import present
from engine.errors import NotPermitted
from engine.identity import NO_SCHOOL, PostName, RoleName, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.people.lent_posts import spelled
from engine.people.roster import ConflictRoute, Holder, Roster, rosters
from engine.ports.records import Person, School

SOON = timedelta(days=92)
"""How far ahead the dates of posts are looked at."""
MOST_MOMENTS = 12
"""So many moments within that time are looked at for each school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """Somebody who would hold a role, by which post, how (held, acting or cover), and until when, where that is known.

    `steps_in` says that the post is not one of the role's own, `is_away` that somebody covers for them.
    """

    key: str
    name: str
    post: PostName
    how: str
    until: datetime | None
    steps_in: bool
    is_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAtSchool:
    """Who would hold a role where somebody who holds it is part of the case, in any of some ways; and who `lacks`."""

    name: str
    parts: tuple[str, ...]
    holders: tuple[HeldRole, ...]
    lacks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingChange:
    """From when on somebody is missing in a role, who is not now, or is no longer; and who holds it then."""

    at: datetime
    lacks: int
    holders: tuple[HeldRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAtSchool:
    """One role at one school; `lacks` counts who is missing, `instead` who would hold it after a report about one.

    `routes` say who takes it where a holder is part of the case, `coming` what dates of posts will change soon.
    """

    school: School
    role: RoleName
    title: str
    needs: int
    lacks: int
    holders: tuple[HeldRole, ...]
    instead: tuple[tuple[PostName, tuple[HeldRole, ...]], ...]
    routes: tuple[RouteAtSchool, ...] = ()
    coming: ComingChange | None = None

    @property
    def only_cover(self) -> bool:
        """Say whether all who hold it are away, or only cover for somebody who is."""
        return bool(self.holders) and all(each.is_away or each.how == "cover" for each in self.holders)

    @property
    def needs_a_look(self) -> bool:
        """Say whether somebody is missing now or soon, in a conflict, or all who hold it are away."""
        untaken = any(not route.holders for route in self.routes)
        return bool(self.lacks or self.coming or untaken or self.only_cover)


def role_table(services: Services, caller: Caller, school: str = "") -> Sequence[RoleAtSchool]:
    """Give the table, of every school or one, to those who administer and to those who would manage its cases.

    Raises:
        NotFound: there is no such school. NotPermitted: it is not for the person who asks.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        trust = reading.organisation()
        policy = own_policy(services.library, trust)
        person = demand_active(reading, caller)
        chosen = [school_of(reading, trust.id, school)] if school else reading.schools(trust.id)
        mine = _open_to(policy, person, chosen, now)
        if not mine:
            raise NotPermitted("This table is for those who administer the trust or a school, or manage its cases.")
        people = reading.people(trust.id)
    return [line for place in mine for line in _At(policy, place, people, now).lines()]


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


class _At:
    """One school at one moment, and at those within SOON at which a post there begins or ends."""

    def __init__(self, policy: CompiledPolicy, place: School, people: Sequence[Person], at: datetime) -> None:
        self.policy, self.place, self.at = policy, place, at
        self.everybody = people
        self.people = {each.id: each for each in people}
        here = (held for person in people if person.active for held in person.posts)
        mine = [held for held in here if held.school in (NO_SCHOOL, place.id)]
        moments = {each for held in mine for each in (held.since, held.until) if each and at < each <= at + SOON}
        self.moments = sorted(moments)[:MOST_MOMENTS]
        self.away = {each.instead_of for each in mine if each.kind == "cover" and each.is_held(at)}

    def lines(self) -> Iterator[RoleAtSchool]:
        """Give every role."""
        coming = self._coming()
        for each in self._rosters(self.at, with_routes=True):
            named = self._named(each.holders, self.at)
            yield RoleAtSchool(
                school=self.place,
                role=each.role,
                title=each.title,
                needs=each.needs,
                lacks=each.lacks,
                holders=named,
                # where everything stays as it is, nothing is said
                instead=tuple(
                    (post, self._named(others, self.at)) for post, others in each.about if others != each.holders
                ),
                routes=tuple(self._route(route, each.needs) for route in each.routes),
                coming=coming.get(each.role),
            )

    def _coming(self) -> Mapping[RoleName, ComingChange]:
        """Find for each role the first moment at which somebody is missing who is not now, or is missing no longer."""
        lacked = {each.role: each.lacks for each in self._rosters(self.at)}
        found: dict[RoleName, ComingChange] = {}
        for moment in self.moments:
            for each in self._rosters(moment):
                if each.role not in found and bool(each.lacks) != bool(lacked[each.role]):
                    holders = self._named(each.holders, moment)
                    found[each.role] = ComingChange(at=moment, lacks=each.lacks, holders=holders)
        return found

    def _rosters(self, at: datetime, *, with_routes: bool = False) -> Iterator[Roster]:
        here = present(self.everybody, self.place.id, at).staffing
        return rosters(self.policy, self.place.organisation, self.place.id, here, at, with_routes=with_routes)

    def _route(self, route: ConflictRoute, needs: int) -> RouteAtSchool:
        return RouteAtSchool(
            name=self.people[route.person].name,
            parts=route.parts,
            holders=self._named(route.holders, self.at),
            lacks=max(0, needs - len(route.holders)),
        )

    def _named(self, holders: Sequence[Holder], at: datetime) -> tuple[HeldRole, ...]:
        return tuple(self._held(self.people[holder.person], holder, at) for holder in holders)

    def _held(self, person: Person, holder: Holder, at: datetime) -> HeldRole:
        here = (each for each in person.held(at) if each.school in (NO_SCHOOL, self.place.id))
        tenure = next((each for each in here if spelled(each.post) == holder.post), None)
        return HeldRole(
            key=person.key,
            name=person.name,
            post=holder.post,
            how=tenure.kind if tenure else "held",
            until=tenure.until if tenure else None,
            steps_in=holder.steps_in,
            is_away=person.id in self.away,
        )
