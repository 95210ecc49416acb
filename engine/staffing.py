"""Who may act: posts, roles in a case, and conflicts.

The subject and the affected person never hold a role in their own case and do only what a track gives them by
name; a reporter who is a witness does not investigate (domain ruling 22). A role passes to those who step in
when too few unconflicted people remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.case import SCHEDULER, Actor, Case, Part, Track
from engine.definition import RoleHolders
from engine.errors import Reason

BY_NAME = {"affected person": Part.AFFECTED, "reporter": Part.REPORTER, "subject": Part.SUBJECT}
"""Roles that somebody has by what they are to the case, not by a post."""
CONFLICTED = (Part.SUBJECT, Part.AFFECTED, Part.CHILD)
INVESTIGATOR = "investigator"


@dataclass(frozen=True, slots=True)
class Staffing:
    """The people of one school and of the trust above it who are there now: identifier → posts."""

    posts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holding(self, posts: Iterable[str]) -> tuple[str, ...]:
        """List who holds any of these posts, in a stable order."""
        wanted = frozenset(posts)
        return tuple(sorted(person for person, held in self.posts.items() if held & wanted))


def conflict(case: Case, role: str, person: str) -> Reason | None:
    """Say why somebody may not hold a role in a case; None where nothing stands in the way."""
    if case.is_part(person, *CONFLICTED):
        part = next(part for part in case.people[person] if part in CONFLICTED)
        return Reason(
            f"This person is the {part} in this case and can hold no role in it.",
            unlocks=f"Give the role of {role} to somebody who is not part of the case.",
        )
    if role == INVESTIGATOR and case.is_part(person, Part.WITNESS) and case.is_part(person, Part.REPORTER):
        return Reason(
            "This person reported what they witnessed, and a witness does not investigate.",
            unlocks="Give the role of investigator to somebody else.",
        )
    return None


def candidates(case: Case, role: str, holders: RoleHolders, staffing: Staffing) -> tuple[str, ...]:
    """List who may hold a role: the unconflicted holders of its posts, else the first who step in."""
    for posts in (holders.held_by, *((post,) for post in holders.then)):
        free = tuple(person for person in staffing.holding(posts) if conflict(case, role, person) is None)
        if free:
            return free
    return ()


def may_act(case: Case, track: Track, roles: Iterable[str], actor: Actor) -> str:
    """Name the role in which somebody may take a step of these roles; "" where they may not."""
    for role in roles:
        if role == "anyone" and actor.person != SCHEDULER:
            return role
        if role in BY_NAME and _is_by_name(case, track, BY_NAME[role], actor.person):
            return role
        if actor.person in case.team.get(role, ()) and conflict(case, role, actor.person) is None:
            return role
    return ""


def _is_by_name(case: Case, track: Track, part: Part, person: str) -> bool:
    if not case.is_part(person, part):
        return False
    return part is Part.REPORTER or not track.person or track.person == person


def members(case: Case) -> tuple[str, ...]:
    """List who may see that the case exists: whoever holds a role in it, reported it, or is affected by it.

    The subject, and anybody else in conflict who is not the affected person, is never among them.
    """
    team = {person for people in case.team.values() for person in people}
    named = {
        person for person, parts in case.people.items() if {Part.REPORTER, Part.RECORDER, Part.AFFECTED} & set(parts)
    }
    return tuple(sorted(person for person in team | named if not case.is_part(person, Part.SUBJECT)))


def sees_everything(case: Case, person: str) -> bool:
    """Say whether somebody sees the whole case; the others see only what `sees_track` gives them."""
    if person == SCHEDULER:
        return True
    in_team = any(person in people for people in case.team.values())
    return in_team and not case.is_part(person, *CONFLICTED)


def sees_track(case: Case, track: Track, person: str) -> bool:
    """Say whether somebody may look into one instance: all of the team; the affected person into the removal of
    addresses and what is about them; a reporter into the case shell only."""
    if sees_everything(case, person) or track.track == "case":
        return True
    if case.is_part(person, Part.AFFECTED):
        return track.about.startswith("address/") or track.person == person
    return False
