"""Proof that a clock which begins with a step of another track can begin: not only once its own states are over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.identity import TrackName
from engine.language.field_types import step_elsewhere
from engine.language.track_definition import ANY
from engine.proof.failure import Failure, FailureKind
from engine.proof.waits import needs_of, satisfying
from engine.proof.walk import Walk


def never_begun(walks: Mapping[TrackName, Walk]) -> Iterator[Failure]:
    """Find the clocks whose step elsewhere waits for what comes only where the clock does not run any more."""
    for walk in walks.values():
        for name, clock in walk.track.definition.deadlines.items():
            step = step_elsewhere(clock.start)
            if step is None or step[0] not in walks:
                continue
            for need, actions in needs_of(walks[step[0]].track.definition, walks).items():
                of_us = need.asked.track == walk.track.name and need.asked.every and need.value
                if not of_us or step[1] not in actions:
                    continue
                states = {situation.state for situation in satisfying(need, walk)}
                if ANY not in clock.states and states.isdisjoint(clock.states):
                    yield Failure(
                        track=walk.track.name,
                        kind=FailureKind.NEVER_BEGINS,
                        where=f"deadlines.{name}",
                        says=f"it can never begin: '{clock.start}' waits for {need.says}",
                    )
