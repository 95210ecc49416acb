"""Which answers guards can tell apart: where a question takes several, those selections that are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import TypeGuard

from engine.identity import FactName
from engine.language.guards import Atom, Compare, Contains, Guard, leaves
from engine.language.track_definition import Fact, TrackDefinition

ONE, SEVERAL = "choice", "choices"
"""The types of questions that take one of some answers, and several."""
ASKED_APART = 6
"""Of more answers than these not every selection is tried, but each alone, all but each, none and all."""
Asked = Mapping[FactName, frozenset[str]]


def asked_about(definitions: Iterable[TrackDefinition]) -> Asked:
    """Give, by the name of a question that takes several answers, those that some guard asks about."""
    found: dict[FactName, set[str]] = defaultdict(set)
    for definition in definitions:
        for guard in _guards(definition):
            for leaf in leaves(guard):
                if isinstance(leaf, Contains):
                    found[leaf.inside.fact].add(leaf.value)
    return {name: frozenset(values) for name, values in found.items()}


def _guards(definition: TrackDefinition) -> Iterable[Guard]:
    yield from (need.that for action in definition.actions.values() for need in action.requires)
    yield from (guard for rule in definition.never for guard in rule.guards)
    yield from (hold.during for hold in definition.holds.values() if hold.during is not None)


def possible_answers(name: FactName, fact: Fact, asked: Asked) -> tuple[Atom, ...]:
    """List what may be answered, as guards see it; a selection is as good as another of which nobody asks."""
    if fact.type != SEVERAL:
        return tuple(fact.domain)
    told = [value for value in fact.domain if value in asked.get(name, ())]
    rest = len(told) < len(fact.domain)
    return tuple(chosen for chosen in _selections(told) if chosen or rest)


def alike(name: FactName, fact: Fact, guards: Iterable[Guard]) -> Mapping[str, str]:
    """Map each of the answers of a question, of which one is taken, to the first that no guard tells apart from it.

    Guards tell two answers apart where one of them is among those that a comparison names and the other is not.
    """
    if fact.type != ONE:
        return {}
    tests = [frozenset(leaf.right) for guard in guards for leaf in leaves(guard) if _compares(leaf, name)]
    first: dict[tuple[bool, ...], str] = {}
    return {value: first.setdefault(tuple(value in test for test in tests), value) for value in fact.domain}


def _compares(leaf: Guard, name: FactName) -> TypeGuard[Compare]:
    return isinstance(leaf, Compare) and not leaf.left.scope and leaf.left.fact == name


def _selections(values: Collection[str]) -> Iterable[tuple[str, ...]]:
    """List selections of values, the empty one first."""
    count = len(values)
    few = count <= ASKED_APART
    sizes = range(count + 1) if few else sorted({0, 1, count - 1, count})
    for size in sizes:
        yield from combinations(values, size)
