"""A second person: asked to approve a draft, approving it, or sending it back."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_checks import approval_requests
from duecourse.web.forms import fields
from duecourse.web.pages.letters import BACK, LETTER, MESSAGE, letter_named, on_its_page
from duecourse.web.visitor import SignedIn
from engine.identity import CaseReference

router = APIRouter()


@router.post(f"{LETTER}/ask-approval")
def ask(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Ask a second person to approve the draft."""

    def do() -> str:
        message = fields.demanded((MESSAGE,), visitor.typed, visitor.zone).get(MESSAGE.name, "")
        found = letter_named(visitor, reference, number)
        approval_requests.ask_approval(visitor.services, visitor.caller, reference, found, message)
        return f"/cases/{reference}/letters/{number}"

    return on_its_page(request, visitor, reference, number, do)


@router.post(f"{LETTER}/approve")
def approve(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Approve the draft as it was read."""

    def do() -> str:
        found, content = letter_named(visitor, reference, number), visitor.typed.get("content")
        approval_requests.approve(visitor.services, visitor.caller, reference, found, content)
        return f"/cases/{reference}/letters/{number}"

    return on_its_page(request, visitor, reference, number, do)


@router.post(f"{LETTER}/send-back")
def send_back(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Send the draft back to who asked, with a reason."""

    def do() -> str:
        reason = fields.demanded((BACK,), visitor.typed, visitor.zone)[BACK.name]
        found = letter_named(visitor, reference, number)
        approval_requests.send_back(visitor.services, visitor.caller, reference, found, reason)
        return f"/cases/{reference}/letters/{number}"

    return on_its_page(request, visitor, reference, number, do)
