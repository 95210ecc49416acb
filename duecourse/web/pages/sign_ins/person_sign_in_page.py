"""How one person signs in, and what those who keep them can do about it; never their password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.invitations.link_letters import print_invitations, print_reset
from duecourse.casework.accounts.invitations.new_links import invite, reset, withdraw
from duecourse.casework.accounts.invitations.sign_in_list import sign_in_shown
from duecourse.casework.accounts.provided.bound_sign_ins import unbind
from duecourse.casework.accounts.ways_in.own_factors import take_factor_away
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.pages.sign_ins.letter_download import as_letters
from duecourse.web.pages.sign_ins.sign_in_list_page import PLACE
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor, settings_of
from engine.errors import BadInput

router = APIRouter()
ONE = f"{PLACE}/{{person}}"
FORM = "sign_ins/person.html"
Deed = Callable[[Visitor, str], object]


def _invite(visitor: Visitor, key: str) -> object:
    return invite(visitor.services, [key], visitor.caller)


def _reset(visitor: Visitor, key: str) -> object:
    return reset(visitor.services, key, visitor.caller)


def _withdraw(visitor: Visitor, key: str) -> object:
    return withdraw(visitor.services, key, visitor.caller)


def _end(visitor: Visitor, key: str) -> object:
    return sessions.end_sessions(visitor.services, key, visitor.caller)


def _let_in(visitor: Visitor, key: str) -> object:
    return sign_ins.let_in(visitor.services, key, visitor.caller)


def _unbind(visitor: Visitor, key: str) -> object:
    return unbind(visitor.services, key, visitor.caller)


def _take_away(visitor: Visitor, key: str) -> None:
    take_factor_away(visitor.services, key, visitor.caller)


DEEDS: Mapping[str, tuple[Deed, str]] = {
    "invite": (_invite, "The invitation leaves with the next mail, within a minute or so."),
    "reset": (_reset, "The link leaves with the next mail, within a minute or so. Their password counts until then."),
    "withdraw": (_withdraw, "The link opens nothing any more."),
    "end-sessions": (_end, "They are signed out everywhere."),
    "let-in": (_let_in, "For an hour they are not held up by what others tried with their name."),
    "unbind": (_unbind, "The account of the trust is unbound, and they are signed out everywhere."),
    "drop-factor": (_take_away, "Their second factor is taken away, and they are signed out everywhere."),
}
"""What can be done, by the name of its button, and what is said afterwards."""
WEIGHTY = frozenset(("invite", "reset", "letter", "let-in", "drop-factor", "unbind"))
"""What would let somebody else in: before it, it is asked again who one is."""


@router.get(ONE)
@InOneLook
def shown(request: Request, visitor: SignedIn, person: str, done: str = "") -> Response:
    """Show how somebody signs in. Raises NotFound, NotPermitted."""
    return page(request, FORM, **_context(visitor, person, done))


@router.post(ONE)
def do(request: Request, visitor: SignedIn, person: str) -> Response:
    """Do one thing about it."""
    deed, place = visitor.typed.get("deed"), visitor.place
    if deed in WEIGHTY:
        demand_confirmed(visitor, back=place)
    try:
        if deed == "letter":
            return _letter(request, visitor, person)
        if deed in DEEDS:
            DEEDS[deed][0](visitor, person)
    except BadInput as bad:
        return page(request, FORM, status=UNPROCESSABLE, **{**_context(visitor, person), "errors": {TOP: str(bad)}})
    return go(f"{place}?done={deed}" if deed in DEEDS else place)


def _letter(request: Request, visitor: Visitor, person: str) -> Response:
    site, found = settings_of(request).origin, sign_in_shown(visitor.services, visitor.caller, person)
    if found.line.account is None:
        return as_letters(print_invitations(visitor.services, [person], visitor.caller, site))
    return as_letters(print_reset(visitor.services, person, visitor.caller, site))


def _context(visitor: Visitor, person: str, done: str = "") -> dict[str, Any]:
    found = sign_in_shown(visitor.services, visitor.caller, person)
    said = DEEDS[done][1] if done in DEEDS else ""
    return {"found": found, "said": said, "mails": visitor.services.postroom is not None, "errors": {}}
