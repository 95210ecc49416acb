"""What the page of a step needs whose answers follow from what is known: it opens where others are checked."""

from __future__ import annotations

from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries import task_list
from duecourse.web.visitor import Visitor
from engine.identity import ActionName, CaseReference, InstanceId
from engine.steps.options import Option


def follows_itself(option: Option) -> bool:
    """Say whether all that a step asks follows by itself or may be left out, so that one confirmation is enough."""
    asks = option.asks if option.allowed else ()
    return any(ask.otherwise for ask in asks) and all(ask.optional for ask in asks)


def begun_before(view: CaseView, option: Option) -> list[tuple[str, str]]:
    """Name what follows and has begun already, as far as the visitor may see it, each with why."""
    rows = (each for ask in option.asks for each in ask.proposed)
    seen = ((each, on) for each in rows for on in each.runs_as if on in view.case.tracks)
    return [(view.policy.track(on.track).definition.title, each.because) for each, on in seen]


def proposing(view: CaseView, on: InstanceId) -> frozenset[ActionName]:
    """Name the steps of a procedure whose answers follow by themselves."""
    actions = view.policy.track(on.track).definition.actions
    return frozenset(name for name, action in actions.items() if action.proposes is not None)


def leads_on(
    visitor: Visitor, reference: CaseReference, on: InstanceId, before: str, following: frozenset[ActionName]
) -> str:
    """Give the page of the step `following` to which one has led from a state before.

    It is "" where there is none that the visitor may take: then they go back to the case. Nothing is looked at where
    none could follow.
    """
    if not following:
        return ""
    with looking(visitor.services, visitor.caller, reference, "") as case:
        view = case.view
        instance = view.case.tracks.get(on)
        if instance is None or instance.state == before:
            return ""
        allowed = [each.action for each in case.steps() if each.on == on and each.allowed]
        action = next((name for name in allowed if name in following), "")
        return f"/cases/{reference}/{task_list.step_place(view, instance)}/{action}" if action else ""
