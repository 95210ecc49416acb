"""Confirm that it is you: asked before what cannot be undone or leaves the house, and then back to where one was."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.accounts.ways_in.repeated_proofs import confirm
from duecourse.web.pages.sign_in import HOME, safe, slow_down
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import CONFIRM, InOneLook, SignedIn
from engine.errors import BadAnswers
from engine.ports.accounts import Passwords

router = APIRouter()
FORM = "account/confirm.html"
MISSING = "Write your password, or a code of your second factor"


@router.get(CONFIRM)
@InOneLook
def ask(request: Request, visitor: SignedIn, next: str = HOME) -> Response:
    """Ask somebody once more who they are."""
    del visitor
    return page(request, FORM, next=safe(next))


@router.post(CONFIRM)
def confirmed(request: Request, visitor: SignedIn) -> Response:
    """Take their word, and lead them back to where they were."""
    onward, said = safe(visitor.typed.get("next", HOME)), "".join(visitor.typed.texts.get("password", ()))
    faults = {} if said else {"password": MISSING}
    if not faults:
        try:
            passwords = cast(Passwords, request.app.state.passwords)
            confirm(visitor.services, passwords, visitor.caller, visitor.session, said)
            return go(onward)
        except Slowed as slowed:
            return slow_down(request, visitor.services, slowed, FORM, "password", next=onward)
        except BadAnswers as bad:
            faults = dict(bad.faults)
    return page(request, FORM, status=UNPROCESSABLE, next=onward, errors=faults)
