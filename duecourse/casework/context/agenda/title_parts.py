"""What a case is called before somebody, worked out from what they may know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from engine.identity import CASE, NO_FACT, FactName, InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import FactKind
from engine.people.visibility import REPORTING
from engine.ports.agenda.headings import CaseHeading, HeadingForm
from engine.record.values import Answer, Instance, Part

ABOUT = (FactKind.TOPIC, FactKind.PURPOSE)
"""The questions whose answer tells what a case is mostly about, or what a request is for."""
Topic: TypeAlias = tuple[FactName, str]
"""A question that tells what a case is about, and the code that was answered."""
NO_TOPIC: Topic = (NO_FACT, "")


def heading_of(
    tracks: Mapping[InstanceId, Instance],
    people: Mapping[PersonId, tuple[Part, ...]],
    topic: Topic,
    *,
    mine: Collection[Part],
    is_whole: bool,
) -> CaseHeading:
    """Give what a title is made of for somebody who sees these procedures, people and topic, and is this to the case.

    `is_whole` says that they work on the case itself, and not only on some part of it.
    """
    pages = len({each.about for each in tracks.values() if each.about.is_address})
    fact, value = topic if CASE in tracks else NO_TOPIC
    if is_whole:
        affected = tuple(person for person, parts in people.items() if Part.AFFECTED in parts)
        return CaseHeading(form=HeadingForm.WHOLE, pages=pages, fact=fact, value=value, affected=affected)
    if Part.AFFECTED in mine:
        return CaseHeading(form=HeadingForm.YOURS, pages=pages)
    if CASE in tracks and any(part in REPORTING for part in mine):
        return CaseHeading(form=HeadingForm.REPORTED, fact=fact, value=value)
    parts = tuple(dict.fromkeys((each.track, each.person) for each in tracks.values()))
    return CaseHeading(form=HeadingForm.PARTS, fact=fact, value=value, parts=parts)


def topic_of(policy: CompiledPolicy, answers: Mapping[FactName, Answer]) -> Topic:
    """Give the question that tells what a case is mostly about, and the code that was answered; "" where nothing is."""
    for kind in ABOUT:
        name = policy.shell.fact(kind)
        answer = answers.get(name) if name else None
        if answer is not None and answer.kind == "value" and isinstance(answer.value, str):
            return name, answer.value
    return NO_TOPIC


def reported_answers(policy: CompiledPolicy, shell: Instance) -> Mapping[FactName, Answer]:
    """Give such answers of the case itself as those know who do not work on it: those of the report."""
    asked = (*policy.shell.report, *policy.shell.request)
    return {name: answer for name, answer in shell.answers.items() if name in asked}
