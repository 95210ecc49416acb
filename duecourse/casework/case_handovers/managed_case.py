"""An open case as the person who manages it may hand it over: who holds which roles, of those that they may know of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from duecourse.casework.context.attendance import present
from duecourse.casework.context.services import Caller, Services
from duecourse.logs.log import Log
from engine.changes.handover import roles_of
from engine.changes.passed_roles import Passing, against
from engine.errors import Unavailable
from engine.identity import CaseId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import post_of
from engine.people.visibility import may_assign, sees_role
from engine.ports.store import Reading
from engine.record.case import Case
from engine.steps.transition import World

log = Log("duecourse")
UNREADABLE = "A case cannot be read, so nothing of it is handed over."


@dataclass(frozen=True, kw_only=True)
class ManagedCase:
    """A case that `by` manages; of roles that they may not know of nothing is told here, and none is handed over."""

    policy: CompiledPolicy
    case: Case
    now: Case
    world: World
    by: PersonId

    @cached_property
    def held(self) -> Mapping[PersonId, tuple[RoleName, ...]]:
        """Map everybody who holds roles here, in force or only on paper, to these."""
        people = dict.fromkeys(person for holders in self.case.team.values() for person in holders)
        found = {person: self.roles_of(person) for person in people}
        return {person: roles for person, roles in found.items() if roles}

    def roles_of(self, person: PersonId) -> tuple[RoleName, ...]:
        """Name the roles of somebody that may be handed over by the person who asks."""
        return tuple(role for role in roles_of(self.case, person) if sees_role(self.policy, self.now, role, self.by))

    def titles(self, person: PersonId) -> tuple[str, ...]:
        """Name the roles of somebody in words."""
        return tuple(self.policy.title(role) for role in self.held.get(person, ()))

    def lent_to(self, person: PersonId) -> datetime | None:
        """Say when a role of theirs first goes back to somebody who lent it to them; None where none does."""
        mine = (
            loan.until
            for role in self.held.get(person, ())
            for loan in self.case.lent.get(role, {}).values()
            if loan.to == person
        )
        return min(mine, default=None)

    def heirs(self, person: PersonId) -> Iterator[tuple[PersonId, bool]]:
        """Give everybody who could take what somebody holds here, and whether a post leads them to a role of it."""
        here = self.world.staffing
        people = dict.fromkeys((*here.posts, *(each for beside in here.beside.values() for each in beside.posts)))
        roles = self.held.get(person, ())
        for each in people:
            passing = Passing(who=person, to=each, roles=roles)
            if each != person and not against(self.policy, self.case, passing, self.world):
                yield each, any(post_of(self.policy, self.case, role, here, each) for role in roles)


def managed_cases(
    services: Services, reading: Reading, caller: Caller, named: Sequence[CaseId]
) -> Mapping[CaseId, ManagedCase]:
    """Load such of some cases as somebody manages, all at once; one that cannot be read is logged and left out."""
    loaded = reading.cases_by_id(caller.viewer, named)
    for each in named:
        if each not in loaded:
            log.fault("case-unreadable", UNREADABLE, case=each)
    found = ((each, _managed(services, reading, caller, case)) for each, case in loaded.items())
    return {each: case for each, case in found if case is not None}


def _managed(services: Services, reading: Reading, caller: Caller, case: Case) -> ManagedCase | None:
    """Give a case as who manages it may hand it over; None where they do not, or where it cannot be read."""
    try:
        policy = services.policy_of(reading, case)
        now = present(services, reading, policy, case)
        world = services.world_of(reading, reading.organisation(), case, services.clock.now())
        if not may_assign(policy, now, caller.viewer.person):
            return None
        return ManagedCase(policy=policy, case=case, now=now, world=world, by=caller.viewer.person)
    except Unavailable:
        raise
    except Exception:
        log.fault("case-unreadable", UNREADABLE, case=case.id)
        return None
