"""My second factor: set up by a picture and a code, with recovery codes that are shown once, and taken away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.accounts.ways_in.own_factors import (
    drop_own_factor,
    new_recovery_codes,
    offer_factor,
    own_factor,
    set_up_factor,
)
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.pages.sign_in import slow_down
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput

router = APIRouter()
PLACE = "/account/second-factor"
CODES, AWAY = f"{PLACE}/codes", f"{PLACE}/away"
FORM, SHOWN = "account/second_factor.html", "account/recovery_codes.html"


@router.get(PLACE)
@InOneLook
def ask(request: Request, visitor: SignedIn) -> Response:
    """Say how the visitor's second factor stands, and offer one to who has none, once they said again who they are."""
    return page(request, FORM, **_context(visitor))


@router.post(PLACE)
def set_up(request: Request, visitor: SignedIn) -> Response:
    """Keep what was offered once a code proves it, and show the recovery codes."""
    demand_confirmed(visitor, back=PLACE)
    secret, code = visitor.typed.get("factor_secret"), visitor.typed.get("code")
    try:
        codes = set_up_factor(visitor.services, visitor.caller, visitor.session, secret, code)
    except Slowed as slowed:
        return slow_down(request, visitor.services, slowed, FORM, "code", **_context(visitor, secret))
    except BadAnswers as bad:
        return _again(request, visitor, secret, dict(bad.faults))
    except BadInput:
        return go(PLACE)  # a second click, or another window: it is set up
    return _codes(request, codes)


@router.get(CODES)
@router.get(AWAY)
def asked_before() -> Response:
    """Lead somebody back who had to sign in, or to say who they are, before they could do this."""
    return go(PLACE)


@router.post(CODES)
def make_codes(request: Request, visitor: SignedIn) -> Response:
    """Make new recovery codes in place of those that were there."""
    demand_confirmed(visitor, back=PLACE)
    try:
        return _codes(request, new_recovery_codes(visitor.services, visitor.caller), renewed=True)
    except BadInput:
        return go(PLACE)


@router.post(AWAY)
def take_away(visitor: SignedIn) -> Response:
    """Take the visitor's second factor away."""
    demand_confirmed(visitor, back=PLACE)
    drop_own_factor(visitor.services, visitor.caller, visitor.session)
    return go(PLACE)


def _codes(request: Request, codes: Sequence[str], *, renewed: bool = False) -> Response:
    return page(request, SHOWN, codes=codes, renewed=renewed)


def _again(request: Request, visitor: Visitor, secret: str, faults: Mapping[str, str]) -> Response:
    return page(request, FORM, status=UNPROCESSABLE, **{**_context(visitor, secret), "errors": faults})


def _context(visitor: Visitor, secret: str = "") -> dict[str, Any]:
    own, offered = own_factor(visitor.services, visitor.caller), None
    if own.since is None:
        demand_confirmed(visitor, back=PLACE)  # at a desk that was left, a stranger would let their own app read it
        offered = offer_factor(visitor.services, visitor.caller, secret)
    return {"own": own, "offered": offered, "errors": {}, "stands_still": bool(visitor.session.stage)}
