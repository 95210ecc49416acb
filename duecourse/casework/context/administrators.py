"""Who looks after an installation, and is told when it needs a hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import PersonId
from engine.language.vocabulary import Post
from engine.ports.records import Person

LADDER = ((Post.ADMINISTRATOR,), (Post.CENTRAL_TEAM, Post.TRUST_BOARD))
"""Posts of the trust itself, in the order in which they are asked: the first of them that somebody holds."""


def administrators(people: Sequence[Person], at: datetime) -> tuple[PersonId, ...]:
    """Give the identifiers of those who are told at a moment; nobody where no such post is held."""
    for posts in LADDER:
        found = tuple(person.id for person in people if person.active and _holds(person, posts, at))
        if found:
            return found
    return ()


def _holds(person: Person, posts: Sequence[str], at: datetime) -> bool:
    return any(each.post.casefold() in posts and not each.school for each in person.held(at))
