"""The questions of a procedure: what may answer them, what they mean to Duecourse, and what its steps note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duecourse.casework.policies.description.sentences import either, listed, options, quoted
from engine.identity import FactName, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Fact, TrackDefinition
from engine.language.vocabulary import CONDUCT
from engine.questions.bounds import time_left
from engine.questions.conditions import Conditions

TYPES: Mapping[str, str] = {
    "count": "a number",
    "date": "a day",
    "time": "a day and a time",
    "text": "words",
    "address": "a web address",
    "person": "a person",
}


@dataclass(frozen=True, slots=True)
class Questions:
    """Says the questions of one track as a policy has them."""

    policy: CompiledPolicy
    track: TrackName

    @property
    def conditions(self) -> Conditions:
        """Give what names questions and moments of this track."""
        return Conditions(self.policy, self.track)

    def lines(self) -> Iterator[str]:
        """Say each question, then each consent, then what is noted by steps."""
        definition = self.policy.track(self.track).definition
        left_out = set(self._left_out(definition))
        for name, fact in definition.facts.items():
            if not fact.set and name not in left_out:
                yield " ".join([f"{self.conditions.question(name)}", *self._answered(name, fact)])
        for consent in definition.consents.values():
            yield f"{quoted(consent.ask)} It is a consent, which only the person gives, declines or withdraws."
            if consent.page is not None:
                yield " ".join(["They answer it on a page of their own, and read there:", *consent.page.says])
        for name, fact in definition.facts.items():
            if fact.set:
                yield " ".join([f"{self.conditions.question(name)}", *self._noted(name, fact)])

    def _left_out(self, definition: TrackDefinition) -> Iterator[FactName]:
        """Name the questions that the policy leaves out of the only steps that ask them."""
        without = {FactName(StepName(each).outcome) for each in self.policy.definition.tracks[self.track].without}
        asked = {name for action in definition.actions.values() for name in (*action.asks, action.choose.fact)}
        yield from without - asked

    def _offered(self, name: str) -> Mapping[str, str]:
        """Give the answers to a question; where it decides, those that this policy leaves it."""
        labels = self.conditions.answers(name)
        chosen = [
            action.outcomes
            for action in self.policy.track(self.track).definition.actions.values()
            if action.choose == name and set(action.outcomes) <= set(labels)
        ]
        left = {value for outcomes in chosen for value in outcomes}
        return {value: label for value, label in labels.items() if not chosen or value in left}

    def _answered(self, name: str, fact: Fact) -> Iterator[str]:
        labels = self._offered(name)
        several = "One or several of these may be ticked" if fact.type == "choices" else "The answer is"
        if fact.of == CONDUCT:
            yield "The answer is one or several of the policy's own rules of conduct."
        elif labels:
            yield f"{several}: {options(labels)}." if fact.type == "choices" else f"{several} {options(labels)}."
        else:
            yield f"The answer is {TYPES.get(fact.type, 'words')}{self._moment(fact)}."
        if fact.optional:
            yield "It may be left out."
        if fact.unknown:
            yield "It may be “not known”, with the reason."
        if fact.kind is not None:
            which = f" where the answer is {either(quoted(labels.get(each, each)) for each in fact.means)}"
            yield f"Duecourse takes it as “{fact.kind}”{which if fact.means else ''}."
        if fact.help:
            yield f"The hint beside it: {quoted(fact.help)}"

    def _moment(self, fact: Fact) -> str:
        parts = [f"later than {self.conditions.moment(each)}" for each in fact.after]
        parts += ["that has passed"] if fact.past else []
        parts += ["that lies ahead when it is asked"] if fact.future else []
        parts += [f"that leaves {self._time_left(fact)} to prepare"] if fact.leaves else []
        parts += ["on which people work"] if fact.open_day else []
        return f" {listed(parts)}" if parts else ""

    def _time_left(self, fact: Fact) -> str:
        return str(time_left(self.policy.track(self.track).definition, fact))

    def _noted(self, name: str, fact: Fact) -> Iterator[str]:
        labels = self.conditions.answers(name)
        yield f"Nobody is asked; steps note it as {options(labels)}."
        if fact.initial:
            yield f"At the beginning it is {quoted(labels.get(fact.initial, fact.initial))}."
