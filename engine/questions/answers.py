"""Answers as they come in, checked against the questions of a step: every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from engine.addresses.reported import AS_GIVEN, reported, visible
from engine.errors import BadAnswers, BadInput
from engine.identity import Asked, FactName
from engine.language.machine import asked_by
from engine.language.policy_definition import PolicyDefinition
from engine.language.track_definition import Action, Fact, TrackDefinition
from engine.language.vocabulary import CONDUCT, CONSENT_ANSWERS
from engine.questions.bounds import Occasion, wrong_corrections, wrong_times
from engine.questions.part_lines import wrong_lines
from engine.questions.texts import check_text
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.values import Answer, Instance
from engine.time.moments import parse_moment

_COUNT = re.compile("[0-9]{1,9}")
UNKNOWN = "unknown:"
"""How "not known, because" is written: `seen_at=unknown: the post has gone`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was answered: what guards may read, and the words that are kept apart, by the name of the question."""

    answers: Mapping[FactName, Answer] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""


def take(
    definition: TrackDefinition,
    instance: Instance,
    raw: Mapping[str, str],
    policy: PolicyDefinition,
    occasion: Occasion,
) -> Taken:
    """Check the answers to the questions of the action that they are given at.

    Raises:
        BadAnswers: with every unknown, missing and malformed answer.
    """
    step = definition.actions[occasion.action]
    reader = _Reader(definition, policy, occasion.zone)
    asked = asked_by(step)
    reader.refuse_unknown(raw, asked, step.title)
    for each in asked:
        reader.read(each, raw.get(each, ""), instance)
    reader.refuse_uncalled(raw, called_for(step), instance)
    chosen = reader.chosen(step.choose, instance)
    if step.choose not in reader.faults and step.outcomes and chosen not in step.outcomes:
        says = f"This policy does not know “{chosen}” here; choose one of: {', '.join(step.outcomes)}."
        reader.refuse(step.choose, says)
    reader.refuse_lines([each.fact for each in asked if not each.consent])
    _refuse(reader, wrong_times(occasion, reader.answers))
    return Taken(reader.answers, reader.words, chosen)


def take_facts(
    definition: TrackDefinition,
    names: Sequence[FactName],
    raw: Mapping[str, str],
    policy: PolicyDefinition,
    occasion: Occasion,
    *,
    clearing: bool = False,
) -> Taken:
    """Check answers to named facts outside a step, at the report or in a correction; with `clearing`, an empty
    answer to a question that may be left out takes the old one back."""
    reader = _Reader(definition, policy, occasion.zone)
    reader.refuse_unknown(raw, names, "the report")
    for name in names:
        reader.read_fact(name, raw.get(name, ""), None)
        if clearing and not raw.get(name, "").strip() and name not in reader.faults:
            reader.answers[name] = Answer("cleared")
    reader.refuse_lines(definition.facts if clearing else names)
    _refuse(reader, (wrong_corrections if clearing else wrong_times)(occasion, reader.answers))
    return Taken(reader.answers, reader.words)


def _refuse(reader: _Reader, untimely: Mapping[FactName, str]) -> None:
    """Refuse everything that is wrong at once; what cannot be read at all is said first."""
    late: dict[str, Reason] = {name: _wrong(name, says, ReasonCode.ANSWER_UNTIMELY) for name, says in untimely.items()}
    faults = {**late, **reader.faults}
    if faults:
        raise BadAnswers(faults.values())


def _wrong(name: str, says: str, code: ReasonCode) -> Reason:
    return Reason(code=code, source=ReasonSource(SourceKind.INPUT, (name,)), says=says, field=name)


def options_of(fact: Fact, policy: PolicyDefinition) -> Mapping[str, str]:
    """Give the answers that may be chosen, with their labels; a policy supplies its own rules of conduct."""
    if fact.of == CONDUCT:
        return {number: rule.says for number, rule in policy.conduct.items() if not rule.informs}
    return fact.domain


def _is_one(answer: Answer | None, values: Sequence[str]) -> bool:
    """Say whether an answer is one of some, or holds one of them."""
    value = answer.value if answer else None
    return any(each in values for each in value) if isinstance(value, tuple) else value in values


def called_for(step: Action) -> Mapping[FactName, Mapping[FactName, Sequence[str]]]:
    """Give, for each question that not every answer calls for, the answers that do: question → other → values."""
    asked = {*(each.fact for each in asked_by(step) if not each.consent)}
    wanted = {
        name: {other: said for other, said in others.items() if other in asked} for name, others in step.only_if.items()
    }
    return {name: others for name, others in wanted.items() if others and name in asked}


def is_called(wanted: Mapping[FactName, Sequence[str]], instance: Instance) -> bool:
    """Say whether the answers that an instance has call for a question: `wanted` is other → values."""
    return all(_is_one(instance.answers.get(other), values) for other, values in wanted.items())


class _Reader:
    def __init__(self, definition: TrackDefinition, policy: PolicyDefinition, zone: tzinfo) -> None:
        self.definition, self.policy, self.zone = definition, policy, zone
        self.answers: dict[FactName, Answer] = {}
        self.words: dict[str, str] = {}
        self.faults: dict[str, Reason] = {}

    def refuse(self, name: str, says: str, code: ReasonCode = ReasonCode.ANSWER_MALFORMED) -> None:
        self.faults[name] = _wrong(name, says, code)

    def refuse_unknown(self, raw: Mapping[str, str], names: Sequence[str], step: str) -> None:
        asked = ", ".join(names) or "nothing"
        for name in raw:
            if name not in names:
                says = f"'{name}' is not asked here. {step} asks: {asked}."
                self.refuse(name, says, ReasonCode.ANSWER_UNKNOWN)

    def refuse_uncalled(
        self, raw: Mapping[str, str], only_if: Mapping[FactName, Mapping[FactName, Sequence[str]]], instance: Instance
    ) -> None:
        """Refuse what was answered to a question that the other answers do not call for."""
        for name, wanted in only_if.items():
            for other, values in wanted.items():
                answer = self.answers.get(other) or instance.answers.get(other)
                if raw.get(name, "").strip() and not _is_one(answer, values):
                    fact = self.definition.facts[other]
                    labels = options_of(fact, self.policy)
                    meant = " or ".join(f"“{labels.get(each, each)}”" for each in values)
                    says = f"This is asked only where “{fact.ask}” is answered with {meant}. Leave it out."
                    self.refuse(name, says, ReasonCode.ANSWER_CONTRADICTS)

    def refuse_lines(self, asked: Iterable[FactName]) -> None:
        for name, says in wrong_lines(self.definition, asked, self.answers, self.words):
            self.refuse(name, says)

    def read(self, asked: Asked, text: str, instance: Instance) -> None:
        if asked.consent:
            self._consent(asked, text)
        else:
            self.read_fact(asked.fact, text, instance)

    def read_fact(self, name: FactName, text: str, instance: Instance | None) -> None:
        fact = self.definition.facts[name]
        if not text.strip():
            given = instance is not None and name in instance.given
            if not (fact.optional or given):
                says = f"An answer is needed: {fact.ask or name}{self._choices(fact)}"
                self.refuse(name, says, ReasonCode.ANSWER_MISSING)
            return
        if text.startswith(UNKNOWN) and fact.unknown:
            self._unknown(name, text.removeprefix(UNKNOWN).strip())
            return
        try:
            self._value(name, fact, text)
        except (BadInput, ValueError) as error:
            self.refuse(name, str(error))

    def chosen(self, asked: Asked, instance: Instance) -> str:
        """Give the value that picks the outcome: answered now, or handed over earlier."""
        if not asked:
            return ""
        if asked.consent:
            return self.words.pop(asked, "")
        answer = self.answers.get(asked.fact) or instance.answers.get(asked.fact)
        return str(answer.value) if answer else ""

    def _consent(self, asked: Asked, text: str) -> None:
        if text not in CONSENT_ANSWERS:
            says = f"'{text}' is no answer to this; choose one of: {', '.join(CONSENT_ANSWERS)}."
            self.refuse(asked, says, ReasonCode.ANSWER_MALFORMED if text else ReasonCode.ANSWER_MISSING)
        self.words[asked] = text

    def _unknown(self, name: FactName, because: str) -> None:
        if not because:
            self.refuse(name, f"Say why it is not known: {name}=unknown: the reason.")
        self.answers[name], self.words[name] = Answer("unknown"), because

    def _choices(self, fact: Fact) -> str:
        allowed = options_of(fact, self.policy)
        return f" (one of: {', '.join(allowed)})" if allowed else ""

    def _value(self, name: FactName, fact: Fact, text: str) -> None:
        allowed = options_of(fact, self.policy)
        match fact.type:
            case "yesno" | "danger" | "choice":
                value: str | int | tuple[str, ...] = _one_of(text.strip(), allowed)
            case "choices":
                value = tuple(dict.fromkeys(_one_of(part.strip(), allowed) for part in text.split(",")))
            case "count":
                value = _count(text.strip())
            case "date":
                value = _date(text.strip())
            case "time":
                value = parse_moment(text.strip(), self.zone).isoformat()
            case "address":
                address = reported(text)
                self.answers[name], self.words[name] = Answer("words"), address.url
                if address.was_read:
                    self.words[f"{name}_{AS_GIVEN}"] = address.given
                return
            case _:
                self.answers[name], self.words[name] = Answer("words"), check_text(text)
                return
        self.answers[name] = Answer("value", value)


def _one_of(text: str, allowed: Mapping[str, str]) -> str:
    if text not in allowed:
        raise BadInput(f"'{text}' is not one of the answers; choose one of: {', '.join(allowed)}.")
    return text


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise BadInput(f"'{visible(text)}' is not a number of things; write at most nine digits, for example 3.")
    return int(text)


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadInput(f"'{text}' is not a date; write year-month-day, for example 2026-11-24.") from error
