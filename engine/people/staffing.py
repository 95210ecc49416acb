"""Who may act: posts, roles in a case, and conflicts.

The subject and the affected person never hold a role in their own case and do only what a track gives them by
name; a reporter who is a witness does not investigate (ruling 22). A person who had one part in a case takes no
other that must be kept apart from it (ruling F). A role passes to those who step in when too few unconflicted people
remain, and straight to those whom the policy names where the report is about somebody at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from engine.identity import ANY_POST, NO_POST, NO_ROLE, NO_SCHOOL, CaseId, PersonId, PostName, RoleName, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import ANYONE, RoleKind
from engine.people.own_wishes import counted
from engine.people.posts_beside import at_school, bare, school_of
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.recent import Recent
from engine.record.case import Case
from engine.record.values import SCHEDULER, Actor, Instance, Part

BY_NAME = {RoleName(part): part for part in (Part.AFFECTED, Part.REPORTER, Part.SUBJECT, Part.RECIPIENT)}
"""Roles that somebody has by what they are to the case, not by a post."""
KEPT = 512
"""Cases of which it is remembered whose roles have ended."""
CONFLICTED = (Part.SUBJECT, Part.AFFECTED, Part.CHILD)


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """The people of one school and of the trust above it who are there now: identifier → posts.

    `covered` are those of their posts that somebody only covers, for a holder who is away and keeps them.
    `keepers` are those who keep the systems, at whatever school: in `posts` stand only what posts they hold themselves.
    `others` are posts that somebody does not hold now: each with the moment at which it ended, None for one that is
    still to begin, or that stands with somebody who has left.
    `beside` are the people of other schools with which the case is shared: they come to roles that manage it, no other.
    """

    posts: Mapping[PersonId, frozenset[PostName]] = field(default_factory=dict)
    covered: Mapping[PersonId, frozenset[PostName]] = field(default_factory=dict)
    keepers: frozenset[PersonId] = frozenset()
    others: Mapping[PersonId, Mapping[PostName, datetime | None]] = field(default_factory=dict)
    beside: Mapping[SchoolId, Staffing] = field(default_factory=dict)

    def held(self, person: PersonId) -> frozenset[PostName]:
        """Give the posts of somebody, `ANY_POST` among them where a role that is given by name may rest on one.

        Those at a school beside are named with it.
        """
        own = self._held.get(person, frozenset())
        there = (at_school(post, school) for school, here in self.beside.items() for post in here.held(person))
        return own.union(there) if self.beside else own

    def beside_of(self, person: PersonId) -> SchoolId:
        """Name the first school beside at which somebody is; "" for none."""
        return next((school for school, here in self.beside.items() if person in here.posts), NO_SCHOOL)

    def is_or_was(self, person: PersonId, post: PostName, since: datetime) -> bool:
        """Say whether somebody holds a post, held it at a moment or later, or will."""
        if post in self.posts.get(person, ()):
            return True
        known = self.others.get(person, {})
        ended = known.get(post)
        return post in known and (ended is None or ended > since)

    @cached_property
    def ended(self) -> Recent[CaseId, tuple[tuple[object, ...], frozenset[tuple[RoleName, PersonId]]]]:
        """Keep which roles of a case have ended with somebody's post (`engine.people.presence`), and what was asked."""
        return Recent(KEPT)

    @cached_property
    def _held(self) -> Mapping[PersonId, frozenset[PostName]]:
        return {person: posts if person in self.keepers else posts | {ANY_POST} for person, posts in self.posts.items()}

    def holding(self, posts: Iterable[PostName]) -> tuple[PersonId, ...]:
        """List who holds any of these posts, in a stable order."""
        return tuple(sorted({person for post in posts for person in self._holders.get(post, ())}))

    def meant(self, post: PostName) -> tuple[PersonId, ...]:
        """List whom a report about a post means: who holds it or acts in it, and nobody who covers it."""
        return tuple(each for each in self.holding((post,)) if post not in self.covered.get(each, ()))

    @cached_property
    def _holders(self) -> Mapping[PostName, tuple[PersonId, ...]]:
        """Give who holds each post; worked out once, as it is asked many times and a trust has thousands of people."""
        found: dict[PostName, list[PersonId]] = {}
        for person, held in self.posts.items():
            for post in held:
                found.setdefault(post, []).append(person)
        return {post: tuple(people) for post, people in found.items()}


def conflict(policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId) -> Reason | None:
    """Say why somebody may not hold a role in a case; None where nothing stands in the way."""
    parts = case.people.get(person, ())
    part = next((part for part in parts if part in CONFLICTED), None)
    if part is not None:
        return Reason(
            code=ReasonCode.PART_OF_THE_CASE,
            source=ReasonSource(SourceKind.PART, (part,)),
            says=f"This person is the {part} in this case and can hold no role in it.",
            unlocks=f"Give the role of {role} to somebody who is not part of the case.",
        )
    witnessed = Part.WITNESS in parts and Part.REPORTER in parts
    if witnessed and role in policy.roles_of(RoleKind.INVESTIGATOR):
        return Reason(
            code=ReasonCode.WITNESS,
            source=ReasonSource(SourceKind.PART, (Part.WITNESS,)),
            says="This person reported what they witnessed, and a witness does not investigate.",
            unlocks=f"Give the role of {role} to somebody else.",
        )
    apart = policy.kept_apart.get(role, ())
    had = next((other for other in apart if _had(case, other, person)), NO_ROLE)
    if had:
        return Reason(
            code=ReasonCode.KEPT_APART,
            source=ReasonSource(SourceKind.PART, (had,)),
            says=f"This person has had the role of {policy.title(had)} in this case, which is kept apart from that of "
            f"{policy.title(role)}.",
            unlocks=f"Give the role of {policy.title(role)} to somebody who has had no part in the case.",
        )
    return None


def _had(case: Case, role: RoleName, person: PersonId) -> bool:
    return person in (*case.team.get(role, ()), *case.former.get(role, ()))


def candidates(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[PersonId, ...]:
    """List who may hold a role: the unconflicted holders of its posts, else the first who step in.

    Where a step of the role needs a second person, others step in until there are two. From whom somebody took the role
    by hand, it does not come back to by itself.
    """
    found = (person for place in _places(policy, role, staffing) for person in _at(policy, case, role, place))
    return tuple(dict.fromkeys(found))


def lacking(
    policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing, there: Iterable[PersonId]
) -> tuple[PersonId, ...]:
    """List who comes to a role because too few are `there`: of the school of the case, and of each that it is shared
    with."""
    there = tuple(there)
    if not staffing.beside and counted(policy, case, role, there) >= enough(policy, role):
        return ()
    found: dict[PersonId, None] = {}
    for place in _places(policy, role, staffing):
        mine = [person for person in there if _came_from(case, role, person) == place.school]
        if counted(policy, case, role, mine) < place.needs:
            found |= dict.fromkeys(person for person in _at(policy, case, role, place) if person not in there)
    return tuple(found)


def passed_over(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[PersonId, ...]:
    """List the holders of a role from whom it passes to others, because the report is about somebody at the top where
    they are."""
    found: list[PersonId] = []
    for place in _places(policy, role, staffing):
        if is_passed_on(policy, case, role, place.people):
            meant = _at(policy, case, role, place)
            mine = (person for person in case.team.get(role, ()) if _came_from(case, role, person) == place.school)
            found += (person for person in mine if person not in meant)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A school whose people may come to a role: the school of the case, called "", or one that it is shared with."""

    school: SchoolId
    people: Staffing
    needs: int


def _places(policy: CompiledPolicy, role: RoleName, staffing: Staffing) -> Iterator[_Place]:
    yield _Place(NO_SCHOOL, staffing, enough(policy, role))
    if staffing.beside and role in managing_roles(policy):
        yield from (_Place(school, people, 1) for school, people in staffing.beside.items())


def _at(policy: CompiledPolicy, case: Case, role: RoleName, place: _Place) -> tuple[PersonId, ...]:
    """List who may hold a role by the posts of one school."""
    found: dict[PersonId, None] = {}
    taken = {person for person, given in case.by_hand.get(role, {}).items() if not given}
    for posts in _chain(policy, case, role, place.people):
        there = (person for person in place.people.holding(posts) if person not in taken)
        free = (person for person in there if conflict(policy, case, role, person) is None)
        found |= dict.fromkeys(free)
        if counted(policy, case, role, found) >= place.needs:
            break
    return tuple(found)


def _came_from(case: Case, role: RoleName, person: PersonId) -> SchoolId:
    """Name the school beside by which somebody came to a role; "" for that of the case."""
    return school_of(case.by_post.get(role, {}).get(person, ANY_POST))


def managing_roles(policy: CompiledPolicy) -> tuple[RoleName, ...]:
    """Name the roles that manage a case: they take the steps of its shell, and not only do something by hand there."""
    shell, by_hand = policy.shell, policy.done_by_hand
    actions = [action for name, action in shell.actions.items() if (shell.track, name) not in by_hand]
    return tuple(dict.fromkeys(role for action in actions for role in action.by if role not in (*BY_NAME, ANYONE)))


def enough(policy: CompiledPolicy, role: RoleName) -> int:
    """Say how many people a role needs: two where a step of it needs a second person."""
    return 2 if role in policy.paired else 1


def is_passed_on(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> bool:
    """Say whether the report is about somebody at whose post this role passes to others (ruling F)."""
    return bool(_instead(policy, case, role, staffing))


def posts_holding(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[PostName, ...]:
    """Name the posts by which a role of a case is held, in the order in which it goes to them."""
    mine = {post for _, post in ranked(policy, case, role, staffing, case.team.get(role, ()))}
    return tuple(dict.fromkeys(bare(post) for post in posts_to(policy, case, role, staffing) if post in mine))


def ranked(
    policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing, people: Iterable[PersonId]
) -> tuple[tuple[PersonId, PostName], ...]:
    """Give people with the posts by which they come to a role, in the order in which it goes to these; "" for none."""
    chain = posts_to(policy, case, role, staffing)
    found = []
    for person in people:
        held = staffing.held(person)
        found.append((person, next((post for post in chain if post in held), NO_POST)))
    return tuple(sorted(found, key=lambda each: chain.index(each[1]) if each[1] else len(chain)))


def post_of(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing, person: PersonId) -> PostName:
    """Name the post by which somebody comes to a role; "" where it is by none."""
    return ranked(policy, case, role, staffing, (person,))[0][1]


def posts_to(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[PostName, ...]:
    """Give every post that a role goes to, in order; those at a school beside are named with it."""
    return tuple(
        dict.fromkeys(
            at_school(post, place.school)
            for place in _places(policy, role, staffing)
            for posts in _chain(policy, case, role, place.people)
            for post in posts
        )
    )


def _chain(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[tuple[PostName, ...], ...]:
    """Give the posts that a role goes to, in order."""
    instead = _instead(policy, case, role, staffing)
    if instead:
        return tuple((post,) for post in instead)
    holders = policy.role(role)
    return (holders.held_by, *((post,) for post in holders.then))


def _instead(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing) -> tuple[PostName, ...]:
    """Give the posts that take over; the one above all of those that the report is about comes first.

    A report about somebody at the top stays where it went when they are away, step down or leave.
    """
    subjects = [person for person, parts in case.people.items() if Part.SUBJECT in parts]
    if not subjects or policy.role(role).independent:
        return ()
    chains = [
        posts
        for post, posts in policy.definition.about.items()
        if any(staffing.is_or_was(person, post, case.reported_at) for person in subjects)
    ]
    shared = [post for post in chains[0] if all(post in chain for chain in chains)] if chains else []
    return tuple(dict.fromkeys((*shared, *(post for chain in chains for post in chain))))


def may_act(policy: CompiledPolicy, case: Case, instance: Instance, roles: Iterable[RoleName], actor: Actor) -> str:
    """Name the role in which somebody may take a step of these roles; "" where they may not."""
    for role in roles:
        if role == ANYONE and actor.person != SCHEDULER:
            return role
        if role in BY_NAME and is_by_name(case, instance, BY_NAME[role], actor.person):
            return role
        if actor.person in case.team.get(role, ()) and conflict(policy, case, role, actor.person) is None:
            return role
    return ""


def is_by_name(case: Case, instance: Instance, part: Part, person: PersonId) -> bool:
    """Say whether somebody is this to the case and, where an instance is about one person, to that instance."""
    if not case.is_part(person, part):
        return False
    return part in (Part.REPORTER, Part.RECIPIENT) or not instance.person or instance.person == person
