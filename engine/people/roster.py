"""Who would hold each role of a policy at one school, where somebody is missing, and who takes it in a conflict:
after a report about somebody at the top, and where a holder is part of the case themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


PARTS: Mapping[str, tuple[Part, ...]] = {
    "subject": (Part.SUBJECT,),
    "affected": (Part.AFFECTED,),
    "reporter": (Part.REPORTER,),
    "witness": (Part.REPORTER, Part.WITNESS),
}
"""What a holder may be to a case: whom it is about, affected, its reporter, or a reporter who saw it themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRoute:
    """Who would hold a role where one of its holders is part of the case, in any of some ways of PARTS."""

    person: PersonId
    parts: tuple[str, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One role at one school: who would hold it, how many it needs, and who else after a report about the top.

    `about` maps each post at the top that somebody holds to those who would hold the role then. `routes` say the same
    of each holder by name; what changes nothing is left out.
    """

    role: RoleName
    title: str
    needs: int
    holders: tuple[Holder, ...]
    about: tuple[tuple[PostName, tuple[Holder, ...]], ...]
    routes: tuple[ConflictRoute, ...] = ()

    @property
    def lacks(self) -> int:
        """Say how many are missing."""
        return max(0, self.needs - len(self.holders))


def rosters(
    policy: CompiledPolicy,
    organisation: OrganisationId,
    school: SchoolId,
    staffing: Staffing,
    at: datetime,
    *,
    with_routes: bool = False,
) -> Iterator[Roster]:
    """Give every role of a policy at a school, in the order of the policy; who takes it in a conflict where asked."""
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
        holders = _holders(policy, blank, role, staffing)
        yield Roster(
            role=role,
            title=policy.title(role),
            needs=enough(policy, role),
            holders=holders,
            about=tuple((post, _holders(policy, case, role, staffing)) for post, case in about.items()),
            routes=tuple(_routes(policy, blank, role, staffing, holders)) if with_routes else (),
        )


def _routes(
    policy: CompiledPolicy, blank: Case, role: RoleName, staffing: Staffing, holders: tuple[Holder, ...]
) -> Iterator[ConflictRoute]:
    """Give who takes a role for each of its holders, with the ways to be part of a case that lead to the same."""
    for holder in holders:
        leads: dict[tuple[Holder, ...], list[str]] = {}
        for name, parts in PARTS.items():
            then = _holders(policy, replace(blank, people={holder.person: parts}), role, staffing)
            if then != holders:
                leads.setdefault(then, []).append(name)
        for then, names in leads.items():
            yield ConflictRoute(person=holder.person, parts=tuple(names), holders=then)


def _holders(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[Holder, ...]:
    found = ranked(policy, case, role, staffing, candidates(policy, case, role, staffing))
    own = policy.role(role).held_by
    return tuple(
        Holder(person=person, post=post, steps_in=post not in own)
        for person, post in found
        if person != NO_PERSON and post != NO_POST
    )
