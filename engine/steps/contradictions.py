"""Answers that cannot stand together: the person who gives them is asked again, before anything is recorded.

A track says which they are. Unlike a `never` rule, which would be our fault, a contradiction is a person's slip.
Rules of what is never done are asserted here too, before a step is taken; those of where it leads look afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from engine.errors import BadAnswers
from engine.language.compiled import CompiledPolicy
from engine.language.guards import comparisons, evaluate, reads
from engine.language.never_rules import REPORTER, Contradiction, Never
from engine.questions.answers import Taken
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind, printed_together
from engine.record.case import Case
from engine.record.values import Instance, Part
from engine.steps.guard_view import InstanceGuardView
from engine.steps.permissions import Request


def forbidden(policy: CompiledPolicy, case: Case, instance: Instance, request: Request) -> Iterator[Reason]:
    """List the rules of what is never done that a step would break; they say the same as its conditions do."""
    view = InstanceGuardView(case, instance, policy.definitions, request.happened_at)
    for rule in policy.track(instance.track).definition.never:
        if request.action in rule.taking and (rule.breaks(view) or _is_own(rule, case, instance, request)):
            read = tuple(name for guard in rule.guards for name in reads(guard))
            source = ReasonSource(SourceKind.NEVER, (request.action,), reads=read)
            yield Reason(code=ReasonCode.NEVER, source=source, says=f"This must never happen: {rule.says}.")


def _said(slip: Contradiction) -> str:
    """Say what contradicts, with the clause where a policy's own words make it one."""
    return f"{slip.says} (clause {printed_together(slip.cites)})" if slip.cites else slip.says


def _is_own(rule: Never, case: Case, instance: Instance, request: Request) -> bool:
    person = request.by.person
    took = any(name in rule.after_own and done.by == person for name, done in instance.done.items())
    return took or (REPORTER in rule.after_own and case.is_part(person, Part.REPORTER))


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
            faults.setdefault(new, _said(rule))
    if faults:
        raise BadAnswers.of(faults, ReasonCode.ANSWER_CONTRADICTS)
