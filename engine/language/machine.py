"""A track compiled on `transitions`: the table of what leads where, and the way to a locked step.

`transitions` guards the table (trigger, source) → target and nothing else: guards stay outside, callbacks are
not used, and a slotted position takes the place of a model. `engine.checks.references` has vouched for the table
before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import Fault
from engine.identity import NO_ACTION, ActionName, Asked, RoleName, StepName, TrackName
from engine.language.guards import comparisons
from engine.language.track_definition import ANY, STAY, Action, Outcome, TrackDefinition

if TYPE_CHECKING:
    # the library is needed once a step is taken, and not to look at one
    from transitions import Machine


CLOCK_SCOPES = ("due", "overdue")
"""What a condition reads of clocks that run: that their time has come, or is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFrom:
    """A step that starts from a state. It `leads` on unless it stands beside the way forward.

    `consent` names the one that the person whom it is about answers with it on a page of their own; "" for none.
    """

    name: ActionName
    action: Action
    leads: bool
    consent: str
    reads_clocks: bool


@dataclass(slots=True)
class _Position:
    """The least that `transitions` needs to move."""

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledStep:
    """One way an action may end. `name` is `action` or `action/outcome`."""

    name: str
    action: ActionName
    outcome: str
    definition: Action
    end: Outcome

    @property
    def stays(self) -> bool:
        """Say whether the state is left as it is."""
        return self.end.to == STAY


@dataclass(frozen=True)
class CompiledTrack:
    """A checked track with its shared machine; immutable, shared by cases and threads."""

    definition: TrackDefinition
    steps: Mapping[str, CompiledStep]

    @cached_property
    def machine(self) -> Machine:
        """Give the shared table; it is built when first asked, as most commands need few of the tracks."""
        from transitions import Machine

        machine = Machine(
            model=None,
            states=list(self.definition.states),
            initial=self.definition.starts,
            auto_transitions=False,
            send_event=False,
        )
        for step in self.steps.values():
            for source in sources(self.definition, step.definition):
                machine.add_transition(step.name, source, source if step.stays else step.end.to)
        return machine

    @cached_property
    def way(self) -> Mapping[tuple[str, ActionName], ActionName]:
        """Give, for a state and an action, the first action on the way to it; searched once, when first asked."""
        return _ways(self.definition, self.steps)

    @cached_property
    def roles(self) -> Mapping[str, tuple[RoleName, ...]]:
        """Give, for each state, the roles that may take a step which starts from it by name."""
        actions = self.definition.actions.values()
        return {
            state: tuple(dict.fromkeys(role for action in actions if names_source(action, state) for role in action.by))
            for state in self.definition.states
        }

    @cached_property
    def starts(self) -> Mapping[ActionName, frozenset[str]]:
        """Give, for each action, the states that it starts from."""
        actions = self.definition.actions.items()
        return {name: frozenset(sources(self.definition, action)) for name, action in actions}

    @cached_property
    def ending(self) -> frozenset[ActionName]:
        """Name the actions that can lead to nothing but an end."""
        ends = self.definition.states
        others = {step.action for step in self.steps.values() if step.stays or not ends[step.end.to].end}
        return frozenset(self.definition.actions) - others

    @cached_property
    def done_when_sent(self) -> Mapping[str, frozenset[str]]:
        """Give, for each step that counts only when letters of it were sent or withdrawn, these letters."""
        found = {}
        for name, step in self.steps.items():
            rules = (rule for rule in (step.definition.letter, step.end.letter) if rule.done_when_sent)
            letters = frozenset(template for rule in rules for template in rule.after)
            if letters:
                found[name] = letters
        return found

    @cached_property
    def viewers(self) -> frozenset[RoleName]:
        """Name the roles that may look into the track; where it does not say, those who act in it."""
        return frozenset(viewers_of(self.definition))

    @cached_property
    def steps_from(self) -> Mapping[str, tuple[StepFrom, ...]]:
        """List the steps that start from each state, in their order."""
        every = [self._step(name, action) for name, action in self.definition.actions.items()]
        states = self.definition.states
        return {state: tuple(each for each in every if self.starts_from(each.name, state)) for state in states}

    def _step(self, name: ActionName, action: Action) -> StepFrom:
        read = (each.scope for need in action.requires for each, _ in comparisons(need.that))
        pages = (each.page for each in self.definition.consents.values() if each.page)
        is_theirs = any(name in page.steps for page in pages)
        return StepFrom(
            name=name,
            action=action,
            leads=not is_aside(action),
            consent=action.choose.consent if is_theirs else "",
            reads_clocks=any(scope in CLOCK_SCOPES for scope in read),
        )

    @property
    def name(self) -> TrackName:
        """Give the key of the track."""
        return self.definition.track

    def move(self, state: str, step: CompiledStep) -> str:
        """Give the state that a step leads to, by the shared table."""
        known = self._moves.get((state, step.name))
        if known is None:
            known = self._moves[state, step.name] = self._moved(state, step)
        return known

    @cached_property
    def _moves(self) -> dict[tuple[str, str], str]:
        """Keep where the table led: it never changes, and asking the library costs a twentieth of a step."""
        return {}

    def _moved(self, state: str, step: CompiledStep) -> str:
        from transitions import MachineError

        position = _Position(state)
        try:
            self.machine.events[step.name].trigger(position)
        except (KeyError, MachineError) as error:
            raise Fault(f"{self.name}: {step.name} does not start from {state}.") from error
        return position.state

    def starts_from(self, action: ActionName, state: str) -> bool:
        """Say whether an action may be taken in a state."""
        return state in self.starts[action]

    def first_towards(self, state: str, action: ActionName) -> ActionName:
        """Name the action to take first, from a state, on the shortest way to another; "" where there is none."""
        return self.way.get((state, action), NO_ACTION)


def viewers_of(track: TrackDefinition) -> tuple[RoleName, ...]:
    """Name the roles that may look into a track; where it does not say, those who act in it or are told by a step."""
    acting = (role for action in track.actions.values() for role in (*action.by, *action.tells))
    return track.seen_by or tuple(dict.fromkeys(acting))


def is_aside(action: Action) -> bool:
    """Say whether a step stands beside the way forward: it may be taken from anywhere, goes back, or leads nowhere."""
    return ANY in action.origins or bool(action.again) or action.to == STAY


def names_source(action: Action, state: str) -> bool:
    """Say whether an action starts from a state by name, and not merely because it starts from any."""
    return state in action.origins and state not in action.exceptions


def sources(track: TrackDefinition, action: Action) -> tuple[str, ...]:
    """List the states that an action starts from; `any` means every state not excepted, ends included."""
    named = tuple(track.states) if ANY in action.origins else action.origins
    return tuple(state for state in named if state not in action.exceptions)


def asked_by(action: Action) -> tuple[Asked, ...]:
    """List everything that an action asks, first what picks its outcome."""
    return tuple(Asked(name) for name in (action.choose, *action.asks) if name)


def steps_of(track: TrackDefinition) -> Iterator[CompiledStep]:
    """List every way every action may end."""
    for name, action in track.actions.items():
        if action.choose:
            for outcome, end in action.outcomes.items():
                yield CompiledStep(
                    name=StepName.of(name, outcome), action=name, outcome=outcome, definition=action, end=end
                )
        else:
            yield CompiledStep(name=name, action=name, outcome="", definition=action, end=Outcome(to=action.to))


def ends_of(track: TrackDefinition) -> tuple[str, ...]:
    """Name every end of every action that has several."""
    return tuple(StepName.of(name, end) for name, action in track.actions.items() for end in action.outcomes)


def parts_of(track: TrackDefinition) -> tuple[str, ...]:
    """Name what a policy may leave out of an action: its ends, and what it asks beside."""
    asked = (StepName.of(name, fact) for name, action in track.actions.items() for fact in action.asks)
    return (*ends_of(track), *asked)


def compile_track(track: TrackDefinition) -> CompiledTrack:
    """Compile a checked track."""
    return CompiledTrack(track, {step.name: step for step in steps_of(track)})


def _ways(track: TrackDefinition, steps: Mapping[str, CompiledStep]) -> Mapping[tuple[str, ActionName], ActionName]:
    """For every state and action, the first action of the shortest way to where the action starts.

    The usual way comes before one over an exception: a step that may come at any time, or that opens a new round.
    """
    found: dict[tuple[str, ActionName], ActionName] = {}
    usual = [step for step in steps.values() if not step.definition.again and ANY not in step.definition.origins]
    for state in track.states:
        for considered in (usual, list(steps.values())):
            first = _first_actions(track, considered, state)
            for name, action in track.actions.items():
                starts = sources(track, action)
                reached = next((target for target in first if target in starts), "")
                if reached and state not in starts:
                    found.setdefault((state, name), first[reached])
    return found


def _first_actions(track: TrackDefinition, steps: Sequence[CompiledStep], start: str) -> dict[str, ActionName]:
    """Breadth first from a state: every reachable state, nearest first, with the action that sets out for it."""
    first: dict[str, ActionName] = {}
    waiting = deque([(start, NO_ACTION)])
    while waiting:
        state, begun = waiting.popleft()
        for step in steps:
            target = step.end.to
            if step.stays or target == start or target in first or state not in sources(track, step.definition):
                continue
            first[target] = begun or step.action
            waiting.append((target, first[target]))
    return first
