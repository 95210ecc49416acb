"""Proof by exploration: every situation an instance of a track can be in, walked before anybody relies on it.

A situation is a state, the answers and consents that something still reads, and the steps that some clock runs
from. What other tracks, the case and the clocks say is taken as free: true and false are both tried, the same
choice for the guards of a step and for the rules that must never break. Corrections are walked as well. This
first proof takes each track by itself; tracks side by side and people in conflict come later.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.compiled import CompiledPolicy
from engine.definition import ANY, Action, Track
from engine.exploration import Failure, Situation, Walk
from engine.machine import CompiledTrack, sources

__all__ = ["Failure", "TrackProof", "prove", "prove_track"]


@dataclass(frozen=True, slots=True)
class TrackProof:
    """What walking one track gave."""

    track: str
    situations: int
    failures: tuple[Failure, ...]


def prove(policy: CompiledPolicy) -> tuple[TrackProof, ...]:
    """Walk every track of a policy."""
    return tuple(prove_track(track, policy.definitions) for track in policy.tracks.values())


def prove_track(track: CompiledTrack, definitions: Mapping[str, Track]) -> TrackProof:
    """Walk one track; `definitions` are all tracks of the policy, for the answers that guards borrow."""
    walk = Walk(track, definitions)
    walk.run()
    failures = (
        *walk.failures,
        *_unreached(walk),
        *_dead_ends(walk),
        *_unclocked(walk),
        *_unmarked_cycles(track),
    )
    return TrackProof(track.name, len(walk.parents), failures)


def _unreached(walk: Walk) -> Iterator[Failure]:
    reached = {situation.state for situation in walk.parents}
    definition = walk.track.definition
    for state in definition.states:
        if state not in reached:
            yield Failure(walk.track.name, f"states.{state}", "no sequence of acts leads to this state", ())
    for name in definition.actions:
        if name not in walk.taken:
            yield Failure(walk.track.name, f"actions.{name}", "this action can never be taken", ())


def _dead_ends(walk: Walk) -> Iterator[Failure]:
    """From everywhere an end must be within reach: walk the edges backwards from the ends."""
    states = walk.track.definition.states
    before: dict[Situation, list[Situation]] = {}
    for situation, afters in walk.edges.items():
        for after in afters:
            before.setdefault(after, []).append(situation)
    fine = {situation for situation in walk.parents if states[situation.state].end}
    waiting = deque(fine)
    while waiting:
        for earlier in before.get(waiting.popleft(), ()):
            if earlier not in fine:
                fine.add(earlier)
                waiting.append(earlier)
    stuck = [situation for situation in walk.parents if situation not in fine]
    for state in dict.fromkeys(situation.state for situation in stuck):
        first = next(situation for situation in stuck if situation.state == state)
        yield Failure(walk.track.name, f"states.{state}", "no end can be reached from here", walk.path(first))


def _unclocked(walk: Walk) -> Iterator[Failure]:
    """In every situation that is no end a clock must have begun."""
    definition = walk.track.definition
    told: set[str] = set()
    for situation in walk.parents:
        state = situation.state
        if definition.states[state].end or state in told:
            continue
        running = (clock for clock in definition.deadlines.values() if {state, ANY} & set(clock.states))
        if not any(clock.start in ("entry", "reported_at", *situation.done) for clock in running):
            told.add(state)
            yield Failure(
                walk.track.name,
                f"states.{state}",
                "it can stand here with no clock running",
                walk.path(situation),
            )


def _unmarked_cycles(track: CompiledTrack) -> Iterator[Failure]:
    """A cycle over states needs a step marked `again`; staying, corrections and undo are no cycles."""
    arrows: dict[str, list[tuple[str, str]]] = {}
    for step in track.steps.values():
        if not step.stays and not _again(step.definition):
            for source in sources(track.definition, step.definition):
                arrows.setdefault(source, []).append((step.name, step.end.to))
    for start in track.definition.states:
        path = _way_back(arrows, start)
        if path:
            yield Failure(
                track.name,
                f"states.{start}",
                "can be left and come back to without a step marked `again`",
                path,
            )
            return


def _again(action: Action) -> bool:
    return bool(action.again)


def _way_back(arrows: Mapping[str, list[tuple[str, str]]], start: str) -> tuple[str, ...]:
    waiting: deque[tuple[str, tuple[str, ...]]] = deque([(start, ())])
    seen: set[str] = set()
    while waiting:
        state, path = waiting.popleft()
        for name, target in arrows.get(state, ()):
            if target == start:
                return (*path, name)
            if target not in seen:
                seen.add(target)
                waiting.append((target, (*path, name)))
    return ()
