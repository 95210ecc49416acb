"""How sentences of a description are put together: quotation marks, lists, articles, full stops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import ANYONE, CATEGORIES
from engine.questions.joined_words import either, listed, neither, quoted

__all__ = [
    "bullets",
    "called",
    "either",
    "listed",
    "neither",
    "of_categories",
    "options",
    "people",
    "quoted",
    "sentence",
    "told",
]

ENDED = (".", "!", "?", ".”", "!”", "?”")
SHORT = 2
"""How many letters a name may have that is an abbreviation without an article: HR."""


def sentence(text: str) -> str:
    """Begin with a capital letter and end with a full stop, where there is no other end."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith(ENDED) else f"{whole}."


def called(policy: CompiledPolicy, who: str) -> str:
    """Call a role or a post as the policy does, with an article where English has one."""
    if who == ANYONE:
        return "anybody"
    name = policy.title(who)
    bare = (
        name.startswith("the ") or (name.endswith("s") and " " not in name) or (name.isupper() and len(name) <= SHORT)
    )
    return name if bare else f"the {name}"


def people(policy: CompiledPolicy, roles: Iterable[str], last: str = "or") -> str:
    """Name roles or posts in a row."""
    return listed((called(policy, role) for role in roles), last)


def told(policy: CompiledPolicy, roles: Sequence[str], more: str = "") -> str:
    """Say that those who hold some roles are told."""
    several = len(set(roles)) > 1 or any(role.endswith("s") for role in roles)
    return f"{people(policy, roles, 'and')} {'are' if several else 'is'} told{more}"


def of_categories(keys: Iterable[str]) -> str:
    """Say what people may be to the trust."""
    return either(quoted(CATEGORIES[key]) for key in keys)


def bullets(lines: Iterable[str], deep: int = 0) -> list[str]:
    """Write sentences as a list, each on a line of its own."""
    return [f"{'  ' * deep}- {line}" for line in lines]


def options(answers: Mapping[str, str]) -> str:
    """Name the answers to a question."""
    return either(quoted(answer) for answer in answers.values())
