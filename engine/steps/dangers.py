"""Dangers: what a report or a later step says that somebody must know at once, and which roles that is.

A danger begins a procedure: the shell opens it on an answer of the kind `danger`. Wherever else such a procedure is
opened from, those who lead it must know of it just the same; so must those who are told of an address that may show an
illegal image.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.identity import CASE, ActionName, FactName, InstanceId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import Guard, comparisons, evaluate, references
from engine.language.track_definition import Action, Opening, TrackDefinition
from engine.language.vocabulary import FactKind
from engine.record.case import Case
from engine.record.values import Instance
from engine.steps.guard_view import InstanceGuardView


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that raised a danger: where it stands, what was asked, and which of the answers it was."""

    on: InstanceId
    name: FactName
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Danger:
    """A procedure that runs because of a danger: the answers that called for it, and the roles that must know."""

    on: InstanceId
    said: tuple[Said, ...]
    roles: tuple[RoleName, ...]


def questions(policy: CompiledPolicy) -> tuple[FactName, ...]:
    """Name the questions about danger that a report asks, in order."""
    shell = policy.shell
    return tuple(name for name in shell.report if shell.facts[name].type == "danger")


def told_of(policy: CompiledPolicy, question: FactName) -> tuple[RoleName, ...]:
    """Name the roles that must know at once where a report answers this question with yes, or does not know."""
    openings = policy.shell.opening
    roles = (role for each in openings if question in _names(each.when) for role in each.tells)
    return tuple(dict.fromkeys(roles))


def dangers(policy: CompiledPolicy, case: Case) -> tuple[Danger, ...]:
    """List the dangers of a case that somebody still deals with."""
    begun = policy.begun_by_danger
    found = []
    for instance in case.tracks.values():
        if instance.ended:
            continue
        if instance.track in begun:
            found.append(_danger(policy, case, instance))
        elif _is_flagged(case, instance) and not _began_flagged(policy, case, instance):
            found.append(Danger(instance.on, (), _told_of_images(policy, instance)))
    return tuple(danger for danger in found if danger.roles)


def is_danger(policy: CompiledPolicy, case: Case, on: InstanceId) -> bool:
    """Say whether an instance is of a procedure that a danger begins, or about an address that may show an image."""
    return on.track in policy.begun_by_danger or _is_flagged(case, case.tracks[on])


def is_urgent(policy: CompiledPolicy, case: Case) -> bool:
    """Say whether the case says of itself that somebody's life or a child may be in danger, and that is not over."""
    shell = policy.shell
    asked = {shell.fact(kind) for kind in (FactKind.DANGER_TO_LIFE, FactKind.DANGER_TO_CHILD)}
    urgent = {each.track for each in shell.opening if asked & _names(each.when)}
    found = (each for each in dangers(policy, case) if each.on.track in urgent)
    return any(said.on == CASE for danger in found for said in danger.said)


def _danger(policy: CompiledPolicy, case: Case, instance: Instance) -> Danger:
    """Find what called for a procedure: a rule that opens it, as the answers stand now; else all that the shell has."""
    said: dict[Said, None] = {}
    roles: dict[RoleName, None] = {}
    for giver in case.tracks.values():
        for opening in _openings(policy.track(giver.track).definition):
            if opening.track == instance.track and _holds(policy, case, giver, opening):
                asked = list(policy.track(giver.track).definition.facts)
                answers = sorted(_answers(giver, opening.when), key=lambda each: asked.index(each.name))
                said |= dict.fromkeys(answers)
                roles |= dict.fromkeys(opening.tells)
    shell = policy.shell.opening
    usual = dict.fromkeys(role for each in shell if each.track == instance.track for role in each.tells)
    return Danger(instance.on, tuple(said), tuple(roles or usual))


def _openings(definition: TrackDefinition) -> Iterator[Opening]:
    yield from definition.opening
    for action in definition.actions.values():
        yield from action.opens


def _holds(policy: CompiledPolicy, case: Case, giver: Instance, opening: Opening) -> bool:
    if opening.when is None:
        return False
    return evaluate(opening.when, InstanceGuardView(case, giver, policy.definitions, giver.since)) is True


def _answers(giver: Instance, guard: Guard | None) -> Iterator[Said]:
    """List the answers that a guard is true by: of several questions joined by "or", only those that say so."""
    for read, meant in comparisons(guard) if guard is not None else ():
        answer = None if read.scope else giver.answers.get(read.fact)
        held = answer.value if answer is not None else None
        given = held if isinstance(held, tuple) else (str(held),)
        values = tuple(value for value in given if value in meant)
        if values:
            yield Said(giver.on, read.fact, values)


def _names(guard: Guard | None) -> set[FactName]:
    return {read.fact for read in references(guard) if not read.scope} if guard is not None else set()


def _is_flagged(case: Case, instance: Instance) -> bool:
    address = case.addresses.get(instance.about.address_number)
    return address is not None and address.flagged


def _began_flagged(policy: CompiledPolicy, case: Case, instance: Instance) -> bool:
    """Say whether an address was flagged by the report itself, whose own answer raises the danger already."""
    view = InstanceGuardView(case, instance, policy.definitions, instance.since)
    return any(evaluate(each.when, view) is True for each in policy.track(instance.track).definition.starts_instead)


def _told_of_images(policy: CompiledPolicy, instance: Instance) -> tuple[RoleName, ...]:
    actions: Mapping[ActionName, Action] = policy.track(instance.track).definition.actions
    roles = (role for action in actions.values() if action.flags_address == "yes" for role in action.tells)
    return tuple(dict.fromkeys(roles))


def is_about(danger: Danger, question: FactName) -> bool:
    """Say whether an answer of the report to a question raised a danger."""
    return any((said.on, said.name) == (CASE, question) for said in danger.said)
