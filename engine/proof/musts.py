"""Proof of what a policy says must be done: no step of the school's own leaves it, and while it stands it can be met.

That a step may be left undone by an answer from outside, such as the person's own no, is no fault: the case is then
kept open until the step is taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from engine.identity import StepName
from engine.language.guards import evaluate
from engine.language.policy_definition import Must
from engine.language.variants import done_or_not_needed, is_our_way_out
from engine.proof.failure import Correction, Failure, FailureKind
from engine.proof.situation import Situation
from engine.proof.walk import Walk


def left_undone(walk: Walk, musts: Sequence[Must]) -> Iterator[Failure]:
    """Find, for each must of a walked track, the step that leaves it and the place from which it is out of reach."""
    for number, must in enumerate(musts):
        yield from _left(walk, number, must)
        yield from _unreachable(walk, number, must)


def _left(walk: Walk, number: int, must: Must) -> Iterator[Failure]:
    for situation, label, after in walk.ways:
        step = walk.track.steps.get(label)
        if step is None or step.action in (*must.do, *must.may) or step.name in must.may:
            continue
        if is_our_way_out(walk.track.definition, step) and _stands(walk, must, after):
            yield Failure(
                track=walk.track.name,
                kind=FailureKind.LEFT_UNDONE,
                where=f"must.{number}",
                says=f"“{step.definition.title}” ends it before this is done: {must.says}",
                path=(*walk.path(situation), label),
            )
            return


def _unreachable(walk: Walk, number: int, must: Must) -> Iterator[Failure]:
    """Wherever it must be done it can still be done, by steps alone: a correction is no way to go on."""
    before: dict[Situation, list[Situation]] = {}
    found: set[Situation] = set()
    for situation, label, after in walk.ways:
        if Correction.read(label) is None:
            before.setdefault(after, []).append(situation)
            if StepName(label).action in must.do:
                found.add(situation)
    waiting = deque(found)
    while waiting:
        for earlier in before.get(waiting.popleft(), ()):
            if earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    lost = next((each for each in walk.parents if _stands(walk, must, each) and each not in found), None)
    if lost is not None:
        yield Failure(
            track=walk.track.name,
            kind=FailureKind.OUT_OF_REACH,
            where=f"must.{number}",
            says=f"cannot be done any more from “{walk.track.definition.states[lost.state].title}”: {must.says}",
            path=walk.path(lost),
        )


def _stands(walk: Walk, must: Must, situation: Situation) -> bool:
    """Say whether something must still be done in a situation."""
    return evaluate(done_or_not_needed(must), walk.seen(situation)) is False
