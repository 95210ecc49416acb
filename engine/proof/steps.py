"""Proof that each step means what it says: it can be taken from wherever it starts, and takes back only what was given.

A step that is listed for a state in which it is never possible, and the withdrawal of a consent that nobody gave, are
slips of the person who wrote them: neither stops a case, and each says a wrong thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.track_definition import ANY
from engine.proof.failure import Failure, FailureKind
from engine.proof.situation import Situation
from engine.proof.walk import Walk

IN_FORCE = "given"
WITHDRAWN = "withdrawn"


def meaningless(walk: Walk) -> Iterator[Failure]:
    """Find the steps of a walked track that say what cannot be so."""
    track = walk.track.definition
    for name, action in track.actions.items():
        if name not in walk.taken:
            continue
        for state in action.origins:
            if state != ANY and (name, state) not in walk.taken_from and walk.stood(state):
                says = f"can never be taken from '{state}', from which it is said to start"
                yield Failure(track=track.track, kind=FailureKind.NOT_FROM_HERE, where=f"actions.{name}", says=says)
        for consent, value in action.consent.items():
            if value == WITHDRAWN:
                yield from _withdrawn(walk, name, consent)


def _withdrawn(walk: Walk, name: str, consent: str) -> Iterator[Failure]:
    """Only what was given can be withdrawn."""
    taken_in = (situation for situation, afters in walk.edges.items() if name in {action for action, _ in afters})
    wrong = next((each for each in taken_in if not _in_force(each, consent)), None)
    if wrong is not None:
        says = f"withdraws '{consent}', which may not have been given"
        yield Failure(
            track=walk.track.name,
            kind=FailureKind.NOT_GIVEN,
            where=f"actions.{name}",
            says=says,
            path=(*walk.path(wrong), name),
        )


def _in_force(situation: Situation, consent: str) -> bool:
    return dict(situation.consents).get(consent) == IN_FORCE
