"""Proof that somebody may always act: every step, under every set of up to two posts that are in conflict.

Roles are staffed by the very functions that staff a real case, with one person for each post: all in conflict as
people affected, and all as those whom the report is about, so that what passes on at the top is tried as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations

from engine.identity import (
    NO_CASE,
    NO_REFERENCE,
    NO_SCHOOL,
    ActionName,
    OrganisationId,
    PersonId,
    PostName,
    RoleName,
    TrackName,
)
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import Roles
from engine.language.vocabulary import ANYONE
from engine.people.staffing import BY_NAME, Staffing, candidates
from engine.proof.failure import Failure, FailureKind
from engine.record.case import Case
from engine.record.chain import GENESIS
from engine.record.values import Part

MOST_IN_CONFLICT = 2
Team = Mapping[RoleName, tuple[PersonId, ...]]
Kind = tuple[Roles, tuple[Roles, ...]]
"""Who may take a step, and who may have taken each step that the same person must not have taken."""


@dataclass(frozen=True, slots=True)
class Manned:
    """Who holds each role while some posts are in conflict, as people of one part."""

    posts: tuple[PostName, ...]
    part: Part
    team: Team


def unstaffed(policy: CompiledPolicy, teams: Iterable[Manned] | None = None) -> Iterator[Failure]:
    """Find each step that nobody could take, with the smallest set of posts in conflict that brings it about.

    `teams` are those of `teams_of`, where somebody has them already.
    """
    steps = _steps(policy)
    for manned in teams_of(policy) if teams is None else teams:
        posts, part, team = manned.posts, manned.part, manned.team
        for kind in [kind for kind in steps if not _possible(kind, team)]:
            for name, key in steps.pop(kind):
                yield Failure(
                    track=name, kind=FailureKind.NOBODY, where=f"actions.{key}", says=_says(kind, posts, part)
                )


def teams_of(policy: CompiledPolicy) -> Iterator[Manned]:
    """Staff a case under every set of posts in conflict; sets that come to the same team are given once."""
    seen = set[tuple[tuple[str, ...], ...]]()
    for posts, part in _conflicts(policy):
        team = staffed(policy, posts, part)
        signature = tuple(team.values())
        if signature not in seen:
            seen.add(signature)
            yield Manned(posts, part, team)


def _steps(policy: CompiledPolicy) -> dict[Kind, list[tuple[TrackName, str]]]:
    """List the steps of a policy by who may take them, as many are alike; those that are open to all are left out."""
    found: dict[Kind, list[tuple[TrackName, str]]] = {}
    for name, track in policy.definitions.items():
        for key, action in track.actions.items():
            earlier = (track.actions[each] for each in map(ActionName, action.other_than) if each in track.actions)
            others = tuple(each.by for each in earlier if not _open_to_all(each.by))
            for by in (action.by, *(narrowing.by for narrowing in policy.only_by(name, key))):
                if not _open_to_all(by):
                    found.setdefault((by, others), []).append((name, key))
    return found


def staffed(policy: CompiledPolicy, posts: Iterable[PostName], part: Part) -> Team:
    """Give every role to whom it falls with these posts in conflict, roles that are kept apart one group at a time."""
    staffing = Staffing(posts={PersonId(post): frozenset({post}) for post in _posts(policy)})
    case = Case(
        id=NO_CASE,
        organisation=OrganisationId(""),
        reference=NO_REFERENCE,
        policy=policy.key,
        policy_hash=policy.hash,
        school=NO_SCHOOL,
        reported_at=datetime(2000, 1, 1, tzinfo=UTC),
        head=GENESIS,
    )
    case = replace(case, people=dict.fromkeys(map(PersonId, posts), (part,)))
    team: dict[RoleName, tuple[PersonId, ...]] = {}
    grouped = dict.fromkeys(role for groups in policy.apart for group in groups for role in group)
    for role in grouped:
        team[role] = candidates(policy, case, role, staffing)
        case = replace(case, team=dict(team))
    free = (role for role in policy.definition.roles if role not in grouped)
    return {**team, **{role: candidates(policy, case, role, staffing) for role in free}}


def _conflicts(policy: CompiledPolicy) -> Iterator[tuple[tuple[PostName, ...], Part]]:
    for size in range(MOST_IN_CONFLICT + 1):
        for posts in combinations(_posts(policy), size):
            yield posts, Part.AFFECTED
            yield posts, Part.SUBJECT


def _posts(policy: CompiledPolicy) -> tuple[PostName, ...]:
    roles = policy.definition.roles.values()
    named = [post for role in roles for post in (*role.held_by, *role.then)]
    about = [post for chain in policy.definition.about.values() for post in chain]
    return tuple(dict.fromkeys((*named, *policy.definition.about, *about)))


def _possible(kind: Kind, team: Team) -> bool:
    """Say whether somebody can take a step who took none of the steps that are kept from them."""
    by, earlier = kind
    others = [_able(roles, team) for roles in earlier]
    return any(all(other - {person} for other in others) for person in _able(by, team))


def _able(roles: Roles, team: Team) -> frozenset[PersonId]:
    return frozenset(person for role in roles for person in team.get(role, ()))


def _open_to_all(roles: Roles) -> bool:
    return ANYONE in roles or all(role in BY_NAME for role in roles)


def _says(kind: Kind, posts: tuple[PostName, ...], part: Part) -> str:
    who = f"with the {' and the '.join(posts)} as {part}" if posts else "with nobody in conflict"
    second = ", by a second person" if kind[1] else ""
    return f"{who}, nobody can take this step{second}"
