"""What a change of somebody's posts would leave: cases by school, who comes next by the policy, and what nobody holds.

An administrator sees no case, so what is told here of cases is numbers. Who comes next is worked out by the engine for
a case in which nobody is in conflict: how a real one is routed would tell who is part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from duecourse.casework.administration.departures import Departure
from duecourse.casework.administration.holdings import let_go_of
from duecourse.casework.administration.permission import demand_keeper, wrong_keepers
from duecourse.casework.administration.transfers import Transfer
from duecourse.casework.context.handovers import Work, left_open
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.context.staff import present
from engine.identity import NO_SCHOOL, PersonId, PostName, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.people.roster import Holder, Roster, rosters
from engine.people.staffing import Staffing
from engine.people.tenures import all_ended, ended
from engine.ports.records import Organisation, Person, School
from engine.ports.store import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NextHolder:
    """Somebody who would hold a role, by name and post; `steps_in` where the post is not one of the role's own."""

    name: str
    post: PostName
    steps_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePassing:
    """A role at a school that somebody would hold no more: who holds it then, and how many `lack`."""

    school: str
    title: str
    holders: tuple[NextHolder, ...]
    lacks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureOutlook:
    """What a change would leave. `schools` counts open cases by name of school, `left` those that lose a last holder.

    `no_keeper` says that nobody could keep people any more, in which case it is refused.
    """

    schools: Mapping[str, int]
    passing: tuple[RolePassing, ...]
    left: int
    no_keeper: str

    @property
    def gaps(self) -> tuple[RolePassing, ...]:
        """Give the roles that too few would hold."""
        return tuple(each for each in self.passing if each.lacks)


def outlook_of_departure(services: Services, plan: Departure) -> DepartureOutlook:
    """Say what is left when somebody leaves."""
    after = replace(plan.person, leaves_at=plan.at, posts=all_ended(plan.person.posts, plan.at))
    places = {each.held.school.id if each.held.school else NO_SCHOOL for each in plan.ends}
    return _outlook(services, _Change(before=plan.person, after=after, at=plan.at, places=places), plan.work)


def outlook_of_transfer(services: Services, plan: Transfer) -> DepartureOutlook:
    """Say what is left when somebody moves."""
    change = _Change(before=plan.person, after=plan.after, at=plan.at, places={plan.source.id})
    return _outlook(services, change, plan.work)


def outlook_of_end(
    services: Services, caller: Caller, person: Person, same: tuple[PostName, SchoolId], at: datetime
) -> DepartureOutlook:
    """Say what is left when a post of somebody's ends; of cases nothing, as these go on by the policy.

    Raises NotPermitted.
    """
    with services.store.reading() as reading:
        demand_keeper(reading, caller, services.clock.now())
    after = replace(person, posts=ended(person.posts, same, at))
    change = _Change(before=person, after=after, at=at, places={same[1]}, same=same)
    return _outlook(services, change, Work((), 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    before: Person
    after: Person
    at: datetime
    places: Iterable[SchoolId]
    same: tuple[PostName, SchoolId] | None = None


def _outlook(services: Services, change: _Change, work: Work) -> DepartureOutlook:
    now = services.clock.now()
    with services.store.reading() as reading:
        look = _Look(services, reading, change)
        return DepartureOutlook(
            schools={look.name(school): count for school, count in work.schools.items()},
            passing=tuple(look.passing()),
            left=left_open(services, reading, change.before, work, look.then),
            no_keeper=wrong_keepers(look.after, look.trust, now),
        )


class _Look:
    """Who is there before and after a change, at the moment of the change, in a transaction that is open."""

    def __init__(self, services: Services, reading: Reading, change: _Change) -> None:
        self.change = change
        self.trust: Organisation = reading.organisation()
        self.policy: CompiledPolicy = own_policy(services.library, self.trust)
        self.schools: Sequence[School] = services.schools(reading)
        self.before: Sequence[Person] = reading.people(self.trust.id)
        self.after: Sequence[Person] = [self._after(each) for each in self.before]
        self.people: Mapping[PersonId, Person] = {each.id: each for each in self.before}
        self.then = cache(self._then)

    def _after(self, person: Person) -> Person:
        if person.id == self.change.before.id:
            return self.change.after
        return let_go_of(person, self.change.before.id, self.change.at, self.change.same)

    def name(self, school: SchoolId) -> str:
        """Give the name of a school."""
        return next((each.name for each in self.schools if each.id == school), "")

    def _then(self, school: SchoolId) -> Staffing:
        return present(self.after, school, self.change.at).staffing

    def passing(self) -> Iterator[RolePassing]:
        """Give the roles that somebody would hold no more, or that would lack somebody who is not lacking now."""
        places = set(self.change.places)
        for school in self.schools:
            if school.active and (school.id in places or NO_SCHOOL in places):
                yield from self._at(school)

    def _at(self, school: School) -> Iterator[RolePassing]:
        at, who = self.change.at, self.change.before.id
        now = present(self.before, school.id, at).staffing
        pairs = zip(self._rosters(school, now), self._rosters(school, self.then(school.id)), strict=True)
        for old, new in pairs:
            was = any(each.person == who for each in old.holders)
            still = any(each.person == who for each in new.holders)
            if (was and not still) or new.lacks > old.lacks:
                holders = tuple(self._named(each) for each in new.holders)
                yield RolePassing(school=school.name, title=new.title, holders=holders, lacks=new.lacks)

    def _rosters(self, school: School, here: Staffing) -> Sequence[Roster]:
        return tuple(rosters(self.policy, self.trust.id, school.id, here, self.change.at))

    def _named(self, holder: Holder) -> NextHolder:
        return NextHolder(name=self.people[holder.person].name, post=holder.post, steps_in=holder.steps_in)
