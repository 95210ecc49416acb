"""Holds of a case: which stand, why and since when; put on and taken off by hand, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import steps
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.management import NOT_THEIRS
from duecourse.casework.queries import task_list
from duecourse.casework.queries.upkeep.case_holds import HoldLine, case_holds, hold_named
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotFound, NotPermitted
from engine.identity import CaseReference, InstanceId, TrackName
from engine.steps.options import Ask

router = APIRouter()
HOLDS = "/cases/{reference}/holds"
HOLD = "/cases/{reference}/holds/{track}/{number}/{hold}/{change}"
ON, OFF = "put-on", "take-off"
TITLES: Mapping[str, str] = {ON: "Put a hold on", OFF: "Take a hold off"}
ASKED: Mapping[str, Ask] = {
    way: Ask(name="reason", type="text", ask=asked, optional=False, options={}, help=help_)
    for way, asked, help_ in (
        (ON, "Who asked for it, and why?", "It is kept in the history: say who asked, when, and under what reference."),
        (OFF, "Why may it go on?", "It is kept in the history."),
    )
}

KEPT = "Nothing of the case is erased meanwhile, unless a court or the police order it."


@router.get(HOLDS)
@InOneLook
def holds(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show the holds of the case: those that stand first, then those that may be put on by hand."""
    with look(visitor, reference, "the holds") as case:
        view, lines = case.view, case_holds(case)
    places = {each.instance.on: _place(view, each) for each in lines}
    standing, others = ([line for line in lines if line.stands is wanted] for wanted in (True, False))
    return page(
        request,
        "case/upkeep/holds.html",
        standing=standing,
        others=others,
        places=places,
        **shared(visitor, view),
    )


def _place(view: CaseView, line: HoldLine) -> str:
    return f"/cases/{view.case.reference}/holds/{task_list.step_place(view, line.instance)}"


@router.get(HOLD)
@InOneLook
def ask(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, hold: str, change: str
) -> Response:
    """Ask why a hold is put on or taken off, beside what it does."""
    view, line = _stand(visitor, reference, InstanceId.of(track, number), hold, change)
    return show(request, visitor, _form(visitor, view, line, change))


@router.post(HOLD)
def set_hold(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, hold: str, change: str
) -> Response:
    """Put the hold on, or take it off, with the reason."""
    _, line = _stand(visitor, reference, InstanceId.of(track, number), hold, change)

    def do(said: Mapping[str, str]) -> Written:
        return steps.set_hold(
            visitor.services,
            visitor.caller,
            reference,
            line.instance.on,
            line.name,
            active=change == ON,
            reason=said["reason"],
        )

    def context(typed: Typed) -> dict[str, Any]:
        """Look again, as the form is shown again only where something stood in the way."""
        seen, found = _stand(visitor, reference, InstanceId.of(track, number), hold, change)
        return _form(visitor, seen, found, change)(typed)

    return send(request, visitor, reference, (ASKED[change],), context, do, back="holds")


def _stand(
    visitor: Visitor, reference: CaseReference, typed: InstanceId, name: str, way: str
) -> tuple[CaseView, HoldLine]:
    """Find a hold that is theirs to change. Raises NotFound, or NotPermitted for who sees it and has no role there."""
    with look(visitor, reference, "a hold") as case:
        found = case.view.case.procedure(typed)
        if found is None or way not in TITLES:
            raise NotFound(f"Case {reference} has no such hold, or none that you may see.")
        if found.on not in case.view.works:
            raise NotPermitted(NOT_THEIRS)
        return case.view, hold_named(case, found.on, name)


def _form(visitor: Visitor, view: CaseView, line: HoldLine, way: str) -> Context:
    title = f"{TITLES[way]}: {_said(line)}"
    return small_form(visitor, view, title, (ASKED[way],), says=_does(line, way), back="holds")


def _said(line: HoldLine) -> str:
    return line.says.rstrip(".")


def _does(line: HoldLine, way: str) -> str:
    """Say what the hold does, or what its end lets go on."""
    things = [f"“{each}”" for each in (*line.steps, *line.clocks)]
    if way == OFF:
        why_not = (
            "The case itself still gives cause for it, so it goes on until that has ended. " if line.by_case else ""
        )
        return f"{why_not}Once it is off, what waited for it may go on: {', '.join(things) or 'nothing waited'}."
    steps_said = f"Until it is taken off these steps wait: {_listed(line.steps)}. " if line.steps else ""
    clocks_said = f"These clocks stand still: {_listed(line.clocks)}. " if line.clocks else ""
    again = f"Those who lead it are reminded to look at it again after {line.looked_at}. " if line.looked_at else ""
    return steps_said + clocks_said + again + KEPT


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{each}”" for each in names)
