"""What the policy of the trust calls each role, and whose posts hold it: words that differ from trust to trust."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Services
from engine.errors import NotFound
from engine.people.post_titles import proper_form


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """A role as the policy calls it, with the posts that hold it and those that step in, in words."""

    title: str
    held_by: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustWords:
    """The words of the policy of a trust; `policy` is its title."""

    policy: str
    roles: tuple[RoleWords, ...]


def trust_words(services: Services) -> TrustWords | None:
    """Give the words of the trust's own policy; None where it has not said which one that is."""
    try:
        with services.store.reading() as reading:
            policy = own_policy(services.library, reading.organisation())
    except NotFound:
        return None
    roles = (
        RoleWords(
            title=_capital(policy.title(name)),
            held_by=tuple(proper_form(post, {}) for post in role.held_by),
            then=tuple(proper_form(post, {}) for post in role.then),
        )
        for name, role in policy.definition.roles.items()
        if role.held_by
    )
    return TrustWords(policy=policy.definition.title, roles=tuple(sorted(roles, key=lambda each: each.title)))


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
