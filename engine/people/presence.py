"""Whose roles in a case are in force: a role goes with the post by which somebody came to it.

Who was given a role by a post works in it while they hold that post, or one that the policy names beside it; who was
given it by name, while they hold any post here. From the moment at which they hold none of these they neither see nor
act by it, and nothing has to be written for that. A post that only steps in is no ground for those who came by another:
whether somebody has to step in is for the policy to say, and then it is an event.

A report that was given to somebody of a post (`receives` in a policy) is theirs while they hold such a post.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.identity import ANY_POST, NO_SCHOOL, PersonId, PostName, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.posts_beside import at_school, bare
from engine.people.staffing import Staffing, managing_roles
from engine.record.case import Case
from engine.record.values import Part


def posts_behind(policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId) -> tuple[PostName, ...]:
    """Name the posts of which somebody must hold one for a role of theirs; any will do where they were given it by
    name."""
    post = case.by_post.get(role, {}).get(person, ANY_POST)
    return (post,) if bare(post) == ANY_POST else tuple(dict.fromkeys((post, *_beside(policy, case, role, post))))


def _beside(policy: CompiledPolicy, case: Case, role: RoleName, post: PostName) -> tuple[PostName, ...]:
    """Name the posts that bring a role just as this one does, at the school of the case and at those that share it.

    Each who holds one of them is meant, so one is as good a ground as another. That is not so where the report is about
    somebody: at a post of theirs the role passes to others.
    """
    holders = policy.definition.roles.get(role)
    if holders is None or bare(post) not in holders.held_by:
        return ()
    if not holders.independent and any(Part.SUBJECT in parts for parts in case.people.values()):
        return ()
    schools = (NO_SCHOOL, *(case.shared if role in managing_roles(policy) else ()))
    return tuple(at_school(each, school) for school in schools for each in holders.held_by)


def is_in_force(
    policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId, held: Collection[PostName]
) -> bool:
    """Say whether a role is in force for its holder, who is here with these posts (`Staffing.held`)."""
    post = case.by_post.get(role, {}).get(person, ANY_POST)
    return post in held or any(other in held for other in posts_behind(policy, case, role, person))


def ended_roles(policy: CompiledPolicy, case: Case, staffing: Staffing) -> frozenset[tuple[RoleName, PersonId]]:
    """Name the roles of a case that are in force no longer, each with its holder; kept while nobody's role or post
    changes, as each step asks several times."""
    asked = (policy, case.team, case.by_post, case.people, case.shared)
    known = staffing.ended.get(case.id)
    if known is not None and all(each is other for each, other in zip(known[0], asked, strict=True)):
        return known[1]
    ended = frozenset(
        (role, person)
        for role, people in case.team.items()
        for person in people
        if not is_in_force(policy, case, role, person, staffing.held(person))
    )
    staffing.ended.keep(case.id, (asked, ended))
    return ended


def posts_receiving(policy: CompiledPolicy, case: Case, person: PersonId) -> tuple[PostName, ...]:
    """Name the posts of which somebody must hold one for a report that was given to them; () where none was."""
    receives = policy.definition.receives
    return receives.posts if receives is not None and case.is_part(person, Part.RECIPIENT) else ()


def received(policy: CompiledPolicy, case: Case, staffing: Staffing) -> Case:
    """Give a case in which only those are recipients who still hold a post by which the report was given to them."""
    gone = [
        person
        for person, parts in case.people.items()
        if Part.RECIPIENT in parts and staffing.held(person).isdisjoint(posts_receiving(policy, case, person))
    ]
    return without_recipients(case, gone) if gone else case


def without_recipients(case: Case, people: Collection[PersonId]) -> Case:
    """Give a case in which the report was given to none of these people."""
    others = {
        person: tuple(part for part in parts if part is not Part.RECIPIENT) if person in people else parts
        for person, parts in case.people.items()
    }
    return replace(case, people={person: parts for person, parts in others.items() if parts})


def in_force(policy: CompiledPolicy, case: Case, staffing: Staffing) -> Case:
    """Give a case with only the roles that are in force now; the very same case where all of them are.

    A role that is not counts as one that its holder had: what is kept apart from it stays so. For looking and for
    permissions; events are folded into the case as it is.
    """
    ended, case = ended_roles(policy, case, staffing), received(policy, case, staffing)
    if not ended:
        return case
    team, former = dict(case.team), dict(case.former)
    for role, people in case.team.items():
        gone = tuple(person for person in people if (role, person) in ended)
        if gone:
            team[role] = tuple(person for person in people if person not in gone)
            former[role] = (*(other for other in former.get(role, ()) if other not in gone), *gone)
    return replace(case, team=team, former=former)
