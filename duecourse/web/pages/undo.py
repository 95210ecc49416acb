"""Taking a step back: what it was, what stands in the way, and why it was a mistake."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import undo
from duecourse.casework.commands.undo import TakingBack
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import seen
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.render import page
from duecourse.web.visitor import SignedIn, Visitor
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
def ask(request: Request, visitor: SignedIn, reference: CaseReference, number: int) -> Response:
    """Ask why a step is taken back, or say why it cannot be."""
    found = undo.foresee_undo(visitor.services, visitor.caller, reference, number)
    if found.reasons:
        _, shared = seen(visitor, reference, "a step to take back")
        return page(request, "case/take_back.html", tab="history", taking=found, **shared)
    return show(request, visitor, _form(request, visitor, reference, found))


@router.post("/cases/{reference}/take-back/{number}")
def take_back(request: Request, visitor: SignedIn, reference: CaseReference, number: int) -> Response:
    """Take the step back, with everything that followed from it."""
    return send(
        request,
        visitor,
        reference,
        WHY,
        _asked_again(request, visitor, reference, number),
        lambda facts: undo.take_back_step(visitor.services, visitor.caller, reference, facts["reason"], number),
        back="history",
    )


def _asked_again(request: Request, visitor: Visitor, reference: CaseReference, number: int) -> Context:
    """Look at the step only where the form is shown again: after a second click there is none to take back."""

    def context(typed: Typed) -> dict[str, Any]:
        found = undo.foresee_undo(visitor.services, visitor.caller, reference, number)
        return _form(request, visitor, reference, found)(typed)

    return context


def _form(request: Request, visitor: Visitor, reference: CaseReference, found: TakingBack) -> Context:
    says = (
        f"{found.says}: this step is taken back, with the deadlines it started, the procedures it began and the drafts "
        "it left. Deadlines that it had met run on. Nothing is erased: the history keeps both."
    )
    return small_form(request, visitor, reference, "Take a step back", WHY, says=says, back="history")
