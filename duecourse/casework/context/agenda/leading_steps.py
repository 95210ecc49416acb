"""Which steps lead a procedure on, and which running clock each of them meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.identity import ActionName, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import comparisons
from engine.language.machine import CompiledTrack, names_source
from engine.language.track_definition import ANY, STAY, Action, TrackDefinition
from engine.recent import Recent
from engine.record.values import Deadline

KEPT = 2048
"""States of tracks, under their policies, of which it is remembered which steps start from them."""
CLOCKS = ("due", "overdue")
"""What a condition reads of clocks that run: that their time has come, or is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFrom:
    """A step that starts from a state. It `leads` on where it stands beside no way forward.

    `consent` names the one that the person whom it is about answers with it on a page of their own; "" for none.
    """

    name: ActionName
    action: Action
    leads: bool
    consent: str
    reads_clocks: bool


_KNOWN: Recent[tuple[str, TrackName, str], tuple[StepFrom, ...]] = Recent(KEPT)


def steps_from(policy: CompiledPolicy, name: TrackName, state: str) -> tuple[StepFrom, ...]:
    """List the steps that start from a state of a track, in their order; remembered, as each step of a case asks."""
    key = (policy.hash, name, state)
    known = _KNOWN.get(key)
    if known is None:
        track = policy.track(name)
        actions = track.definition.actions.items()
        known = tuple(_step(track, each, action) for each, action in actions if track.starts_from(each, state))
        _KNOWN.keep(key, known)
    return known


def _step(track: CompiledTrack, name: ActionName, action: Action) -> StepFrom:
    read = (each.scope for need in action.requires for each, _ in comparisons(need.that))
    pages = (each.page for each in track.definition.consents.values() if each.page)
    is_theirs = any(name in page.steps for page in pages)
    return StepFrom(
        name=name,
        action=action,
        leads=not is_aside(action),
        consent=action.choose.consent if is_theirs else "",
        reads_clocks=any(scope in CLOCKS for scope in read),
    )


def is_aside(action: Action) -> bool:
    """Say whether a step stands beside the way forward: it may be taken from anywhere, goes back, or leads nowhere."""
    return ANY in action.origins or bool(action.again) or action.to == STAY


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
