"""Proof by exploration: what a policy allows is walked through before anybody relies on it.

1. Each track by itself (`engine.proof.walk`): every situation that an instance can be in. What other tracks, the case
   and the clocks say is taken as free: true and false are both tried, the same choice for the guards of a step and
   for the rules that must never break. Corrections are walked as well.
2. Each track with its clocks (`engine.proof.clocks`): wherever it stands short of an end, one is running; and of two
   lengths of a clock (`engine.proof.possible_lengths`) each can count.
3. Each step (`engine.proof.steps`): it can be taken from wherever it starts, and takes back only what was given.
4. Each must of a policy (`engine.proof.musts`): no step of ours leaves it, and while it stands it can be met.
5. The tracks together (`engine.proof.waits`): none waits for what cannot come, nor for one that waits for it; and a
   clock that begins with a step elsewhere (`engine.proof.beginnings`) can begin while it runs.
6. The people (`engine.proof.people`): somebody may take every step, no matter who is in conflict.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.identity import FactName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import freed, references
from engine.language.machine import CompiledTrack, compile_track, sources
from engine.language.track_definition import Action, TrackDefinition
from engine.proof.beginnings import never_begun
from engine.proof.cache import Memory
from engine.proof.clocks import clockless
from engine.proof.failure import Failure, FailureKind
from engine.proof.musts import left_undone
from engine.proof.people import unstaffed
from engine.proof.possible_lengths import one_length
from engine.proof.steps import meaningless
from engine.proof.waits import steps_watched, waits_in_vain, watched
from engine.proof.walk import Walk

__all__ = ["Failure", "FailureKind", "TrackProof", "prove", "prove_track"]

TOGETHER = TrackName("all tracks")
"""Under what name stands what the proof finds beyond single tracks."""


@dataclass(frozen=True, slots=True)
class TrackProof:
    """What walking one track gave."""

    track: TrackName
    situations: int
    failures: tuple[Failure, ...]


def prove(policy: CompiledPolicy, memory: Memory | None = None) -> tuple[TrackProof, ...]:
    """Walk every track of a policy, then what they have to do with each other and with people.

    With `memory`, tracks that another policy has in the same shape are not walked again.
    """
    policy = without_duties(policy)
    seen, steps, memory = watched(policy.definitions), steps_watched(policy.definitions), memory or Memory()
    walks = {
        name: memory.walk(track, policy.definitions, seen[name], steps[name], _judged_by(policy, name))
        for name, track in policy.tracks.items()
    }
    alone = [
        TrackProof(name, len(walk.parents), (*_judged(walk), *left_undone(walk, policy.definition.tracks[name].must)))
        for name, walk in walks.items()
    ]
    together = (*waits_in_vain(walks), *never_begun(walks), *unstaffed(policy, memory.teams(policy)))
    return (*alone, TrackProof(TOGETHER, 0, together)) if together else tuple(alone)


def _judged_by(policy: CompiledPolicy, track: TrackName) -> frozenset[FactName]:
    """Name the facts that a policy's own musts ask about once a track is walked."""
    asked = (freed(must.when) for must in policy.definition.tracks[track].must)
    return frozenset(reference.fact for guard in asked for reference in references(guard))


def without_duties(policy: CompiledPolicy) -> CompiledPolicy:
    """Give a policy without what is ticked off by hand in a case: it changes nothing of where a procedure stands.

    Its deadlines run beside those of the procedure, and must not count as the ones that somebody is reminded by.
    """
    if not policy.done_by_hand:
        return policy
    left = {name: _walked(track, policy) for name, track in policy.tracks.items()}
    return replace(policy, tracks=left)


def _walked(track: CompiledTrack, policy: CompiledPolicy) -> CompiledTrack:
    by_hand = {name for there, name in policy.done_by_hand if there == track.name}
    if not by_hand:
        return track
    definition = track.definition
    changed = {
        "actions": {name: action for name, action in definition.actions.items() if name not in by_hand},
        "deadlines": {name: clock for name, clock in definition.deadlines.items() if name not in by_hand},
    }
    return compile_track(definition.model_copy(update=changed))


def prove_track(track: CompiledTrack, definitions: Mapping[TrackName, TrackDefinition]) -> TrackProof:
    """Walk one track; `definitions` are all tracks of the policy, for the answers that guards borrow."""
    walk = Memory().walk(track, definitions, frozenset())
    return TrackProof(track.name, len(walk.parents), _judged(walk))


def _judged(walk: Walk) -> tuple[Failure, ...]:
    return (
        *walk.failures,
        *_unreached(walk),
        *_dead_ends(walk),
        *clockless(walk.track),
        *_unmarked_cycles(walk.track),
        *meaningless(walk),
        *one_length(walk),
    )


def _unreached(walk: Walk) -> Iterator[Failure]:
    reached = {situation.state for situation in walk.parents}
    definition = walk.track.definition
    for state in definition.states:
        if state not in reached:
            says = "no sequence of acts leads to this state"
            yield Failure(track=walk.track.name, kind=FailureKind.UNREACHED, where=f"states.{state}", says=says)
    for name in definition.actions:
        if name not in walk.taken:
            says = "this action can never be taken"
            yield Failure(track=walk.track.name, kind=FailureKind.NEVER_TAKEN, where=f"actions.{name}", says=says)


def _dead_ends(walk: Walk) -> Iterator[Failure]:
    """From everywhere an end must be within reach: walk the edges backwards from the ends."""
    states = walk.track.definition.states
    fine = walk.leading_to(situation for situation in walk.parents if states[situation.state].end)
    stuck = [situation for situation in walk.parents if situation not in fine]
    for state in dict.fromkeys(situation.state for situation in stuck):
        first = next(situation for situation in stuck if situation.state == state)
        yield Failure(
            track=walk.track.name,
            kind=FailureKind.DEAD_END,
            where=f"states.{state}",
            says="no end can be reached from here",
            path=walk.path(first),
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
                track=track.name,
                kind=FailureKind.CYCLE,
                where=f"states.{start}",
                says="can be left and come back to without a step marked `again`",
                path=path,
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
