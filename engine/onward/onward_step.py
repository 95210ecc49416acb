"""Two steps that somebody confirms at once: one, and the next, whose answers all follow from what is known then."""

from __future__ import annotations

from dataclasses import replace

from engine.identity import NO_ACTION, ActionName, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step, World, joined


def onward(policy: CompiledPolicy, before: Case, after: Case, on: InstanceId) -> ActionName:
    """Name the step to which a procedure has come and whose answers all follow by themselves; NO_ACTION for none."""
    compiled, state = policy.track(on.track), after.tracks[on].state
    if state == before.tracks[on].state:
        return NO_ACTION
    facts = compiled.definition.facts
    following = (
        name
        for name, action in compiled.definition.actions.items()
        if action.proposes is not None
        and compiled.starts_from(name, state)
        and all(facts[asked].optional for asked in action.asks)
    )
    return next(following, NO_ACTION)


def act_onward(
    policy: CompiledPolicy, case: Case, request: Request, further: ActionName, world: World
) -> Step | Refusal:
    """Take one step and a `further` one of the same procedure with it: both, each as its own event, or neither.

    The further one is answered by nobody, and takes place now, whenever the first did; NO_ACTION is none.

    Raises:
        BadInput: there is no such step, or an answer cannot be taken.
    """
    first = act(policy, case, request, world)
    if isinstance(first, Refusal) or not further:
        return first
    then = replace(request, action=further, facts={}, proof="", happened_at=world.at)
    second = act(policy, first.case, then, world)
    return second if isinstance(second, Refusal) else joined((first, second))
