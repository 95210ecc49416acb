"""The security log, for administrators: who came in, who was refused, and from where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.security_log import SecurityShown, security_lines
from duecourse.web.forms.typed import whole
from duecourse.web.pagination import LINES, PageNumber, Turning
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput, NotFound
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from engine.time.moments import parse_beginning, parse_ending

router = APIRouter()
PLACE = "/security-log"
SAID = {
    SecurityEvent.SIGNED_IN: "Signed in",
    SecurityEvent.SIGN_IN_REFUSED: "Sign-in refused",
    SecurityEvent.SIGN_IN_LOCKED: "Too many attempts",
    SecurityEvent.PASSWORD_RIGHT: "Password right, waits for a code",
    SecurityEvent.NEW_DEVICE: "On a new device",
    SecurityEvent.LET_IN: "Let in by an administrator",
    SecurityEvent.SIGNED_OUT: "Signed out",
    SecurityEvent.PASSWORD_SET: "Password set",
    SecurityEvent.PASSKEY_MADE: "Passkey made",
    SecurityEvent.PASSKEY_REMOVED: "Passkey taken away",
    SecurityEvent.IDENTITY_BOUND: "Bound to an account of the trust",
    SecurityEvent.IDENTITY_UNBOUND: "Account of the trust unbound",
    SecurityEvent.IDENTITY_REFUSED: "Sign-in with an account of the trust refused",
    SecurityEvent.RESET_ASKED: "Forgotten password: a link was asked for",
    SecurityEvent.SESSIONS_ENDED: "Sessions ended",
    SecurityEvent.CODE_REFUSED: "Code refused",
    SecurityEvent.CONFIRMED: "Asked again, and confirmed",
    SecurityEvent.CONFIRM_REFUSED: "Asked again, and not confirmed",
    SecurityEvent.FACTOR_SET: "Second factor set up",
    SecurityEvent.FACTOR_REMOVED: "Second factor taken away",
    SecurityEvent.RECOVERY_MADE: "New recovery codes",
    SecurityEvent.RECOVERY_USED: "Recovery code used",
    SecurityEvent.NOT_PERMITTED: "Not permitted",
    SecurityEvent.FOREIGN_FORM: "A form from another site",
    SecurityEvent.FOREIGN_NAME: "Asked for another name than ours",
    SecurityEvent.TOKEN_MADE: "Token made",
    SecurityEvent.TOKEN_USED: "Token used",
    SecurityEvent.TOKEN_REVOKED: "Token revoked",
    SecurityEvent.TOKEN_REFUSED: "Token refused",
}
ASKED = ("what", "person", "from", "to")


@router.get(PLACE)
@InOneLook
def security_log(request: Request, visitor: SignedIn, number: PageNumber = "1") -> Response:
    """List its lines, the newest first, narrowed as is asked; that it was read is written down."""
    asked = {name: request.query_params.get(name, "").strip() for name in ASKED}
    wanted, faults = _wanted(visitor, asked, max(whole(number) or 1, 1))
    lines: Sequence[SecurityShown] = ()
    if not faults:
        try:
            lines = security_lines(visitor.services, visitor.caller, wanted, asked["person"])
        except NotFound as nobody:
            faults = {"person": str(nobody)}
    return page(
        request,
        "security_log.html",
        status=UNPROCESSABLE if faults else 200,
        lines=lines[:LINES],
        asked=asked,
        said=SAID,
        kinds={each.value: SAID[each] for each in SecurityEvent},
        faults=faults,
        links=Turning(
            earlier=_link(asked, wanted, -1) if wanted.passed else "",
            later=_link(asked, wanted, 1) if len(lines) > LINES else "",
        ),
    )


def _wanted(visitor: Visitor, asked: dict[str, str], number: int) -> tuple[SecurityWanted, dict[str, str]]:
    """Read what is asked for, one line more than a page has; and what cannot be meant, by its field."""
    found: dict[str, Any] = {"limit": LINES + 1, "passed": (number - 1) * LINES}
    faults: dict[str, str] = {}
    if asked["what"] and asked["what"] not in tuple(SecurityEvent):
        faults["what"] = "There is no line of this kind. Choose one of the list."
    elif asked["what"]:
        found["what"] = SecurityEvent(asked["what"])
    for name, key, parse in (("from", "since", parse_beginning), ("to", "until", parse_ending)):
        try:
            found[key] = parse(asked[name], visitor.zone) if asked[name] else None
        except BadInput as wrong:
            faults[name] = str(wrong)
    return SecurityWanted(**found), faults


def _link(asked: dict[str, str], wanted: SecurityWanted, more: int) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{PLACE}?{urlencode({**kept, 'page': wanted.passed // LINES + 1 + more})}"
