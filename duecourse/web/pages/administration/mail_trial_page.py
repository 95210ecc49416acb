"""A test message to oneself: how the relay stands, and what came of the last try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.mail.desk_work import mail_standing
from duecourse.casework.mail.trial import try_out
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput
from engine.ports.mail.relay import Fate, RelayAway

router = APIRouter()
PLACE = "/mail/test"
FORM = "mail/test.html"
AWAY = "away"
SAID: Mapping[str, tuple[str, str]] = {
    Fate.TAKEN: ("green", "The relay took the message. Look whether it is in your mailbox, and not among the spam."),
    Fate.LATER: ("yellow", "The relay does not take the message now; it may later. Try again in some minutes."),
    Fate.NEVER: ("red", "The relay refuses the message for good: ask those who run it which senders it lets through."),
    Fate.UNKNOWN: ("yellow", "The connection broke off before the relay answered. Look whether the message came."),
    AWAY: ("red", "The relay takes nothing: those who run the machine see why with `duecourse doctor`."),
}
"""What came of a try, in words; the relay's own words may name an address and are not kept."""


@router.get(PLACE)
@InOneLook
def ask_test(request: Request, visitor: SignedIn, came: str = "") -> Response:
    """Say how the relay stands, what came of a try, and ask."""
    return page(request, FORM, **_context(visitor, came))


@router.post(PLACE)
def send_test(request: Request, visitor: SignedIn) -> Response:
    """Send one message that says nothing, to the person who asks."""

    def do() -> str:
        address = visitor.person.email
        if not address:
            raise BadInput("Nobody has entered your own e-mail address. Enter it on your page under People, then try.")
        try:
            answer = try_out(visitor.services, visitor.caller, address)
        except RelayAway:
            return f"{PLACE}?came={AWAY}"
        return f"{PLACE}?came={answer.fate}"

    return submit(request, visitor, FORM, lambda: _context(visitor, ""), do, after=PLACE)


def _context(visitor: Visitor, came: str) -> dict[str, Any]:
    mail, waiting = mail_standing(visitor.services, visitor.caller)
    room = visitor.services.postroom
    return {
        "mail": mail,
        "waiting": len(waiting),
        "room": room,
        "to": visitor.person.email,
        "came": SAID.get(came),
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }
