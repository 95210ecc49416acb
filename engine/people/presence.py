"""Whose roles in a case are in force: a role goes with the post by which somebody came to it.

Who was given a role by a post works in it while they hold that post, or any other that the role is held by; who was
given it by name, while they hold any post here. From the moment at which they hold none of these they neither see nor
act by it, and nothing has to be written for that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.identity import ANY_POST, PersonId, PostName, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.posts_beside import at_school, bare
from engine.people.staffing import Staffing, managing_roles
from engine.record.case import Case


def posts_behind(policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId) -> tuple[PostName, ...]:
    """Name the posts of which somebody must hold one for a role of theirs; any will do where they were given it by
    name."""
    post = case.by_post.get(role, {}).get(person, ANY_POST)
    return (post,) if bare(post) == ANY_POST else tuple(dict.fromkeys((post, *_posts_of(policy, case, role))))


def _posts_of(policy: CompiledPolicy, case: Case, role: RoleName) -> tuple[PostName, ...]:
    """Name the posts by which a role may be held; those at the schools that the case is shared with stand behind."""
    here = tuple(policy.posts_of.get(role, ()))
    if not case.shared or role not in managing_roles(policy):
        return here
    return (*here, *(at_school(post, school) for school in case.shared for post in here))


def is_in_force(
    policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId, held: Collection[PostName]
) -> bool:
    """Say whether a role is in force for its holder, who is here with these posts (`Staffing.held`)."""
    post = case.by_post.get(role, {}).get(person, ANY_POST)
    if post in held:
        return True
    return bare(post) != ANY_POST and any(other in held for other in _posts_of(policy, case, role))


def ended_roles(policy: CompiledPolicy, case: Case, staffing: Staffing) -> frozenset[tuple[RoleName, PersonId]]:
    """Name the roles of a case that are in force no longer, each with its holder; kept while nobody's role or post
    changes, as each step asks several times."""
    asked = (policy, case.team, case.by_post, case.shared)
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


def in_force(policy: CompiledPolicy, case: Case, staffing: Staffing) -> Case:
    """Give a case with only the roles that are in force now; the very same case where all of them are.

    A role that is not counts as one that its holder had: what is kept apart from it stays so. For looking and for
    permissions; events are folded into the case as it is.
    """
    ended = ended_roles(policy, case, staffing)
    if not ended:
        return case
    team, former = dict(case.team), dict(case.former)
    for role, people in case.team.items():
        gone = tuple(person for person in people if (role, person) in ended)
        if gone:
            team[role] = tuple(person for person in people if person not in gone)
            former[role] = (*(other for other in former.get(role, ()) if other not in gone), *gone)
    return replace(case, team=team, former=former)
