"""Proof that two lengths of a clock are two: wherever it runs, answers are possible by which each of them counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from engine.language.field_types import two_of
from engine.language.guards import Atom, Guard, Reference, evaluate, references
from engine.language.track_definition import ANY, ClockRule
from engine.proof.failure import Failure, FailureKind
from engine.proof.walk import Walk


def one_length(walk: Walk) -> Iterator[Failure]:
    """Find each of two lengths that can never count, in any situation in which its clock may run."""
    for name, guard in walk.picks.items():
        clock = walk.track.definition.deadlines[name]
        two, found = two_of(clock.length), _found(walk, clock, guard)
        for held, length in ((True, two and two.then), (False, two and two.otherwise)):
            if held not in found:
                yield Failure(
                    track=walk.track.name,
                    kind=FailureKind.ONE_LENGTH,
                    where=f"deadlines.{name}",
                    says=f"its two lengths are one: {length} can never count",
                )


def _found(walk: Walk, clock: ClockRule, guard: Guard) -> set[bool]:
    """Say which ways the condition can fall where the clock runs; what is not known does not hold."""
    found: set[bool] = set()
    outside = [{**free, **told} for free in walk.choices([guard]) for told in _told(walk, guard)]
    for situation in walk.parents:
        if {situation.state, ANY} & set(clock.states):
            found |= {evaluate(guard, walk.seen(situation, free)) is True for free in outside}
        if len(found) == len((True, False)):
            break
    return found


def _told(walk: Walk, guard: Guard) -> Iterator[Mapping[Reference, Atom]]:
    """Try every answer of a report that the condition asks about: a walk begins with nothing answered."""
    asked = {*walk.track.definition.report, *walk.track.definition.request}
    told = [each for each in dict.fromkeys(references(guard)) if not each.scope and each.fact in asked]
    for values in product(*([None, *walk.answers(each.fact)] for each in told)):
        yield dict(zip(told, values, strict=True))
