"""A track to look at and to read: states, and the steps that leave them, numbered as the track lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.policies.description.deadlines import BOUND, Deadlines
from duecourse.casework.policies.grounds import AS_LAW, length_said
from engine.identity import ActionName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import step_elsewhere, two_of
from engine.language.machine import sources
from engine.language.track_definition import ANY, STAY, Action, TrackDefinition
from engine.language.vocabulary import CONSENT, Reserved
from engine.questions.answers import options_of
from engine.questions.conditions import Conditions


@dataclass(frozen=True, slots=True)
class Way:
    """One end of a step: the answer that leads there, "" where nothing is asked, and the state, "" to stay."""

    answer: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step that a person takes. `number` stands in the picture and in the list.

    `sources` are the states it starts from; `anywhere` says that these are all but the `exceptions`. `again` says
    that it may go round. `silent` gives the source of a step that no clause asks for.
    """

    number: int
    action: ActionName
    title: str
    says: str
    sources: tuple[str, ...]
    anywhere: bool
    again: bool
    exceptions: tuple[str, ...]
    by: tuple[str, ...]
    clauses: tuple[str, ...]
    silent: str
    ways: tuple[Way, ...]

    def leads(self, source: str) -> tuple[str, ...]:
        """List the states other than `source` that the step may lead to."""
        return tuple(dict.fromkeys(way.to for way in self.ways if way.to not in ("", source)))

    def may_stay(self, source: str) -> bool:
        """Say whether an end of the step leaves `source` as it is."""
        return any(way.to in ("", source) for way in self.ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A clock as a policy has it: how long, counted from what, and on which clauses or from which source.

    `waits` says that it is a time that has to pass before a step, and no deadline. `bound` says what it is in a few
    words, and `told` who is reminded and told of it, rung by rung, a sentence each.
    """

    key: str
    name: str
    within: str
    since: str
    binding: str
    clauses: tuple[str, ...]
    source: str
    waits: bool = False
    bound: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """A state with its clocks and with the moves that name it; those from anywhere are listed by themselves."""

    key: str
    title: str
    starts: bool
    ends: bool
    waits_for: str
    clocks: tuple[ClockLine, ...]
    moves: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackMap:
    """A track of a policy, which usually begins at `start`. States and moves come in the order of the track."""

    track: TrackName
    title: str
    says: str
    start: str
    states: tuple[StateLine, ...]
    moves: tuple[StepLine, ...]

    @property
    def anywhere(self) -> tuple[StepLine, ...]:
        """List the moves that start from all states but a few."""
        return tuple(move for move in self.moves if move.anywhere)

    @property
    def titles(self) -> dict[str, str]:
        """Give the title of every state by its key."""
        return {state.key: state.title for state in self.states}


def map_of(policy: CompiledPolicy, name: TrackName) -> TrackMap:
    """Draw up one track as a policy uses it."""
    track = policy.track(name).definition
    moves = tuple(_moves(policy, track))
    begins = (track.starts, *(start.state for start in track.starts_instead))
    states = tuple(
        StateLine(
            key=key,
            title=state.title,
            starts=key in begins,
            ends=state.end,
            waits_for=policy.title(state.waits_for),
            clocks=tuple(_clocks(policy, track, key)),
            moves=tuple(move for move in moves if key in move.sources and not move.anywhere),
        )
        for key, state in track.states.items()
    )
    return TrackMap(track=name, title=track.title, says=track.says, start=track.starts, states=states, moves=moves)


def _moves(policy: CompiledPolicy, track: TrackDefinition) -> Iterator[StepLine]:
    for number, (key, action) in enumerate(track.actions.items(), 1):
        yield StepLine(
            number=number,
            action=key,
            title=action.title,
            says=action.says,
            sources=sources(track, action),
            anywhere=ANY in action.origins,
            again=bool(action.again),
            exceptions=action.exceptions,
            by=tuple(policy.title(role) for role in action.by),
            clauses=policy.cites(track.track, key),
            silent=policy.step_source(track.track, key),
            ways=tuple(_ways(policy, track, action)),
        )


def _ways(policy: CompiledPolicy, track: TrackDefinition, action: Action) -> Iterator[Way]:
    if not action.choose:
        yield Way("", _target(action.to))
        return
    asked = action.choose
    words = CONSENT if asked.consent else options_of(track.facts[asked.fact], policy.definition)
    for answer, end in action.outcomes.items():
        yield Way(words.get(answer, answer), _target(end.to))


def _target(to: str) -> str:
    return "" if to == STAY else to


def _clocks(policy: CompiledPolicy, track: TrackDefinition, state: str) -> Iterator[ClockLine]:
    name = track.track
    for key, clock in track.deadlines.items():
        if {state, ANY} & set(clock.states):
            since = _since(policy, track, clock.start)
            between = ", counted" if since and two_of(clock.length) else ""
            yield ClockLine(
                key=key,
                name=policy.clock_title(name, key),
                within=f"{length_said(policy, name, clock)}{between}",
                since=since,
                binding=policy.binding(name, key),
                clauses=policy.clock_cites(name, key),
                source=policy.clock_source(name, key),
                waits=clock.waits is not None,
                bound=AS_LAW.lower() if clock.as_law else BOUND[policy.binding(name, key)],
                told=tuple(Deadlines(policy, name).told(key)),
            )


def _since(policy: CompiledPolicy, track: TrackDefinition, start: str) -> str:
    """Say from what a clock counts; "" where it is the moment at which the state is entered."""
    if step_elsewhere(start) is not None or start in (Reserved.REPORTED.value, Reserved.FIRST_KNOWN.value):
        return Conditions(policy, track.track).moment(start)
    if start in track.actions:
        return f"“{track.actions[ActionName(start)].title}”"
    return "" if start == Reserved.ENTRY.value else start.replace("_", " ")
