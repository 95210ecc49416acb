"""The questions of a procedure: what may answer them, what they mean to Duecourse, and what its steps note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duecourse.casework.policies.description.sentences import either, listed, options, quoted, sentence
from engine.identity import FactName, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.consents.consent_question import ConsentPage
from engine.language.field_types import ServedNotice
from engine.language.track_definition import Fact, TrackDefinition
from engine.language.vocabulary import CONDUCT
from engine.ports.records import LetterKind
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
    letters: Mapping[str, LetterKind]

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
                yield " ".join(self._own_page(consent.page))
        for name, fact in definition.facts.items():
            if fact.set:
                yield " ".join([f"{self.conditions.question(name)}", *self._noted(name, fact)])

    def _own_page(self, page: ConsentPage) -> Iterator[str]:
        """Say what the person reads and is asked on the page where they answer for themselves."""
        answered, back = quoted(page.title), quoted(page.withdrawing)
        yield f"They answer it on a page of their own, {answered}, and take it back on {back}."
        yield " ".join(["They read there:", *page.says])
        if page.shows:
            told = listed(map(self.conditions.question, page.tells))
            whole = f", and in it the answers to {told}, as they were given" if page.tells else ""
            yield f"They are shown {quoted(self.letters[page.shows].title)} as far as they see the case{whole}."
        if page.asks:
            yield f"They are asked there: {listed(map(quoted, page.asks.values()))}."
        for way, answers in (("Answered there", page.answers), ("Signed on paper", page.on_paper)):
            for name, value in answers.items():
                label = self.conditions.answers(name).get(value, value)
                yield f"{way}, {self.conditions.question(name)} is {quoted(label)}."

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
        yield from self._bounds(fact)
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

    def _bounds(self, fact: Fact) -> Iterator[str]:
        if fact.never_later:
            yield "Once it is said, only an earlier time takes its place."
        if fact.notice is not None:
            yield self._notice(fact.notice)

    def _notice(self, served: ServedNotice) -> str:
        labels = {name: self.conditions.answers(name) for name in served.given}
        given = listed(
            f"{self.conditions.question(name)} is {either(quoted(labels[name].get(each, each)) for each in ways)}"
            for name, ways in served.given.items()
        )
        contract = f", and no less than {self.conditions.question(served.until)} says" if served.until else ""
        law = f"it leaves the notice that the law gives for the time since {self.conditions.question(served.since)}"
        return f"Where {given}, {law}{contract}." if given else f"{sentence(law + contract)}"

    def _noted(self, name: str, fact: Fact) -> Iterator[str]:
        labels = self.conditions.answers(name)
        yield f"Nobody is asked; steps note it as {options(labels)}."
        if fact.initial:
            yield f"At the beginning it is {quoted(labels.get(fact.initial, fact.initial))}."
