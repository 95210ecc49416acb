"""Consent, refused and withdrawn: the person it was asked of reopens it, and nobody else (ruling 14).

A refusal counts for every instance about the same person in a case. How a consent was given is a part of it: what a
rule reads together with that belongs to this one answer and to no later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.identity import ActionName, FactName, PersonId
from engine.language.consents.consent_question import ConsentPage
from engine.language.guards import comparisons
from engine.language.track_definition import Action, TrackDefinition
from engine.language.vocabulary import Consent
from engine.people.staffing import is_by_name
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import Answered, Consented, Effect
from engine.record.values import Actor, Answer, Instance, Part

GIVEN = Consent.GIVEN
REFUSED: tuple[str, ...] = (Consent.DECLINED, Consent.NO_ANSWER, Consent.WITHDRAWN)
ONLY_THEY = Reason(
    code=ReasonCode.ONLY_THEY,
    source=ReasonSource(SourceKind.CONSENT),
    says="This was refused, withdrawn or left without an answer, and only the person themselves reopens it.",
    unlocks="They record it, signed in under their own name. Nobody else does so for them, whatever they have said.",
)

THEIR_ANSWER = Reason(
    code=ReasonCode.ONLY_THEY,
    source=ReasonSource(SourceKind.CONSENT),
    says="The person answered this for themselves, and only they take it back.",
    unlocks="They change it under their own name, on their own page or by a private link.",
)


def is_theirs(case: Case, instance: Instance, actor: Actor) -> bool:
    """Say whether somebody is the person whom a consent on an instance is asked of."""
    return is_by_name(case, instance, Part.AFFECTED, actor.person)


def is_refused(case: Case, instance: Instance, name: str) -> bool:
    """Say whether a consent stands refused on any instance about the person, whatever was said on another."""
    about = (each for each in case.tracks.values() if each.on == instance.on or each.person == instance.person)
    return any(each.consents.get(name) in REFUSED for each in about)


def may_give(case: Case, instance: Instance, name: str, actor: Actor) -> bool:
    """Say whether somebody may record that a consent is given."""
    return is_theirs(case, instance, actor) or not is_refused(case, instance, name)


def why_not_given(
    case: Case, instance: Instance, actor: Actor, consents: Mapping[str, str], clause: str
) -> Iterator[Reason]:
    """Say why a step may not give the consents that it would."""
    for name, value in consents.items():
        if value == GIVEN and not may_give(case, instance, name, actor):
            yield replace(ONLY_THEY, source=ReasonSource(SourceKind.CONSENT, (name,)), clause=clause)


def consented(
    instance: Instance, definition: TrackDefinition, consents: Mapping[str, str], said: Mapping[FactName, Answer]
) -> Iterator[Effect]:
    """Give what a step does to consents; asking once more leaves a refusal as it stands.

    What was said about an earlier answer, such as who heard it, is cleared: it says nothing about this one.
    """
    for name, value in consents.items():
        before = instance.consents.get(name, "")
        if value in (GIVEN, *REFUSED) or before not in REFUSED:
            yield Consented(instance.on, name, value)
        if value == GIVEN and before in (GIVEN, *REFUSED):
            for way in ways(definition, name):
                if way in instance.answers and way not in said and instance.answers[way].kind != "cleared":
                    yield Answered(on=instance.on, name=way, answer=Answer("cleared"))


def page_of(
    definition: TrackDefinition, action: ActionName, case: Case, instance: Instance, actor: Actor
) -> ConsentPage | None:
    """Give the page on which somebody answers for themselves, or withdraws; None for a step that is none of theirs."""
    pages = (consent.page for consent in definition.consents.values() if consent.page)
    page = next((page for page in pages if action in page.steps), None)
    return page if page and is_theirs(case, instance, actor) else None


def own_answers(
    definition: TrackDefinition, action: ActionName, case: Case, instance: Instance, actor: Actor
) -> dict[str, str]:
    """Give what is so of the questions of a step because the person answers for themselves."""
    page, asks = page_of(definition, action, case, instance, actor), definition.actions[action].asks
    return {name: text for name, text in page.answers.items() if name in asks} if page else {}


def own_words(case: Case, instance: Instance, definition: TrackDefinition, name: str) -> tuple[FactName, ...]:
    """Name the questions beside a consent that the person answered for themselves, in words of their own."""
    theirs = (
        definition.actions[action]
        for action, done in instance.done.items()
        if action in definition.actions and is_theirs(case, instance, Actor(done.by))
    )
    return tuple(dict.fromkeys(ask for action in theirs if name in changes(action) for ask in action.asks))


def recorded_by(instance: Instance, definition: TrackDefinition) -> tuple[PersonId, ...]:
    """Name those who recorded last that a consent of an instance was given or not."""
    answering = (name for name, action in definition.actions.items() if action.choose.consent)
    return tuple(dict.fromkeys(instance.done[name].by for name in answering if name in instance.done))


def ways(definition: TrackDefinition, name: str) -> tuple[FactName, ...]:
    """Name the questions about how a consent was given: asked with it, or to be recorded where one of those says so."""
    asked = {ask for action in definition.actions.values() if name in changes(action) for ask in action.asks}
    rules = [need.that for action in definition.actions.values() for need in action.requires]
    read = [[each for each, _ in comparisons(rule) if each.scope in ("", "recorded")] for rule in rules]
    about = (names for names in read if any(each.name in asked for each in names))
    recorded = {each.fact for names in about for each in names if each.scope == "recorded"}
    return tuple(each for each in definition.facts if each in asked | recorded)


def changes(action: Action) -> tuple[str, ...]:
    """Name the consents that a step changes."""
    return tuple(name for name in (*action.consent, action.choose.consent) if name)
