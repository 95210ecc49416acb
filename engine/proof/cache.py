"""What several proofs share: a track is walked once for all policies that have it in one shape, and teams likewise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.identity import FactName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import two_of
from engine.language.machine import CompiledTrack
from engine.language.track_definition import Action, ClockRule, Outcome, TrackDefinition
from engine.language.vocabulary import CASE_TRACK
from engine.proof.people import Manned, teams_of
from engine.proof.possible_answers import asked_about
from engine.proof.taken import Group
from engine.proof.walk import Walk

Shape = object
"""All of a track that a walk can see, as a value that can be compared."""


@dataclass
class Memory:
    """The walks and teams of one process; neither is changed once it is there."""

    _kept: dict[TrackName, list[tuple[Shape, Walk]]] = field(default_factory=dict)
    _teams: list[tuple[Shape, tuple[Manned, ...]]] = field(default_factory=list)

    def branch(self) -> Memory:
        """Give a memory that knows all that this one knows and keeps for itself what it learns."""
        return Memory({name: list(kept) for name, kept in self._kept.items()}, list(self._teams))

    def teams(self, policy: CompiledPolicy) -> tuple[Manned, ...]:
        """Give the teams of a policy under every conflict, staffing them the first time for these roles."""
        definition = policy.definition
        shape = (definition.roles, definition.about, policy.paired, policy.apart)
        for known, teams in self._teams:
            if known == shape:
                return teams
        self._teams.append((shape, tuple(teams_of(policy))))
        return self._teams[-1][1]

    def walk(
        self,
        track: CompiledTrack,
        definitions: Mapping[TrackName, TrackDefinition],
        seen_outside: frozenset[FactName],
        steps_seen: frozenset[Group] = frozenset(),
        judged: frozenset[FactName] = frozenset(),
    ) -> Walk:
        """Give the walk of a track, walking it the first time; what others read of it is as `Walk` says."""
        shape = (_shape(track.definition), _borrowed(track.name, definitions), seen_outside, steps_seen, judged)
        for known, walk in self._kept.setdefault(track.name, []):
            if known == shape:
                return walk
        walk = Walk(
            track=track, definitions=definitions, seen_outside=seen_outside, steps_seen=steps_seen, judged=judged
        )
        walk.run()
        self._kept[track.name].append((shape, walk))
        return walk


def _shape(track: TrackDefinition) -> Shape:
    actions = {name: _action(action) for name, action in track.actions.items()}
    clocks = {name: _clock(clock) for name, clock in track.deadlines.items()}
    facts = {
        name: (fact.type, tuple(fact.domain), fact.set, fact.initial, fact.optional, fact.unknown)
        for name, fact in track.facts.items()
    }
    ends = {name: state.end for name, state in track.states.items()}
    rules = [(rule.entering, rule.always, rule.taking, rule.when, rule.unless, rule.says) for rule in track.never]
    starts = (track.starts, [start.state for start in track.starts_instead])
    return actions, clocks, facts, ends, rules, starts, tuple(track.consents)


def _action(action: Action) -> Shape:
    needs = [need.that for need in action.requires]
    outcomes = {value: _outcome(end) for value, end in action.outcomes.items()}
    return (
        action.origins,
        action.exceptions,
        action.to,
        action.choose,
        outcomes,
        action.asks,
        needs,
        dict(action.set),
        dict(action.consent),
        bool(action.again),
    )


def _outcome(end: Outcome) -> Shape:
    return end.to, dict(end.set)


def _clock(clock: ClockRule) -> Shape:
    two = two_of(clock.length)
    return clock.states, clock.start, clock.met_by, clock.repeats, clock.waits is not None, two and two.when


def _borrowed(name: TrackName, definitions: Mapping[TrackName, TrackDefinition]) -> Shape:
    """What a walk sees of other tracks: facts of the case, which are handed over to it, what is asked of several."""
    case = definitions.get(CASE_TRACK)
    facts: Collection[object] = [(key, tuple(fact.domain)) for key, fact in case.facts.items()] if case else []
    given = sorted(
        {
            taken
            for other in definitions.values()
            for action in other.actions.values()
            for opening in action.opens
            if opening.track == name
            for taken in opening.give
        }
    )
    return facts, given, asked_about(definitions.values())
