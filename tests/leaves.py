"""Every leaf of a procedure's file, left out or changed for something else that could stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.language.strict_yaml import Place, Plain, read
from scripts.mutation.trees import having, mapping

LENGTH = re.compile(r"(\d+) ([a-z ]+)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FLAGS = {"true": "false", "false": "true"}
NAMED = {"facts", "consents", "states", "actions", "deadlines", "holds", "roles", "clauses", "tracks", "cites"}
NAMED |= {"outcomes", "of"}
NAMED |= {"silent", "by", "requires", "about", "names", "lists", "set", "give", "consent", "conduct", "outside"}
"""Parts whose keys are names of somebody's own: of a pattern they are left out."""
GROUPS = ("states", "actions", "facts", "consents", "deadlines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A file with one leaf changed; `pattern` is its place without names and numbers."""

    place: Place
    pattern: str
    says: str
    tree: Plain


@dataclass(frozen=True)
class Leaves:
    """The leaves of one file."""

    tree: Plain

    @classmethod
    def of(cls, text: str, name: str) -> Leaves:
        """Read a file."""
        return cls(read(text, name).plain())

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Give for each name of the file the next one of its kind."""
        found: dict[str, str] = {}
        for group in GROUPS:
            names = list(mapping(mapping(self.tree).get(group)))
            found |= dict(zip(names, (*names[1:], *names[:1]), strict=True))
        roles = sorted({role for part in _values(self.tree, ("by", "seen_by", "tells", "tell")) for role in part})
        return found | dict(zip(roles, (*roles[1:], *roles[:1]), strict=True))

    def changed(self) -> Iterator[Leaf]:
        """List each leaf twice: left out, and changed."""
        for place, value in _leaves(self.tree, ()):
            pattern = _pattern(place)
            yield Leaf(place=place, pattern=f"{pattern} -", says="left out", tree=having(self.tree, place, None))
            other = self._other(value)
            tree = having(self.tree, place, other)
            yield Leaf(place=place, pattern=f"{pattern} ~", says=f"{value} → {other}", tree=tree)

    def _other(self, value: str) -> str:
        if value in FLAGS:
            return FLAGS[value]
        if value in self.names and self.names[value] != value:
            return self.names[value]
        length = LENGTH.fullmatch(value)
        if length:
            return f"{int(length[1]) + 1} {length[2]}"
        return "2001-02-03" if DAY.fullmatch(value) else f"{value} otherwise"


def _leaves(tree: Plain, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(tree, str):
        yield place, tree
        return
    pairs: Iterator[tuple[str | int, Plain]] = iter(tree.items()) if isinstance(tree, dict) else enumerate(tree)
    for step, below in pairs:
        yield from _leaves(below, (*place, step))


def _values(tree: Plain, keys: tuple[str, ...]) -> Iterator[list[str]]:
    """List what stands under some keys, wherever they are."""
    if isinstance(tree, dict):
        for key, below in tree.items():
            if key in keys:
                yield [word for word in (below if isinstance(below, list) else [below]) if isinstance(word, str)]
            yield from _values(below, keys)
    elif isinstance(tree, list):
        for below in tree:
            yield from _values(below, keys)


def _pattern(place: Place) -> str:
    """Leave out of a place what is a name or a number: `actions.*.outcomes.*.to`."""
    found: list[str] = []
    for step in place:
        named = bool(found) and found[-1] in NAMED
        found.append("*" if isinstance(step, int) or named else step)
    return ".".join(found)
