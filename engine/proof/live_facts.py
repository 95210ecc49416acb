"""Which answers of a track still matter where: what no guard can read any more tells no two situations apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.identity import FactName
from engine.language.field_types import two_of
from engine.language.guards import Guard, freed, references
from engine.language.machine import CompiledStep, sources, steps_of
from engine.language.never_rules import Never
from engine.language.track_definition import ANY, TrackDefinition


def live_facts(
    track: TrackDefinition, names: Collection[FactName], always: Collection[FactName]
) -> Mapping[str, frozenset[FactName]]:
    """Give, for each state, the facts that a guard may still read before they are answered again.

    Telling situations apart by anything else would multiply them and find nothing more.
    """
    steps = list(steps_of(track))
    reads = {step.name: _reads(track, step) & set(names) for step in steps}
    writes = {step.name: _writes(track, step) for step in steps}
    asked = (guard for rule in track.never if rule.always for guard in rule.guards)
    watched = {reference.fact for guard in asked for reference in references(freed(guard))}
    live = {state: frozenset(always) | ((watched | _timed(track, state)) & set(names)) for state in track.states}
    moving = True
    while moving:
        moving = False
        for step in steps:
            for state in sources(track, step.definition):
                after = live[state if step.stays else step.end.to]
                found = live[state] | reads[step.name] | (after - writes[step.name])
                moving = moving or found != live[state]
                live[state] = found
    return live


def _timed(track: TrackDefinition, state: str) -> set[FactName]:
    """Name the facts that decide between two lengths of a clock which runs in a state."""
    clocks = (clock for clock in track.deadlines.values() if {state, ANY} & set(clock.states))
    asked = (freed(two.when) for clock in clocks if (two := two_of(clock.length)) is not None)
    return {reference.fact for guard in asked for reference in references(guard) if not reference.scope}


def _reads(track: TrackDefinition, step: CompiledStep) -> set[FactName]:
    rules = [guard for rule in track.never if rule_looks(rule, step) for guard in rule.guards]
    guards = [*(need.that for need in step.definition.requires), *rules]
    return {reference.fact for guard in guards for reference in references(freed(guard)) if not reference.scope}


def rule_looks(rule: Never, step: CompiledStep) -> bool:
    """Say whether a rule looks at a step: at what it is taken in, or at what it leads to."""
    return rule.always or step.action in rule.taking or rule.entering in (step.end.to, ANY)


def _writes(track: TrackDefinition, step: CompiledStep) -> set[FactName]:
    asked = {name for name in step.definition.asks if not track.facts[name].optional}
    return {*asked, step.definition.choose.fact, *step.definition.set, *step.end.set}


def looking(rules: list[Never], step: CompiledStep) -> tuple[list[Never], list[Never], list[Guard]]:
    """Give the rules that look at a step, those of what it is taken in first, and all that they ask."""
    looking = [rule for rule in rules if rule_looks(rule, step)]
    asked = [guard for rule in looking for guard in rule.guards]
    return [rule for rule in looking if rule.taking], [rule for rule in looking if not rule.taking], asked


def freed_rule(rule: Never) -> Never:
    """Give a rule that asks one free name for each thing that it asks of other tracks."""
    freely = {"when": rule.when and freed(rule.when), "unless": rule.unless and freed(rule.unless)}
    return rule.model_copy(update=freely)
