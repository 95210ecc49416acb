"""The one step function: may this action be taken here, and where does it lead?

`act`, `options` and the proof all ask it, so none of them can disagree with another. The function sees a state
and a view, never a case: the proof calls it with situations that no case is in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.identity import ActionName, FactName, RoleName, StepName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import GuardView, comparisons, evaluate, reads
from engine.language.machine import CompiledStep, CompiledTrack, names_source
from engine.language.track_definition import Requirement
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.values import WAITING, Done, Instance, Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where a step leads, and what it sets."""

    step: CompiledStep
    to: str
    ended: bool
    sets: Mapping[FactName, str]
    consents: Mapping[str, str]

    @property
    def stays(self) -> bool:
        """Say whether the state is left as it is."""
        return self.step.stays


def blocked(
    policy: CompiledPolicy, track: CompiledTrack, state: str, view: GuardView, action: ActionName
) -> tuple[Reason, ...]:
    """List every reason why an action may not be taken in a state; () where it may."""
    definition = track.definition.actions[action]
    if not track.starts_from(action, state):
        return (_not_from_here(policy, track, state, action),)
    failed = (need for need in definition.requires if evaluate(need.that, view) is not True)
    return tuple(_reason(action, need) for need in failed)


def unmet(track: CompiledTrack, view: GuardView, action: ActionName) -> tuple[Reason, ...]:
    """List what an action asks for that does not hold now, whatever the state: but for what it changed itself."""
    definition = track.definition.actions[action]
    changed = {*definition.set, *(name for end in definition.outcomes.values() for name in end.set)}
    asked = (need for need in definition.requires if not changed & {read.fact for read, _ in comparisons(need.that)})
    return tuple(_reason(action, need) for need in asked if evaluate(need.that, view) is not True)


def decide(track: CompiledTrack, state: str, action: ActionName, chosen: str) -> Decision:
    """Give the move of an action that is not blocked; `chosen` picks the outcome where there are several."""
    step = track.steps[StepName.of(action, chosen) if track.definition.actions[action].choose else action]
    to = track.move(state, step)
    return Decision(
        step=step,
        to=to,
        ended=track.definition.states[to].end,
        sets={**step.definition.set, **step.end.set},
        consents=_consents(step),
    )


def _consents(step: CompiledStep) -> Mapping[str, str]:
    """The consents a step changes; the answer to a consent question is one of them."""
    changed = dict(step.definition.consent)
    if consent := step.definition.choose.consent:
        changed[consent] = step.outcome
    return changed


def _not_from_here(policy: CompiledPolicy, track: CompiledTrack, state: str, action: ActionName) -> Reason:
    definition = track.definition
    first = track.first_towards(state, action)
    here = definition.states[state].title
    clause = ", ".join(policy.cites(track.name, action))
    if first:
        return Reason(
            code=ReasonCode.NOT_YET,
            source=ReasonSource(SourceKind.STATE, (state,)),
            says=f"Not yet: this stands at “{here}”.",
            clause=clause,
            unlocks=f"First: {definition.actions[first].title}.",
        )
    return Reason(
        code=ReasonCode.NO_LONGER,
        source=ReasonSource(SourceKind.STATE, (state,)),
        says=f"No longer: this stands at “{here}”, and no step leads from there to this one.",
        clause=clause,
    )


def _reason(action: ActionName, need: Requirement) -> Reason:
    source = ReasonSource(SourceKind.GUARD, (action,), reads=reads(need.that))
    return Reason(
        code=ReasonCode.UNMET, source=source, says=need.otherwise, clause=", ".join(need.cites), unlocks=need.unlocks
    )


def letters_before(track: CompiledTrack, state: str) -> tuple[tuple[str, ActionName], ...]:
    """List the letters whose sending is a step from this state, with that step: they are drafted on entering."""
    return tuple(
        (action.letter.sends, name)
        for name, action in track.definition.actions.items()
        if action.letter.sends and names_source(action, state)
    )


def letters_unsent(
    track: CompiledTrack, letters: Collection[Letter], instance: Instance, action: ActionName
) -> tuple[Letter, ...]:
    """List the letters that a step left behind without which it does not count, and which still wait.

    None of them counts any more once somebody has answered: they were asked, in whatever way. One that is written again
    does not take back that the first was sent or withdrawn.
    """
    done = instance.done.get(action)
    templates = track.done_when_sent.get(StepName.of(action, done.outcome), ()) if done else ()
    if not done or not templates or _answered(track, instance, done):
        return ()
    mine = (each for each in letters if each.on == instance.on and each.template in templates)
    return tuple(each for each in mine if each.status in WAITING and not each.action and not each.replaces)


def _answered(track: CompiledTrack, instance: Instance, asked: Done) -> bool:
    """Say whether an answer, a yes or a no, was recorded after a step."""
    later = (StepName.of(name, done.outcome) for name, done in instance.done.items() if done.at >= asked.at)
    return any(step in track.steps and track.steps[step].end.answer in ("yes", "no") for step in later)


def roles_in(track: CompiledTrack, state: str) -> tuple[RoleName, ...]:
    """List the roles that may take a step which starts from this state by name."""
    return track.roles.get(state, ())
