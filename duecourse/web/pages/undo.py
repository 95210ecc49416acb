"""Taking a step back: what it was, what stands in the way, and why it was a mistake."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import undo
from duecourse.casework.commands.undo import TakingBack
from duecourse.casework.context.look.view import CaseView
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
WHY = (
    Ask(
        name="reason",
        type="text",
        ask="Why was it a mistake?",
        optional=False,
        options={},
        help="Your reason is kept in the history.",
    ),
)


@router.get("/cases/{reference}/take-back/{number}")
@InOneLook
def ask(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Ask why a step is taken back, or say why it cannot be."""
    view, found = _foreseen(visitor, reference, number)
    if found.reasons:
        return page(request, "case/take_back.html", tab="history", taking=found, **shared(visitor, view))
    return show(request, visitor, _form(visitor, view, found))


def _foreseen(visitor: Visitor, reference: CaseReference, number: str) -> tuple[CaseView, TakingBack]:
    with look(visitor, reference, "a step to take back") as case:
        return case.view, undo.what_undo_takes(case, number)


@router.post("/cases/{reference}/take-back/{number}")
def take_back(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Take the step back, with everything that followed from it."""
    return send(
        request,
        visitor,
        reference,
        WHY,
        _asked_again(visitor, reference, number),
        lambda facts: undo.take_back_step(visitor.services, visitor.caller, reference, facts["reason"], number),
        back="history",
    )


def _asked_again(visitor: Visitor, reference: CaseReference, number: str) -> Context:
    """Look at the step only where the form is shown again: after a second click there is none to take back."""

    def context(typed: Typed) -> dict[str, Any]:
        view, found = _foreseen(visitor, reference, number)
        return _form(visitor, view, found)(typed)

    return context


def _form(visitor: Visitor, view: CaseView, found: TakingBack) -> Context:
    says = (
        f"{found.says}: this step is taken back, with the deadlines it started, the procedures it began and the drafts "
        "it left. Deadlines that it had met run on. Nothing is erased: the history keeps both."
    )
    return small_form(visitor, view, "Take a step back", WHY, says=says, back="history")
