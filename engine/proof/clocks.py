"""Proof that somebody is always reminded: wherever an instance stands short of an end, a clock is running.

States are walked together with the clocks that run there, as `engine.steps.deadlines` begins, meets and drops them: a
clock that was met, or that counts from something which has not happened, is not running.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.language.machine import CompiledStep, CompiledTrack, sources
from engine.language.track_definition import ANY, ClockRule, TrackDefinition
from engine.language.vocabulary import STARTS_AT_ONCE
from engine.proof.failure import BEGUN, Failure, FailureKind


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an instance stands, the clocks that run there, and the steps taken that clocks count from."""

    state: str
    running: frozenset[str]
    done: frozenset[str]


def clockless(track: CompiledTrack) -> Iterator[Failure]:
    """Find each state that is no end in which no clock may be running, with the shortest way there."""
    definition = track.definition
    counted_from = {clock.start for clock in definition.deadlines.values()} & set(definition.actions)
    starts = (definition.starts, *(start.state for start in definition.starts_instead))
    ways: dict[_Standing, tuple[str, ...]] = {_begin(definition, state): (BEGUN,) for state in starts}
    waiting, told = deque(ways), set[str]()
    while waiting:
        here = waiting.popleft()
        if not (definition.states[here.state].end or here.running or here.state in told):
            told.add(here.state)
            yield Failure(
                track=track.name,
                kind=FailureKind.CLOCKLESS,
                where=f"states.{here.state}",
                says="it can stand here with no clock running",
                path=ways[here],
            )
        for step in track.steps.values():
            if here.state in sources(definition, step.definition):
                after = _after(definition, here, step, here.done | ({step.action} & counted_from))
                if after not in ways:
                    ways[after] = (*ways[here], step.name)
                    waiting.append(after)


def _begin(track: TrackDefinition, state: str) -> _Standing:
    running = {name for name, clock in _clocks(track, state).items() if clock.start in STARTS_AT_ONCE}
    return _Standing(state, frozenset(running), frozenset())


def _after(track: TrackDefinition, here: _Standing, step: CompiledStep, done: frozenset[str]) -> _Standing:
    to = here.state if step.stays else step.end.to
    taken = {step.action, step.name}
    running = {
        name
        for name, clock in _clocks(track, to).items()
        if _runs(clock, name in here.running, here.state, not taken.isdisjoint(clock.met_by))
        and clock.start in (*STARTS_AT_ONCE, *done)
    }
    return _Standing(to, frozenset(running), done)


def _runs(clock: ClockRule, ran: bool, left: str, met: bool) -> bool:
    entered = left not in clock.states and ANY not in clock.states
    return entered or (clock.repeats if met else ran or clock.start not in STARTS_AT_ONCE)


def _clocks(track: TrackDefinition, state: str) -> Mapping[str, ClockRule]:
    """Give the clocks that run in a state and tell somebody; a time that only has to pass reminds nobody."""
    return {
        name: clock
        for name, clock in track.deadlines.items()
        if {state, ANY} & set(clock.states) and clock.waits is None
    }
