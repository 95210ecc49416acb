"""What everybody of a case may look into, and by which posts: worked out once for all who stand alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine.identity import ANY_POST, NO_PERSON, NO_POST, InstanceId, PersonId, PostName, RoleName
from engine.language.compiled import CompiledPolicy
from engine.people.presence import posts_behind, posts_receiving, received, without_recipients
from engine.people.staffing import BY_NAME, CONFLICTED, Staffing
from engine.people.visibility import looks_into
from engine.record.case import Case
from engine.record.values import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What somebody may look into, and work on, in the `roles` that are in force.

    They see the case at all while they hold one of `posts`, or whatever they hold where there are none; they see just
    this much by the posts that are `relied` on. `ANY_POST` stands among these for whatever post they hold here. Two
    people with one outlook see the same.
    """

    sees: tuple[InstanceId, ...]
    works: tuple[InstanceId, ...]
    roles: frozenset[RoleName]
    parts: tuple[Part, ...]
    posts: tuple[PostName, ...]
    relied: tuple[PostName, ...]


Seen = tuple[tuple[InstanceId, ...], tuple[InstanceId, ...]]


class _Eyes:
    """Remembers what those see who hold the same roles and are the same to the case."""

    def __init__(self, policy: CompiledPolicy, case: Case) -> None:
        self.policy, self.case = policy, case
        recipients = [person for person, parts in case.people.items() if Part.RECIPIENT in parts]
        # not itself where there are none: that would keep the whole case until rubbish is looked for
        self._free = _Eyes(policy, without_recipients(case, recipients)) if recipients else None
        self.viewing = frozenset(
            role
            for each in case.tracks.values()
            if each.track in policy.tracks
            for role in policy.track(each.track).viewers
        )
        self._known: dict[tuple[frozenset[RoleName], tuple[Part, ...], PersonId], Seen] = {}

    @property
    def free(self) -> _Eyes:
        """Give eyes on the case as if a report had been given to nobody."""
        return self._free or self

    def see(self, person: PersonId, roles: frozenset[RoleName]) -> Seen:
        """Name the instances that somebody sees in these roles, and those that they work on."""
        parts = self.case.people.get(person, ())
        key = (roles, parts, person if Part.AFFECTED in parts else NO_PERSON)
        if key not in self._known:
            self._known[key] = looks_into(self.policy, self.case, person, roles)
        return self._known[key]


def outlooks(policy: CompiledPolicy, case: Case, staffing: Staffing) -> Mapping[PersonId, Outlook]:
    """Give what everybody may look into who may see that the case exists, or may again with a post of theirs."""
    roles: dict[PersonId, list[RoleName]] = {person: [] for person in case.people}
    for role, people in case.team.items():
        for person in people if role not in BY_NAME else ():
            roles.setdefault(person, []).append(role)
    eyes = _Eyes(policy, received(policy, case, staffing))
    found = (
        (person, _outlook(eyes, person, held, staffing, posts_receiving(policy, case, person)))
        for person, held in roles.items()
    )
    return {person: outlook for person, outlook in found if outlook is not None}


def _outlook(
    eyes: _Eyes, person: PersonId, roles: Iterable[RoleName], staffing: Staffing, receiving: Collection[PostName]
) -> Outlook | None:
    """Work out what somebody may look into; `receiving` are the posts by one of which the report was given to them."""
    held = staffing.held(person)
    parts = eyes.case.people.get(person, ())
    conflicted = any(part in CONFLICTED for part in parts)
    receiving = () if conflicted else receiving
    present: list[RoleName] = []
    by_post: list[RoleName] = []
    relied: dict[PostName, None] = dict.fromkeys(post for post in receiving if post in held)
    for role in roles:
        named = eyes.case.by_post.get(role, {}).get(person, ANY_POST)
        by = named if named in held else _other_post(eyes, role, person, held)
        if by:
            present.append(role)
        if role in eyes.viewing and not conflicted:
            by_post.append(role)
            relied |= {by: None} if by else {}
    in_force = frozenset(present)
    sees, works = eyes.see(person, in_force)
    freely = eyes.free.see(person, frozenset())[0] if present or receiving else sees
    if not freely and not by_post and not receiving:
        return None
    posts = {post for role in by_post for post in posts_behind(eyes.policy, eyes.case, role, person)} | {*receiving}
    return Outlook(
        sees=sees,
        works=works,
        roles=in_force,
        parts=parts,
        posts=() if freely else tuple(sorted(posts)),
        relied=tuple(sorted(relied)),
    )


def _other_post(eyes: _Eyes, role: RoleName, person: PersonId, held: Collection[PostName]) -> PostName:
    """Name another post that somebody holds and by which they still have a role; "" for none."""
    return next((post for post in posts_behind(eyes.policy, eyes.case, role, person) if post in held), NO_POST)
