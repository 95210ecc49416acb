"""The posts that somebody may hold: a closed list, built in, to which a policy adds those of its own trust.

Capital letters do not matter: a post is read however it is written, and kept in the spelling of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from engine.identity import NO_POST, PostName
from engine.language.vocabulary import Post
from engine.nearest_name import nearest as nearest_name

ADMINISTRATOR = PostName(Post.ADMINISTRATOR.value)
"""The post of those who keep people, schools and settings; it shows nobody a case."""

BUILT_IN: tuple[PostName, ...] = tuple(PostName(post.value) for post in Post)
"""The posts that every policy knows: those of the school first, then those of the trust."""


class DeclaresPosts(Protocol):
    """A policy, as far as posts go: those that it adds to the list."""

    @property
    def posts(self) -> tuple[PostName, ...]:
        """Give the posts that the trust has besides those that are built in."""
        ...


def known_posts(policy: DeclaresPosts) -> tuple[PostName, ...]:
    """Give the posts that a policy knows: those built in, then those it declares itself."""
    return (*BUILT_IN, *policy.posts)


def spelling(name: str, known: Iterable[PostName] = BUILT_IN) -> PostName:
    """Spell a post as the list does, whatever its capital letters and blanks; "" where the list does not know it."""
    return _by_plain_name(tuple(known)).get(_plain(name), NO_POST)


def nearest(name: str, known: Iterable[str] = BUILT_IN) -> str:
    """Give the known name that is most like a misspelt one; "" where none is like it."""
    return nearest_name(name, known)


@lru_cache(maxsize=32)
def _by_plain_name(known: tuple[PostName, ...]) -> Mapping[str, PostName]:
    return {_plain(each): each for each in known}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
