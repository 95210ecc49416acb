"""Confirm that it is you: asked before what cannot be undone or leaves the house, and then back to where one was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.provided.bound_sign_ins import is_bound
from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.accounts.ways_in.repeated_proofs import confirm
from duecourse.web.devices.passkey_fields import answer_in, question_for
from duecourse.web.pages.sign_in import HOME, called, safe, slow_down
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import CONFIRM, InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers
from engine.ports.accounts import Passwords

router = APIRouter()
FORM = "account/confirm.html"
MISSING = "Write your password, or a code of your second factor"


@router.get(CONFIRM)
@InOneLook
def ask(request: Request, visitor: SignedIn, next: str = HOME) -> Response:
    """Ask somebody once more who they are."""
    return page(request, FORM, **_shown(request, visitor, safe(next)))


@router.post(CONFIRM)
def confirmed(request: Request, visitor: SignedIn) -> Response:
    """Take their word, and lead them back to where they were."""
    onward = safe(visitor.typed.get("next", HOME))
    said = answer_in(request, visitor.typed) or "".join(visitor.typed.texts.get("password", ()))
    faults = {} if said else {"password": MISSING}
    if not faults:
        try:
            passwords = cast(Passwords, request.app.state.passwords)
            confirm(visitor.services, passwords, visitor.caller, visitor.session, said)
            return go(onward)
        except Slowed as slowed:
            shown = _shown(request, visitor, onward)
            return slow_down(request, visitor.services, slowed, FORM, "password", **shown)
        except BadAnswers as bad:
            faults = dict(bad.faults)
    return again(request, visitor, onward, faults)


def again(request: Request, visitor: Visitor, onward: str, faults: Mapping[str, str]) -> Response:
    """Ask once more, and say why what was given does not count."""
    return page(request, FORM, status=UNPROCESSABLE, **_shown(request, visitor, onward), errors=faults)


def _shown(request: Request, visitor: Visitor, onward: str) -> dict[str, Any]:
    """Give where to go on, what a passkey is asked, and by which provider somebody may confirm who signs in by one."""
    provider = called(request) if is_bound(visitor.services, visitor.caller) else ""
    return {"next": onward, "provider": provider, "question": question_for(request, visitor.person.id)}
