"""Whether a condition follows from others: every combination of what they read is tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from engine.errors import Fault
from engine.identity import FactName
from engine.language.guards import (
    ELSEWHERE,
    Atom,
    Compare,
    Contains,
    Guard,
    GuardView,
    Quantified,
    Reference,
    evaluate,
    freed,
    leaves,
)
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import CONSENT, Scope
from engine.proof.possible_answers import possible_answers

MANY = 50_000
"""More combinations than these are not tried; nothing is said then."""
TRUTHS: tuple[Atom, ...] = (True, False)
UNANSWERED: Atom = None


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which everything that some conditions read may stand."""

    values: Mapping[Reference, Atom]

    def read(self, reference: Reference) -> Atom:
        answered = Reference("", reference.name)
        if reference.scope == Scope.RECORDED and answered in self.values:
            return self.values[answered] is not None
        return self.values[reference]

    def instances(self, quantified: Quantified) -> tuple[GuardView, ...]:
        raise Fault(f"A guard over {quantified.track} was not freed.")


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from conditions of one track; `shell` is the track of the case, whose answers they may read."""

    track: TrackDefinition
    shell: TrackDefinition

    def follows(self, wanted: Guard, given: Sequence[Guard]) -> bool:
        """Say whether a condition holds wherever all of the others do; true, too, of what is too much to try."""
        wanted, given = freed(wanted), [freed(each) for each in given]
        return not any(
            all(evaluate(each, world) for each in given) and not evaluate(wanted, world)
            for world in self._worlds([wanted, *given])
        )

    def exclude(self, guards: Sequence[Guard]) -> bool:
        """Say whether conditions never hold all together."""
        free = [freed(each) for each in guards]
        return bool(free) and not any(all(evaluate(each, world) for each in free) for world in self._worlds(free))

    def _worlds(self, guards: Sequence[Guard]) -> Iterator[_World]:
        values = self._values(guards)
        if prod(map(len, values.values())) > MANY:
            return
        for chosen in product(*values.values()):
            yield _World(dict(zip(values, chosen, strict=True)))

    def _values(self, guards: Sequence[Guard]) -> Mapping[Reference, tuple[Atom, ...]]:
        """Give, for each name that is read, what may stand behind it. What was recorded is known by its answer."""
        asked: dict[Reference, set[str]] = defaultdict(set)
        for leaf in (leaf for guard in guards for leaf in leaves(guard)):
            match leaf:
                case Reference():
                    asked[self._answered(leaf)].update()
                case Compare():
                    asked[leaf.left].update(leaf.right)
                case Contains():
                    asked[leaf.inside].add(leaf.value)
        return {reference: self._domain(reference, frozenset(named)) for reference, named in asked.items()}

    def _answered(self, reference: Reference) -> Reference:
        """Give, for whether a question was answered, the question itself, where its answers are known."""
        fact = self.track.facts.get(reference.fact) if reference.scope == Scope.RECORDED else None
        return Reference("", reference.name) if fact is not None and fact.domain else reference

    def _domain(self, reference: Reference, named: frozenset[str]) -> tuple[Atom, ...]:
        if reference.scope == Scope.CONSENT:
            return tuple(CONSENT)
        if reference.scope == Scope.EVIDENCE:
            return tuple(sorted({0, *(int(each) + more for each in named for more in (-1, 0, 1))}))
        owner = {"": self.track, Scope.CASE.value: self.shell}.get(reference.scope)
        fact = owner.facts.get(reference.fact) if owner is not None else None
        if fact is None or not fact.domain:
            return (*TRUTHS, UNANSWERED) if reference.scope == ELSEWHERE else TRUTHS
        answers = possible_answers(reference.fact, fact, {FactName(reference.name): named})
        return answers if fact.initial else (*answers, UNANSWERED)
