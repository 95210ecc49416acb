"""My passkeys: made beside a second factor, named, and taken away."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.ways_in.own_passkeys import (
    UNREAD,
    add_passkey,
    drop_own_passkey,
    offer_passkey,
    passkeys,
)
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.devices.passkey_fields import answer_in, site_of, token_of
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput

router = APIRouter()
PLACE = "/account/passkeys"
AWAY = f"{PLACE}/away"
FORM = "account/passkeys.html"


@router.get(PLACE)
@InOneLook
def listed(request: Request, visitor: SignedIn) -> Response:
    """List the visitor's passkeys, and offer another, once they said again who they are."""
    demand_confirmed(visitor, back=PLACE)
    return page(request, FORM, **_context(request, visitor))


@router.post(PLACE)
def add(request: Request, visitor: SignedIn) -> Response:
    """Keep a new passkey."""
    demand_confirmed(visitor, back=PLACE)
    said, name = answer_in(request, visitor.typed), visitor.typed.get("passkey_name")
    faults = {} if said else {"passkey_name": UNREAD}
    if said:
        try:
            add_passkey(visitor.services, visitor.caller, name, said)
            return go(PLACE)
        except BadAnswers as bad:
            faults = dict(bad.faults)
        except BadInput as bad:
            faults = {TOP: str(bad)}
    return page(request, FORM, status=UNPROCESSABLE, **{**_context(request, visitor), "name": name, "errors": faults})


@router.get(AWAY)
def asked_before() -> Response:
    """Lead somebody back who had to sign in, or to say who they are, before they could do this."""
    return go(PLACE)


@router.post(AWAY)
def take_away(visitor: SignedIn) -> Response:
    """Take one of the visitor's passkeys away."""
    demand_confirmed(visitor, back=PLACE)
    drop_own_passkey(visitor.services, visitor.caller, visitor.typed.get("which"))
    return go(PLACE)


def _context(request: Request, visitor: Visitor) -> dict[str, Any]:
    site = site_of(request)
    question = offer_passkey(visitor.services, visitor.caller, site, token_of(request)) if site else None
    known = passkeys(visitor.services, visitor.caller)
    return {"passkeys": known, "question": question, "has_name": site is not None, "name": "", "errors": {}}
