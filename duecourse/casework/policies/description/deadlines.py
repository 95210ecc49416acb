"""Deadlines in sentences: how long, counted from what, for which step, how binding, and who is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.policies.description.sentences import either, quoted, told
from duecourse.casework.policies.grounds import AS_LAW, clauses_said, clock_said, length_said
from engine.identity import ActionName, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import lengths_in
from engine.language.machine import sources, steps_of
from engine.language.track_definition import ANY, Binding, ClockRule, TrackDefinition
from engine.questions.conditions import Conditions
from engine.steps.clocks.ladders import Ladder, Rung, ladder_of

ENTRY, REPORTED = "entry", "reported_at"
OURS = " (our ladder: the procedure says nothing here)"
BOUND: Mapping[Binding, str] = {"law": "the law", "duty": "a duty", "target": "a target"}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Says the deadlines of one track as a policy has them."""

    policy: CompiledPolicy
    track: TrackName

    @property
    def definition(self) -> TrackDefinition:
        """Give the track as the policy has it."""
        return self.policy.track(self.track).definition

    @property
    def conditions(self) -> Conditions:
        """Give what names questions and moments of this track."""
        return Conditions(self.policy, self.track)

    def title(self, key: str) -> str:
        """Say what a deadline asks for."""
        return self.policy.clock_title(self.track, key)

    def sentences(self, key: str) -> Iterator[str]:
        """Say one deadline."""
        clock = self.definition.deadlines[key]
        yield f"{quoted(self.title(key))}: {self.length(clock)}. {self.bound(key)}"
        if clock.start != ENTRY:
            places = "wherever this stands" if ANY in clock.states else f"at {self._places(clock.states)}"
            yield f"It runs {places}."
        yield f"It {'has to pass before' if clock.waits else 'is met by'} {self._steps(clock.met_by)}."
        if clock.says:
            yield quoted(clock.says)
        yield from self._counted(clock)
        yield from self.told(key)
        moved = self.policy.may_move(self.track, key)
        if moved:
            yield f"It may be paused or given more time by hand, with a reason: {clauses_said(moved)}."
        for hold in self.definition.holds.values():
            if key in hold.pauses:
                yield f"It stands still while this holds: {quoted(hold.says)}"

    def length(self, clock: ClockRule) -> str:
        """Say how long somebody has, or how long has to pass first, counted from what."""
        return f"{length_said(self.policy, self.track, clock)}, counted from {self._since(clock)}"

    def bound(self, key: str) -> str:
        """Say what a deadline rests on, and how binding it is."""
        return clock_said(self.policy, self.track, key)

    def due(self, key: ActionName) -> Iterator[str]:
        """Say of a step when it is due, by each deadline that it meets."""
        for name, clock in self.definition.deadlines.items():
            ends = [StepName(step) for step in clock.met_by if StepName(step).action == key]
            if ends:
                answers = [each for each in ends if each.outcome]
                only = f", where the answer is {self._answers(key, answers)}" if answers else ""
                bound = AS_LAW.lower() if clock.as_law else BOUND[self.policy.binding(self.track, name)]
                met = "It has to wait for" if clock.waits else "It meets the deadline"
                length = length_said(self.policy, self.track, clock)
                yield f"{met} {quoted(self.title(name))}, {length} ({bound}){only}."

    def _since(self, clock: ClockRule) -> str:
        if clock.start != ENTRY:
            return self.conditions.moment(clock.start)
        if ANY in clock.states:
            return "the beginning"
        places = self._begins_at(clock)
        inside = "; going from one of these to another does not begin it again" if len(places) > 1 else ""
        return f"when it comes to {self._places(places)}{inside}"

    def _begins_at(self, clock: ClockRule) -> Sequence[str]:
        """Give the states at which a deadline can begin to run: what begins there, or comes from where it does not."""
        definition = self.definition
        begins = {definition.starts, *(start.state for start in definition.starts_instead)}
        steps = (step for step in steps_of(definition) if not step.stays)
        begins |= {step.end.to for step in steps if {*sources(definition, step.definition)} - {*clock.states}}
        return [state for state in clock.states if state in begins] or clock.states

    def _places(self, states: Sequence[str]) -> str:
        return either(quoted(self.definition.states[state].title) for state in states)

    def _steps(self, steps: Sequence[str]) -> str:
        return either(self._step(StepName(step)) for step in steps)

    def _step(self, step: StepName) -> str:
        title = quoted(self.definition.actions[step.action].title)
        return f"{title} with the answer {self._answers(step.action, [step])}" if step.outcome else title

    def _answers(self, key: ActionName, ends: Sequence[StepName]) -> str:
        labels = self.conditions.answers(self.definition.actions[key].choose)
        return either(quoted(labels.get(each.outcome, each.outcome)) for each in ends)

    def _counted(self, clock: ClockRule) -> Iterator[str]:
        if clock.grace is not None:
            yield f"It is overdue only {clock.grace} later."
        if clock.repeats:
            yield "Each time it is met it begins again."
        if clock.start == REPORTED and self._comes_back(clock):
            yield "Where it begins once more later on, it counts from then, and not from the report."
        for unit in dict.fromkeys(length.unit for length in lengths_in(clock.length)) if clock.roll else ():
            yield f"It is counted in this way: {unit.rule(roll=True)}."

    def _comes_back(self, clock: ClockRule) -> bool:
        """Say whether a step leads from where a deadline does not run to where it does."""
        into = (step for step in steps_of(self.definition) if not step.stays and step.end.to in clock.states)
        return any(set(sources(self.definition, step.definition)) - set(clock.states) for step in into)

    def told(self, key: str) -> Iterator[str]:
        """Say whom a deadline tells; of two lengths, what each has of its own."""
        clock = self.definition.deadlines[key]
        track, binding = self.policy.track(self.track), self.policy.binding(self.track, key)
        rungs = {
            length: tuple(self._rungs(clock, ladder_of(self.policy, track, clock, binding, length)))
            for length in lengths_in(clock.length)
        }
        for said in dict.fromkeys(each for mine in rungs.values() for each in mine):
            where = [str(length) for length, mine in rungs.items() if said in mine]
            yield said if len(where) == len(rungs) else f"Where it has {either(where)}: {said}"

    def _rungs(self, clock: ClockRule, ladder: Ladder) -> Iterator[str]:
        ours = {rung: OURS if rung in ladder.ours else "" for rung in Rung}
        for before in ladder.remind:
            yield f"Those who can meet it are reminded {before} before{ours[Rung.BEFORE]}."
        if clock.at_due:
            yield f"When it is due, {told(self.policy, clock.at_due)}."
        if clock.tell or Rung.END in ladder.ours:
            yield f"When it is overdue, {told(self.policy, ladder.tell)}{ours[Rung.END]}."
        for later in ladder.after:
            more = " again" if set(later.tell) <= set(ladder.tell) else " too"
            yield f"When it is overdue by {later.wait}, {told(self.policy, later.tell, more)}{ours[Rung.AFTER]}."
