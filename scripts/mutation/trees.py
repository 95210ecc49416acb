"""Plain trees of a procedure's file, changed in one place and written down again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.language.strict_yaml import Place, Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A file with one thing changed: of which kind, in which file and place, and what was done there."""

    kind: str
    file: str
    place: Place
    says: str
    tree: Plain

    @property
    def text(self) -> str:
        """Write the changed file down."""
        return written(self.tree)

    @property
    def where(self) -> str:
        """Spell the place as the check spells it."""
        return ".".join(str(step) for step in self.place)


def mapping(tree: Plain | None) -> dict[str, Plain]:
    """Give a mapping; what is not there is an empty one."""
    return tree if isinstance(tree, dict) else {}


def entries(tree: Plain | None) -> list[Plain]:
    """Give a list; one value alone is a list of one, and what is not there is an empty one."""
    if tree is None:
        return []
    return tree if isinstance(tree, list) else [tree]


def words(tree: Plain | None) -> list[str]:
    """Give the words of a list or of one value alone."""
    return [entry for entry in entries(tree) if isinstance(entry, str)]


def mappings(tree: Plain | None) -> list[dict[str, Plain]]:
    """Give the mappings of a list."""
    return [entry for entry in entries(tree) if isinstance(entry, dict)]


def having(tree: Plain, place: Place, value: Plain | None) -> Plain:
    """Give a copy with another value at a place, or without what stands there.

    A list that is left empty goes with its key; a place that is not there changes nothing.
    """
    step, rest = place[0], place[1:]
    if isinstance(tree, dict) and isinstance(step, str):
        below = having(tree[step], rest, value) if rest and step in tree else (None if rest else value)
        return {key: kept for key, kept in ({**tree, step: below}).items() if kept is not None and kept != []}
    if isinstance(step, int):
        listed = entries(tree)
        put = having(listed[step], rest, value) if rest else value
        return [*listed[:step], *([put] if put is not None else []), *listed[step + 1 :]]
    return tree


def unnamed(tree: Plain, place: Place, name: str) -> Plain:
    """Give a copy in which a list does not name something any more."""
    found: Plain | None = tree
    for step in place:
        found = mapping(found).get(str(step))
    if name not in words(found):
        return tree
    left: list[Plain] = [word for word in words(found) if word != name]
    return having(tree, place, left or None)


def longer(file: str, tree: Plain, place: Place, clock: Mapping[str, Plain]) -> Iterator[Mutant]:
    """Give a clock one unit more than it has, where it has a length."""
    said = str(clock.get("within", ""))
    amount, _, unit = said.partition(" ")
    if amount.isdigit():
        after = f"{int(amount) + 1} {unit if unit.endswith('s') else f'{unit}s'}"
        changed = having(tree, (*place, "within"), after)
        yield Mutant(kind="length", file=file, place=(*place, "within"), says=f"{said} → {after}", tree=changed)


def written(tree: Plain) -> str:
    """Write a tree down as JSON, which is YAML too, so that it is read as it is: every value is text."""
    return json.dumps(tree, ensure_ascii=False)
