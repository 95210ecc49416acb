"""Where I am signed in: every session with its device and place, ended one by one or all at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.own_sessions import OTHERS, end_own_session, own_sign_ins
from duecourse.web.pages.trust.security_log import SAID
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor

router = APIRouter()
PLACE, FORM = "/account/sessions", "account/sessions.html"


@router.get(PLACE)
@InOneLook
def sessions(request: Request, visitor: SignedIn) -> Response:
    """Show where the visitor is signed in, and what happened at their sign-in lately."""
    return page(request, FORM, **_context(visitor))


@router.post(PLACE)
def end(request: Request, visitor: SignedIn) -> Response:
    """End one session of the visitor's, or all others."""

    def do() -> str:
        end_own_session(visitor.services, visitor.caller, visitor.session, visitor.typed.get("which"))
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor), do, after=PLACE)


def _context(visitor: Visitor) -> dict[str, Any]:
    found = own_sign_ins(visitor.services, visitor.caller, visitor.session)
    once = visitor.services.ids.identifier()
    return {"found": found, "said": SAID, "others": OTHERS, "once": once, "kept": False, "errors": {}}
