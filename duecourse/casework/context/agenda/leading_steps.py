"""Which steps lead a procedure on, and which running clock each of them meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.identity import ActionName, StepName
from engine.language.machine import CompiledTrack, is_aside, names_source
from engine.language.track_definition import Action, TrackDefinition
from engine.record.values import Deadline


def met_clocks(definition: TrackDefinition, clocks: Iterable[Deadline]) -> Mapping[ActionName, Deadline]:
    """Give the soonest running clock that each step meets, with any of its outcomes; none that only has to pass."""
    found: dict[ActionName, Deadline] = {}
    for clock in sorted((each for each in clocks if not each.not_before), key=_soonest):
        rule = definition.deadlines.get(clock.name)
        for met in rule.met_by if rule is not None else ():
            found.setdefault(StepName(met).action, clock)
    return found


def leading_steps(track: CompiledTrack, state: str, clock: Deadline | None) -> Mapping[ActionName, Action]:
    """Give the steps by which a procedure goes on from a state: those that meet a clock, or else those that lead on."""
    actions = track.definition.actions
    rule = track.definition.deadlines.get(clock.name) if clock is not None else None
    names = dict.fromkeys(StepName(met).action for met in (rule.met_by if rule is not None else ()))
    meeting = {name: actions[name] for name in names if name in actions and track.starts_from(name, state)}
    if meeting:
        return meeting
    return {name: each for name, each in actions.items() if names_source(each, state) and not is_aside(each)}


def _soonest(clock: Deadline) -> tuple[bool, str]:
    return clock.due_at is None, str(clock.due_at)
