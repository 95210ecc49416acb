"""A track as states and the moves between them, each numbered, with its clause, its clocks and who may take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.answers import options_of
from engine.compiled import CompiledPolicy
from engine.definition import ANY, CONSENT, Track
from engine.machine import CompiledTrack, Step, sources


@dataclass(frozen=True, slots=True)
class Move:
    """One way from states to a state. `number` stands in the picture and in the list; `stays` leads nowhere else.

    `anywhere` says that it starts from (nearly) every state, so the picture leaves it out."""

    number: int
    action: str
    title: str
    answer: str
    sources: tuple[str, ...]
    to: str
    stays: bool
    anywhere: bool
    by: tuple[str, ...]
    clauses: tuple[str, ...]
    silent: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock as a policy has it: how long, from what clause or default, and whether it binds as duty or target."""

    name: str
    within: str
    binding: str
    clauses: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """One state: its title, whether it ends the procedure, its clocks, and the moves that leave it by name."""

    key: str
    title: str
    ends: bool
    starts: bool
    clocks: tuple[ClockLine, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class TrackMap:
    """A track to look at and to read."""

    track: str
    title: str
    says: str
    states: tuple[StateLine, ...]
    moves: tuple[Move, ...]

    @property
    def anywhere(self) -> tuple[Move, ...]:
        """List the moves that start from nearly everywhere."""
        return tuple(move for move in self.moves if move.anywhere)


def map_of(policy: CompiledPolicy, name: str) -> TrackMap:
    """Draw up one track of a policy."""
    track = policy.track(name)
    definition = track.definition
    moves = tuple(_moves(policy, track))
    states = tuple(
        StateLine(
            key, state.title, state.end, key == definition.starts, tuple(_clocks(policy, definition, key)),
            tuple(move for move in moves if key in move.sources and not move.anywhere),
        )
        for key, state in definition.states.items()
    )  # fmt: skip
    return TrackMap(name, definition.title, definition.says, states, moves)


def _moves(policy: CompiledPolicy, track: CompiledTrack) -> Iterator[Move]:
    silent = policy.definition.tracks[track.name].silent
    for number, step in enumerate(track.steps.values(), 1):
        action = step.definition
        yield Move(
            number, step.action, action.title, _answer(policy, track.definition, step),
            sources(track.definition, action), step.end.to, step.stays, ANY in action.origins,
            tuple(policy.title(role) for role in action.by), policy.cites(track.name, step.action),
            silent.get(step.action, ""),
        )  # fmt: skip


def _answer(policy: CompiledPolicy, definition: Track, step: Step) -> str:
    """Say the outcome in the words of its question."""
    if not step.outcome:
        return ""
    asked = step.definition.choose
    if asked.startswith("consent."):
        return CONSENT.get(step.outcome, step.outcome)
    return options_of(definition.facts[asked], policy.definition).get(step.outcome, step.outcome)


def _clocks(policy: CompiledPolicy, definition: Track, state: str) -> Iterator[ClockLine]:
    track = definition.track
    for name, clock in definition.deadlines.items():
        if state in clock.states:
            yield ClockLine(
                name.replace("_", " "), str(clock.within), policy.binding(track, name),
                policy.clock_cites(track, name), policy.clock_source(track, name),
            )  # fmt: skip
