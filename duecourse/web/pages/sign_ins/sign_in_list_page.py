"""Who can sign in and who is still to be invited: everybody at once, by e-mail or by printed letters."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.invitations.link_letters import print_all_invitations
from duecourse.casework.accounts.invitations.new_links import invite_all
from duecourse.casework.accounts.invitations.sign_in_list import SignInState, sign_in_lines
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.pages.sign_ins.letter_download import as_letters
from duecourse.web.pagination import PageNumber, address_of, sheet
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor, settings_of
from engine.errors import AlreadyDone, BadInput

router = APIRouter()
PLACE = "/administration/sign-ins"
INVITING, PRINTING = f"{PLACE}/invite", f"{PLACE}/letters"
FORM = "sign_ins/list.html"
SAID = "invited"


@router.get(PLACE)
@InOneLook
def listed(request: Request, visitor: SignedIn, which: str = "", number: PageNumber = "1", said: str = "") -> Response:
    """List those whom the visitor keeps."""
    return page(request, FORM, **_context(visitor, which, number, said=said))


@router.get(INVITING)
@router.get(PRINTING)
def asked_before() -> Response:
    """Lead somebody back who had to sign in, or to say who they are, before they could do this."""
    return go(PLACE)


@router.post(INVITING)
def invite(request: Request, visitor: SignedIn) -> Response:
    """Invite everybody by e-mail who can be."""
    again = visitor.typed.get("again") == "yes"
    try:
        invite_all(visitor.services, visitor.caller, again=again)
    except AlreadyDone:
        pass
    except BadInput as bad:
        return page(request, FORM, status=UNPROCESSABLE, **{**_context(visitor), "errors": {TOP: str(bad)}})
    return go(address_of(PLACE, said=SAID))


@router.post(PRINTING)
def print_letters(request: Request, visitor: SignedIn) -> Response:
    """Give a letter for each who is to be invited, as one PDF; who has it could sign in, so it is asked again."""
    demand_confirmed(visitor, back=PLACE)
    again = visitor.typed.get("again") == "yes"
    try:
        printed = print_all_invitations(visitor.services, visitor.caller, settings_of(request).origin, again=again)
    except BadInput as bad:
        return page(request, FORM, status=UNPROCESSABLE, **{**_context(visitor), "errors": {TOP: str(bad)}})
    return as_letters(printed)


def _context(visitor: Visitor, which: str = "", number: str = "1", said: str = "") -> dict[str, Any]:
    lines = sign_in_lines(visitor.services, visitor.caller)
    chosen = next((each for each in SignInState if each.value == which), None)
    shown = [each for each in lines if chosen is None or each.state is chosen]
    return {
        "counts": Counter(each.state for each in lines),
        "states": tuple(SignInState),
        "which": chosen,
        "sheet": sheet(shown, number, address_of(PLACE, which=chosen.value if chosen else "")),
        "once": visitor.services.ids.identifier(),
        "mails": visitor.services.postroom is not None,
        "said": said == SAID,
        "errors": {},
    }
