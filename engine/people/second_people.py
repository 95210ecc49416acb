"""Who agrees to an erasure where nobody but the person who asks sees the whole of the case: the unseen second person.

They see nothing of the case, and are no part of it. Those come first to whom the policy gives the roles that manage a
case, in its own order; then those who look after data protection, then the governors and the trust board.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.identity import PersonId, PostName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import Post
from engine.people.keepers import KEEPERS
from engine.people.staffing import Staffing, conflict, managing_roles, posts_to
from engine.people.visibility import sees_everything
from engine.record.case import Case

GUARDIANS = tuple(
    PostName(post.value)
    for post in (
        Post.DPO,
        Post.DEPUTY_DPO,
        Post.CHAIR_OF_GOVERNORS,
        Post.VICE_CHAIR,
        Post.TRUST_BOARD,
        Post.HEAD_OF_GOVERNANCE,
        Post.CEO,
    )
)
"""Who is asked where nobody is left to whom the policy gives a case, in this order."""


def others_who_see_it(policy: CompiledPolicy, case: Case, asked_by: PersonId) -> tuple[PersonId, ...]:
    """List who sees the whole of a case, whose roles are those in force, besides the person who asks."""
    holders = dict.fromkeys(person for people in case.team.values() for person in people)
    return tuple(person for person in holders if person != asked_by and sees_everything(policy, case, person))


def stand_ins(policy: CompiledPolicy, case: Case, staffing: Staffing, asked_by: PersonId) -> tuple[PersonId, ...]:
    """List who may decide about an erasure unseen: the holders of the first post of which somebody is free.

    Nobody where another person sees the whole of the case. Who is named in it, holds a role in it, had one taken away
    or keeps the installation is not free; nor is the person who asks.
    """
    if others_who_see_it(policy, case, asked_by):
        return ()
    for post in _posts(policy, case, staffing):
        found = tuple(each for each in staffing.holding((post,)) if _is_free(policy, case, staffing, each, asked_by))
        if found:
            return found
    return ()


def _posts(policy: CompiledPolicy, case: Case, staffing: Staffing) -> Iterator[PostName]:
    for role in managing_roles(policy):
        yield from posts_to(policy, case, role, staffing)
    yield from GUARDIANS


def _is_free(policy: CompiledPolicy, case: Case, staffing: Staffing, person: PersonId, asked_by: PersonId) -> bool:
    taken = any(not given for people in case.by_hand.values() for who, given in people.items() if who == person)
    keeps = person in staffing.keepers or bool(KEEPERS & staffing.posts.get(person, frozenset()))
    apart = any(conflict(policy, case, role, person) is not None for role in managing_roles(policy))
    return not (person == asked_by or person in case.people or taken or keeps or apart)
