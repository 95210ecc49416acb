"""What was answered so far, in words: beside a step stands what somebody needs to know to take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.context.look.view import CaseView
from engine.identity import CASE, FactName, InstanceId, WordsKey
from engine.language.vocabulary import FactKind
from engine.questions.answers import options_of
from engine.record.values import Answer, Instance
from engine.time.moments import say_given

DANGERS = (
    FactKind.DANGER_TO_LIFE,
    FactKind.DANGER_TO_CHILD,
    FactKind.DATA_MADE_PUBLIC,
    FactKind.POSSIBLE_IMAGE,
)


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """One question with the answer that stands, both in words."""

    asked: str
    said: str


def dangers_answered(view: CaseView) -> tuple[KnownAnswer, ...]:
    """List the questions about danger with what the report answered, as far as the reader sees them."""
    shell = view.case.tracks.get(CASE)
    if shell is None:
        return ()
    track = view.policy.shell
    first = [next((name for name, fact in track.facts.items() if fact.kind is kind), None) for kind in DANGERS]
    return tuple(_known(view, shell, [name for name in first if name is not None]))


def answered_in(view: CaseView, on: InstanceId) -> tuple[KnownAnswer, ...]:
    """List what was answered in a procedure so far; of the case itself, what was answered after the report."""
    instance = view.case.tracks[on]
    definition = view.policy.track(instance.track).definition
    reported = (*definition.report, *definition.request)
    names = (name for name, fact in definition.facts.items() if name not in reported and not fact.set)
    return tuple(_known(view, instance, list(names)))


def _known(view: CaseView, instance: Instance, names: list[FactName]) -> Iterator[KnownAnswer]:
    facts = view.policy.track(instance.track).definition.facts
    for name in names:
        answer = instance.answers.get(name)
        said = said_of(view, instance, name, answer) if answer is not None else ""
        if said:
            yield KnownAnswer(facts[name].ask or name.replace("_", " ").capitalize(), said)


def said_of(view: CaseView, instance: Instance, name: FactName, answer: Answer) -> str:
    """Say an answer in words; "" for one that was taken back, or whose words were erased."""
    fact = view.policy.track(instance.track).definition.facts[name]
    if answer.kind == "cleared":
        return ""
    if answer.kind == "unknown":
        return "Not known"
    if answer.kind == "value" and fact.type in ("time", "date"):
        return _in_words(view, fact.type, str(answer.value))
    if answer.kind == "value":
        labels = options_of(fact, view.policy.definition)
        values = answer.value if isinstance(answer.value, tuple) else (str(answer.value),)
        return "; ".join(labels.get(value, value) for value in values)
    words = view.words.get((answer.event, WordsKey.of_fact(instance.on, name))) or ""
    return _in_words(view, fact.type, words)


def _in_words(view: CaseView, kind: str, words: str) -> str:
    """Say a person by name, a time and a day as they are said everywhere; all else as it was typed."""
    if kind == "person":
        return next((person.name for person in view.people.values() if person.key == words), words)
    return say_given(kind, words, view.calendar.zone)
