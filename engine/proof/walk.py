"""Walking the situations that an instance of a track can be in; what is found there is judged by `engine.proof.run`."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from engine.identity import FactName, StepName, TrackName
from engine.language.field_types import two_of
from engine.language.guards import Atom, Guard, GuardView, Reference, evaluate, freed, references
from engine.language.machine import CompiledStep, CompiledTrack, sources
from engine.language.never_rules import Never
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import CASE_TRACK, Scope
from engine.proof.failure import BEGUN, NEVER, Correction, Failure, FailureKind
from engine.proof.live_facts import freed_rule, live_facts, looking
from engine.proof.possible_answers import alike, asked_about, possible_answers
from engine.proof.situation import NAMED, TRIED_BOTH_WAYS, SeenSituation, Situation, answered, spelt
from engine.proof.taken import Group, asked_together, told_apart

MANY = 1_000
KNOWN_INSIDE = ("", Scope.CONSENT, Scope.DONE)
"""Scopes that an instance answers itself."""


@dataclass(kw_only=True)
class Walk:
    """Every situation that can be reached, how it was reached first, and what follows it by which action.

    `ways` are the same with the whole name of each step, or the correction.

    `taken_from` says from which states each action could be taken.
    `seen_outside` are the facts that guards of other tracks read; they are kept wherever an instance stands.
    `steps_seen` are the steps that they ask about, those together of which one is as good as another. `judged` are the
    facts that a policy asks about when all is walked.
    """

    track: CompiledTrack
    definitions: Mapping[TrackName, TrackDefinition]
    seen_outside: frozenset[FactName] = frozenset()
    steps_seen: frozenset[Group] = frozenset()
    judged: frozenset[FactName] = frozenset()
    parents: dict[Situation, tuple[Situation | None, str]] = field(default_factory=dict)
    edges: dict[Situation, list[tuple[str, Situation]]] = field(default_factory=dict)
    ways: list[tuple[Situation, str, Situation]] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=dict)
    taken_from: set[tuple[str, str]] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)

    def __post_init__(self) -> None:
        definition = self.track.definition
        self.asked_about = asked_about({**self.definitions, self.track.name: definition}.values())
        self.needs = {
            name: [freed(need.that) for need in action.requires] for name, action in definition.actions.items()
        }
        self.nevers = [freed_rule(rule) for rule in definition.never if rule.guards]
        self.picks = {
            name: freed(two.when)
            for name, clock in definition.deadlines.items()
            if (two := two_of(clock.length)) is not None
        }
        steps = self.track.steps.values()
        self.rules = {step.name: looking(self.nevers, step) for step in steps}
        self.read_facts = self._read_facts()
        self.live = live_facts(definition, self.read_facts, self.seen_outside)
        self.kept_steps = self._kept_steps()
        self.alike = self._alike()
        self.starting = {state: [*self._starting(state)] for state in definition.states}
        self.tried = {
            step.name: [*self.choices([*self.needs[step.action], *self.rules[step.name][2]])] for step in steps
        }
        self.corrections = {name: [*self._corrections(name)] for name in self.read_facts}

    def _guards(self) -> list[Guard]:
        """Give the guards of steps, those of rules, and those that pick one of two lengths."""
        needed = [guard for needs in self.needs.values() for guard in needs]
        return [*needed, *(guard for rule in self.nevers for guard in rule.guards), *self.picks.values()]

    def _read_facts(self) -> tuple[FactName, ...]:
        """The answers that some guard or outcome still reads."""
        definition, guards = self.track.definition, self._guards()
        read = {reference.fact for guard in guards for reference in references(guard) if not reference.scope}
        read |= self.seen_outside
        return tuple(name for name in definition.facts if name in read and definition.facts[name].domain)

    def _alike(self) -> Mapping[FactName, Mapping[str, str]]:
        """The answers of which one is as good as another, each with the one that is tried; none that decides a way.

        What other tracks read, or a policy's own must, is asked about elsewhere too, and all of it is tried.
        """
        definition = self.track.definition
        decide = {action.choose.fact for action in definition.actions.values()}
        decide |= self.seen_outside | self.judged
        free = [name for name in self.read_facts if name not in decide]
        return {name: alike(name, definition.facts[name], self._guards()) for name in free}

    def _kept_steps(self) -> Mapping[str, str]:
        """The steps of which it matters later whether they were taken, each with the one that stands for it."""
        definition, guards = self.track.definition, self._guards()
        groups = [group for guard in guards for group in asked_together(guard)]
        starts = {clock.start for clock in definition.deadlines.values()} & set(definition.actions)
        return told_apart([*groups, *sorted(self.steps_seen, key=sorted), *(frozenset({name}) for name in starts)])

    def run(self) -> None:
        """Walk, nearest situations first."""
        waiting = deque(self._beginnings())
        for start in waiting:
            self.parents.setdefault(start, (None, BEGUN))
        while waiting:
            situation = waiting.popleft()
            edges: list[tuple[str, Situation]] = []
            for label, after in self._follow(situation):
                edges.append((StepName(label).action, after))
                self.ways.append((situation, label, after))
                if after not in self.parents:
                    self.parents[after] = (situation, label)
                    waiting.append(after)
            if edges:
                self.edges[situation] = edges

    def _beginnings(self) -> Iterator[Situation]:
        """An instance begins with nothing answered, or with answers that another track handed over."""
        definition = self.track.definition
        given = {
            name
            for other in self.definitions.values()
            for action in other.actions.values()
            for opening in action.opens
            if opening.track == self.track.name
            for name in opening.give
        }
        choices = []
        for name in self.read_facts:
            fact = definition.facts[name]
            values: list[Atom] = [fact.initial or None]
            choices.append([*values, *self.answers(name)] if name in given else values)
        states = (definition.starts, *(start.state for start in definition.starts_instead))
        known = (True, False) if self.reads_named else (True,)
        for state, values_, named in product(states, product(*choices), known):
            answers = tuple(zip(self.read_facts, values_, strict=True))
            consents = tuple((name, "not_asked") for name in definition.consents)
            yield self._kept(Situation(state=state, answers=answers, consents=consents, done=frozenset(), named=named))

    @property
    def reads_named(self) -> bool:
        """Say whether a guard asks whether it is known whom the instance concerns."""
        return any(NAMED in references(guard) for guard in self._guards())

    def _follow(self, situation: Situation) -> Iterator[tuple[str, Situation]]:
        for step in self.starting[situation.state]:
            for after in self._take(situation, step):
                yield step.name, self._kept(after)
        for name, value in situation.answers:
            if value is not None:
                for label, other in self.corrections[name]:
                    yield label, answered(situation, name, other)

    def _starting(self, state: str) -> Iterator[CompiledStep]:
        for step in self.track.steps.values():
            if state in sources(self.track.definition, step.definition):
                yield step

    def _corrections(self, name: FactName) -> Iterator[tuple[str, Atom]]:
        """Give what an answer can be corrected to, each with how that is called; nothing of what steps answer."""
        if not self.track.definition.facts[name].set:
            for other in self.answers(name):
                yield str(Correction(name, spelt(other))), other

    def _take(self, situation: Situation, step: CompiledStep) -> Iterable[Situation]:
        """Give what follows a step, by whatever is so elsewhere: rules look at each way, what follows is the same."""
        needs = self.needs[step.action]
        before, after_it, _ = self.rules[step.name]
        follows: list[Situation] = []
        for free in self.tried[step.name]:
            view = SeenSituation(situation, free, self.kept_steps)
            if not all(evaluate(need, view) is True for need in needs):
                continue
            follows = follows or [*self._after(situation, step)]
            self._assert(before, view, situation, step)
            for after in follows if after_it else ():
                self._assert(after_it, SeenSituation(after, free, self.kept_steps), situation, step)
        if follows:
            self.taken_from.add((step.action, situation.state))
            self.taken.setdefault(step.action, set()).add(step.outcome)
        return follows

    def _kept(self, situation: Situation) -> Situation:
        """Forget the answers that nothing reads from here on."""
        live = self.live[situation.state]
        answers = tuple((name, value if name in live else None) for name, value in situation.answers)
        return situation if answers == situation.answers else replace(situation, answers=answers)

    def _after(self, situation: Situation, step: CompiledStep) -> Iterator[Situation]:
        action = step.definition
        moved = situation if step.stays else replace(situation, state=self.track.move(situation.state, step))
        if step.action in self.kept_steps:
            moved = replace(moved, done=moved.done | {self.kept_steps[step.action]})
        for name, value in {**action.consent, **_consent_of(step)}.items():
            moved = replace(moved, consents=tuple((k, value if k == name else v) for k, v in moved.consents))
        for name, value in {**action.set, **step.end.set}.items():
            moved = answered(moved, name, value)
        asked = [name for name in action.asks if name in self.read_facts]
        if action.choose.fact in self.read_facts:
            moved = answered(moved, action.choose.fact, step.outcome)
        before = dict(situation.answers)
        for values in product(*(self._possible(name, before.get(name)) for name in asked)):
            after = moved
            for name, chosen in zip(asked, values, strict=True):
                after = answered(after, name, chosen)
            yield after

    def _possible(self, name: FactName, before: Atom) -> list[Atom]:
        """List what an answer may be; a question that may be left out keeps the answer it had."""
        fact = self.track.definition.facts[name]
        left_out = ([before] if fact.optional else []) + ([None] if fact.unknown else [])
        return [*self.answers(name), *dict.fromkeys(left_out)]

    def answers(self, name: FactName) -> tuple[Atom, ...]:
        """List what may be answered to a question; of answers that nothing tells apart, the first."""
        found = possible_answers(name, self.track.definition.facts[name], self.asked_about)
        alike = self.alike.get(name, {})
        return tuple(dict.fromkeys(alike.get(value, value) if isinstance(value, str) else value for value in found))

    def choices(self, guards: list[Guard]) -> Iterator[Mapping[Reference, Atom]]:
        """Try everything that guards read from outside: other tracks, the case, clocks, evidence."""
        outside = {
            reference for guard in guards for reference in references(guard) if reference.scope not in KNOWN_INSIDE
        }
        outside |= TRIED_BOTH_WAYS & {reference for guard in guards for reference in references(guard)}
        ordered = sorted(outside, key=str)
        for values in product(*(self._outside(reference) for reference in ordered)):
            yield dict(zip(ordered, values, strict=True))

    def _outside(self, reference: Reference) -> list[Atom]:
        if reference.scope == "evidence":
            return [0, MANY]
        case = self.definitions.get(CASE_TRACK, self.track.definition)
        if reference.scope == "case" and reference.fact in case.facts:
            return [None, *possible_answers(reference.fact, case.facts[reference.fact], self.asked_about)]
        return [True, False]

    def _assert(self, rules: list[Never], view: GuardView, before: Situation, step: CompiledStep) -> None:
        for rule in rules:
            if rule.breaks(view) and rule in self.nevers:
                path = (*self.path(before), step.name)
                self.failures.append(
                    Failure(
                        track=self.track.name,
                        kind=FailureKind.BROKEN_RULE,
                        where=f"{NEVER}{rule.says}",
                        says="can happen",
                        path=path,
                    )
                )
                self.nevers.remove(rule)

    def seen(self, situation: Situation, free: Mapping[Reference, Atom] | None = None) -> GuardView:
        """Give a situation as guards see it, over nothing but itself, or with free choices of what is outside."""
        return SeenSituation(situation, free or {}, self.kept_steps)

    @cached_property
    def before(self) -> Mapping[Situation, Sequence[tuple[str, Situation]]]:
        """Give, for each situation, those that it follows, each with the action or correction between."""
        found: dict[Situation, list[tuple[str, Situation]]] = {}
        for situation, afters in self.edges.items():
            for action, after in afters:
                found.setdefault(after, []).append((action, situation))
        return found

    def leading_to(self, goals: Iterable[Situation], without: Collection[str] = ()) -> set[Situation]:
        """Find every situation from which one of the goals can be reached, without some actions."""
        found = set(goals)
        waiting = deque(found)
        while waiting:
            for action, earlier in self.before.get(waiting.popleft(), ()):
                if earlier not in found and action not in without:
                    found.add(earlier)
                    waiting.append(earlier)
        return found

    def stood(self, state: str) -> bool:
        """Say whether the walk ever came to a state."""
        return any(situation.state == state for situation in self.parents)

    def path(self, situation: Situation) -> tuple[str, ...]:
        """The shortest sequence of acts to a situation."""
        found: list[str] = []
        current: Situation | None = situation
        while current is not None:
            current, label = self.parents[current]
            found.append(label)
        return tuple(reversed(found))


def _consent_of(step: CompiledStep) -> Mapping[str, str]:
    consent = step.definition.choose.consent
    return {consent: step.outcome} if consent else {}
