"""The questions of a register's form and of a question about the policy: ours, and those of the policy's own."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.casework.context.look.entries import kinds
from duecourse.casework.context.report_form import ReportForm
from duecourse.casework.registers.filing import own_asks, request_track
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import FactKind, TrackKind
from engine.questions.answers import options_of
from engine.reasons import printed_together
from engine.steps.options import Ask

WHOSE, TAKER = "whose", "given_to"
"""Whose entry it is, and whom they name as their manager."""


def entry_asks(form: ReportForm, others: Mapping[str, str], me: str) -> tuple[Ask, ...]:
    """List what an entry asks; `others` are those for whom somebody may make one, `me` is the one who makes it."""
    definition = request_track(form.policy, TrackKind.REGISTER)
    kind, words = definition.fact(FactKind.REGISTER), definition.fact(FactKind.ENTRY)
    fact = definition.facts[words]
    return (
        *_school_ask(form),
        Ask(name=kind, type="choice", ask=definition.facts[kind].ask, optional=False, options=kinds(form.policy)),
        *_purpose_ask(form, definition),
        *_whose_ask(others),
        Ask(name=words, type="text", ask=fact.ask, optional=False, options={}, help=fact.help),
        *own_asks(form.policy, TrackKind.REGISTER),
        *_taker_ask(form, me),
    )


def question_asks(form: ReportForm) -> tuple[Ask, ...]:
    """List what is asked with a question about the policy."""
    definition = request_track(form.policy, TrackKind.QUESTION)
    name = definition.fact(FactKind.QUESTION)
    fact = definition.facts[name]
    asked = Ask(name=name, type="text", ask=fact.ask, optional=False, options={}, help=fact.help)
    return (*_school_ask(form), asked, *own_asks(form.policy, TrackKind.QUESTION))


def own_answers(form: ReportForm, kind: TrackKind, said: Mapping[str, str]) -> Mapping[str, str]:
    """Give the answers to the questions that the policy asks besides."""
    return {ask.name: said[ask.name] for ask in own_asks(form.policy, kind) if said.get(ask.name)}


def _school_ask(form: ReportForm) -> list[Ask]:
    names = {school.key: school.name for school in form.schools}
    if len(names) == 1:
        return []
    return [Ask(name="school", type="choice", ask="For which school?", optional=False, options=names)]


def _purpose_ask(form: ReportForm, definition: TrackDefinition) -> list[Ask]:
    """Ask what a permission is for, where the register has that question."""
    name = definition.fact(FactKind.ENTRY_PURPOSE)
    if not name:
        return []
    fact = definition.facts[name]
    offered = options_of(fact, form.policy.definition)
    return [Ask(name=name, type="choice", ask=fact.ask, optional=True, options=offered, help=fact.help)]


def _whose_ask(others: Mapping[str, str]) -> list[Ask]:
    says, yours = "Whose entry is it?", "Leave it empty if it is yours."
    return [Ask(name=WHOSE, type="person", ask=says, optional=True, options=others, help=yours)] if others else []


def _taker_ask(form: ReportForm, me: str) -> list[Ask]:
    """Ask whom somebody names as theirs, where the policy has an entry go to one of these."""
    receives = form.policy.definition.receives
    known = {key: name for there in form.takers.values() for key, name in there.items() if key != me}
    if receives is None or not known:
        return []
    says = f"For what a person's own manager gives by the policy (clause {printed_together(receives.cites)})."
    return [Ask(name=TAKER, type="person", ask="Who is the manager?", optional=True, options=known, help=says)]
