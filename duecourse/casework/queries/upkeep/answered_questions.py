"""The questions of a procedure whose answers can be put right: what was asked, and the answer that stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.story.known_answers import said_of
from engine.changes.contents import correctable
from engine.identity import FactName, InstanceId
from engine.record.values import Answer, Instance
from engine.steps.options import Ask, asked_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """One question with its answer in words, `said`; "" where it was left open."""

    ask: Ask
    said: str
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPart:
    """A procedure of a case that somebody works on, with the questions whose answers they may put right."""

    instance: Instance
    questions: tuple[AnsweredQuestion, ...]


def answered_parts(view: CaseView) -> tuple[AnsweredPart, ...]:
    """List the procedures whose answers the viewer may put right, those with nothing to put right left out."""
    theirs = (each for each in view.tracks if each.on in view.works)
    parts = (AnsweredPart(instance=each, questions=answered_questions(view, each.on)) for each in theirs)
    return tuple(part for part in parts if part.questions)


def answered_questions(view: CaseView, on: InstanceId) -> tuple[AnsweredQuestion, ...]:
    """List the questions of one procedure that a correction may answer, in the order in which they are declared."""
    instance = view.case.tracks[on]
    names = correctable(view.policy.track(instance.track).definition, instance)
    found = (_question(view, instance, name) for name in names)
    return tuple(each for each in found if each.ask.type not in ("choice", "choices") or each.ask.options)


def _question(view: CaseView, instance: Instance, name: FactName) -> AnsweredQuestion:
    fact = view.policy.track(instance.track).definition.facts[name]
    answer = instance.answers.get(name)
    ask = asked_of(name, fact, view.policy)
    asked = replace(ask, ask=fact.ask or name.replace("_", " ").capitalize(), help=fact.help)
    return AnsweredQuestion(
        ask=asked, said=said_of(view, instance, name, answer) if answer is not None else "", answer=answer
    )
