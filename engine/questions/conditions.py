"""Guards as they are read aloud: `any(removal.ended)` is "at least one “Removal” has ended"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.identity import ActionName, Asked, FactName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import TwoLengths, step_elsewhere
from engine.language.guards import Both, Compare, Contains, Either, Guard, Not, Quantified, Reference
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import CASE_TRACK, CONSENT, FOR_PUPIL, YES_NO, Reserved, Scope, Truth
from engine.questions.answers import options_of
from engine.questions.joined_words import either, neither, quoted
from engine.time.duration import Duration

MOST: Mapping[str, str] = {"<": "fewer than", "<=": "at most", ">": "more than", ">=": "at least"}
NEGATIONS = ("!=", "not in")
ENDED = "ended"
NAMED = "named"


@dataclass(frozen=True, slots=True)
class Conditions:
    """Says the guards that stand in one track, in the words of its questions, answers and titles."""

    policy: CompiledPolicy
    track: TrackName

    @property
    def definition(self) -> TrackDefinition:
        """Give the track as the policy has it."""
        return self.policy.track(self.track).definition

    def say(self, guard: Guard) -> str:
        """Say a guard as what follows `if`."""
        match guard:
            case Reference():
                return self._reference(guard)
            case Compare():
                return self._compare(guard)
            case Contains():
                found = "is not" if guard.negated else "is"
                answer = quoted(self._answers(guard.inside).get(guard.value, guard.value))
                return f"{answer} {found} ticked under {self._asked(guard.inside, '')}"
            case Not():
                return self._denied(guard.inner)
            case Both():
                return ", and ".join(self._part(part, Either, "either") for part in guard.parts)
            case Either():
                return ", or ".join(self._part(part, Both, "both") for part in guard.parts)
            case Quantified():
                other = Conditions(self.policy, guard.track)
                which = "in every" if guard.every else "in at least one"
                none = ", if there is any" if guard.every else ""
                return f"{which} {quoted(other.definition.title)}{none}, {other.say(guard.inner)}"

    def _part(self, part: Guard, mixed: type[Both] | type[Either], word: str) -> str:
        said = self.say(part)
        return f"{word} {said}" if isinstance(part, mixed) else said

    def question(self, name: str) -> str:
        """Give the question behind the name of a fact of this track, or of the case."""
        fact = self.definition.facts.get(FactName(name))
        return quoted(fact.ask if fact is not None and fact.ask else name.replace("_", " "))

    def asked(self, name: str) -> str:
        """Give the question that a step asks: a fact, or a consent."""
        asked = Asked(name)
        return quoted(self.definition.consents[asked.consent].ask) if asked.consent else self.question(name)

    def answers(self, name: str) -> Mapping[str, str]:
        """Give the answers to a question that a step asks, with their labels."""
        asked = Asked(name)
        if asked.consent:
            return CONSENT
        fact = self.definition.facts.get(asked.fact)
        return options_of(fact, self.policy.definition) if fact is not None else {}

    def moment(self, name: str) -> str:
        """Name what a clock may count from: a step, an answer, or the report."""
        if name in self.definition.actions:
            return quoted(self.definition.actions[ActionName(name)].title)
        elsewhere = step_elsewhere(name)
        if elsewhere is not None:
            other = Conditions(self.policy, elsewhere[0])
            of = f" in {quoted(other.definition.title)}" if elsewhere[0] != CASE_TRACK else ""
            return f"{other.moment(elsewhere[1])}{of}"
        with_it = self.track == CASE_TRACK or self.definition.opens == "at once"
        later = "" if with_it else ", or its own beginning where it begins later"
        fixed = {
            Reserved.REPORTED.value: f"the report{later}",
            Reserved.FIRST_KNOWN.value: "the report of what it deals with, even where it begins later",
        }
        return fixed.get(name) or f"the answer to {self.question(name)}"

    def _of(self, reference: Reference) -> Conditions:
        return Conditions(self.policy, CASE_TRACK) if reference.scope == Scope.CASE else self

    def _answers(self, reference: Reference) -> Mapping[str, str]:
        if reference.scope == Scope.CONSENT:
            return CONSENT
        return self._of(reference).answers(reference.name) or YES_NO

    def _asked(self, reference: Reference, before: str = "the answer to ") -> str:
        """Name a question, and where it is asked when that is not here."""
        if reference.scope == Scope.CONSENT:
            return f"the consent {self.asked(Asked.of_consent(reference.name))}"
        of_case = " in the case" if reference.scope == Scope.CASE and self.track != CASE_TRACK else ""
        return f"{before}{self._of(reference).question(reference.name)}{of_case}"

    def _reference(self, reference: Reference, negated: bool = False) -> str:
        """Say what stands alone: it is so, or, negated, it is not."""
        no = " not" if negated else ""
        said: Mapping[str, Callable[[], str]] = {
            Scope.RECORDED: lambda: f"{self.question(reference.name)} has{no} been answered",
            Scope.DONE: lambda: f"{self.step(reference.name)} was{no} taken",
            Scope.DUE: lambda: f"the time for {self._clock(reference.name)} is{no} over",
            Scope.OVERDUE: lambda: f"the time for {self._clock(reference.name)}, its grace included, is{no} over",
            Scope.OTHERS: lambda: f"{'not every' if negated else 'every'} other procedure of the case has ended",
        }
        if reference.scope in said:
            return said[reference.scope]()
        if reference.name == ENDED:
            return f"the case is{no} closed" if reference.scope == Scope.CASE else f"it has{no} ended"
        if reference.name == NAMED:
            return f"it is{no} known whom it concerns"
        if reference.name == FOR_PUPIL:
            return f"the person whom it concerns is{no} a pupil"
        return f"{self._asked(reference)} is{no} {quoted(YES_NO[Truth.YES])}"

    def step(self, name: str) -> str:
        """Name a step of this track by its title."""
        action = self.definition.actions.get(ActionName(name))
        return quoted(action.title if action is not None else name.replace("_", " "))

    def _clock(self, name: str) -> str:
        return quoted(self.policy.clock_title(self.track, name))

    def _compare(self, guard: Compare) -> str:
        if guard.left.scope == Scope.EVIDENCE:
            kind = guard.left.name.replace("any", "piece")
            return f"{MOST.get(guard.operation, 'exactly')} {guard.right[0]} {kind} of evidence is kept"
        if guard.operation in MOST:
            return f"{self._asked(guard.left)} is {MOST[guard.operation]} {guard.right[0]}"
        known = self._answers(guard.left)
        values = [quoted(known.get(value, value)) for value in guard.right]
        said = neither(values) if guard.operation in NEGATIONS else either(values)
        return f"{self._asked(guard.left)} is {said}"

    def _denied(self, inner: Guard) -> str:
        match inner:
            case Reference():
                return self._reference(inner, negated=True)
            case Quantified(every=False):
                other = Conditions(self.policy, inner.track)
                return f"in no {quoted(other.definition.title)} {other.say(inner.inner)}"
            case Not():
                return self.say(inner.inner)
            case _:
                return f"it is not so that {self.say(inner)}"


def said_length(policy: CompiledPolicy, track: TrackName, length: Duration | TwoLengths | None) -> str:
    """Say a length of time of a track: "24 hours", or "24 hours when …, else 48 hours"; "" where there is none."""
    if isinstance(length, TwoLengths):
        return f"{length.then} when {Conditions(policy, track).say(length.when)}, else {length.otherwise}"
    return str(length or "")
