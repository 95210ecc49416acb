"""Who would hold each role of a policy at one school today, where somebody is missing, and where a report about
somebody at the top would lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from engine.identity import (
    NO_CASE,
    NO_PERSON,
    NO_POST,
    NO_REFERENCE,
    OrganisationId,
    PersonId,
    PostName,
    RoleName,
    SchoolId,
)
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import Staffing, candidates, enough, ranked
from engine.record.case import Case
from engine.record.values import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who would hold a role today, and by which post; `steps_in` where the post is not one of its own."""

    person: PersonId
    post: PostName
    steps_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One role at one school: who would hold it, how many it needs, and who else after a report about the top.

    `about` maps each post at the top that somebody holds to those who would hold the role then.
    """

    role: RoleName
    title: str
    needs: int
    holders: tuple[Holder, ...]
    about: tuple[tuple[PostName, tuple[Holder, ...]], ...]

    @property
    def lacks(self) -> int:
        """Say how many are missing."""
        return max(0, self.needs - len(self.holders))


def rosters(
    policy: CompiledPolicy, organisation: OrganisationId, school: SchoolId, staffing: Staffing, at: datetime
) -> Iterator[Roster]:
    """Give every role of a policy at a school, in the order of the policy."""
    blank = Case(
        id=NO_CASE,
        organisation=organisation,
        reference=NO_REFERENCE,
        policy=policy.key,
        policy_hash=policy.hash,
        school=school,
        reported_at=at,
    )
    about = {
        post: replace(blank, people=dict.fromkeys(staffing.holding((post,)), (Part.SUBJECT,)))
        for post in policy.definition.about
        if staffing.holding((post,))
    }
    for role in policy.definition.roles:
        yield Roster(
            role=role,
            title=policy.title(role),
            needs=enough(policy, role),
            holders=_holders(policy, blank, role, staffing),
            about=tuple((post, _holders(policy, case, role, staffing)) for post, case in about.items()),
        )


def _holders(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[Holder, ...]:
    found = ranked(policy, case, role, staffing, candidates(policy, case, role, staffing))
    own = policy.role(role).held_by
    return tuple(
        Holder(person=person, post=post, steps_in=post not in own)
        for person, post in found
        if person != NO_PERSON and post != NO_POST
    )
