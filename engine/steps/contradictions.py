"""Answers that cannot stand together: the person who gives them is asked again, before anything is recorded.

A track says which they are. Unlike a `never` rule, which would be our fault, a contradiction is a person's slip.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.errors import BadAnswers
from engine.language.compiled import CompiledPolicy
from engine.language.guards import comparisons, evaluate
from engine.questions.answers import Taken
from engine.reasons import ReasonCode
from engine.record.case import Case
from engine.record.values import Instance
from engine.steps.guard_view import InstanceGuardView


def refuse_contradictions(
    policy: CompiledPolicy,
    case: Case,
    instance: Instance,
    taken: Taken,
    at: datetime,
    consents: Mapping[str, str] | None = None,
) -> None:
    """Look at an instance as it would be with new answers and consents. Raises BadAnswers by question."""
    definition = policy.track(instance.track).definition
    would_be = replace(
        instance, answers={**instance.answers, **taken.answers}, consents={**instance.consents, **(consents or {})}
    )
    view = InstanceGuardView(case.with_track(would_be), would_be, policy.definitions, at)
    faults: dict[str, str] = {}
    for rule in definition.contradictions:
        if evaluate(rule.when, view) is True:
            named = [reference.name for reference, _ in comparisons(rule.when)]
            new = next((name for name in named if name in taken.answers), named[0])
            faults.setdefault(new, rule.says)
    if faults:
        raise BadAnswers.of(faults, ReasonCode.ANSWER_CONTRADICTS)
