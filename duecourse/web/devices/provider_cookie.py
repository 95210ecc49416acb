"""What a browser keeps while its person is at the provider: held against the answer, and gone with it.

It is a cookie and no row, so that strangers who open the link leave nothing behind. An answer that another browser
brings, or that comes twice, finds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from fastapi import Request, Response

from duecourse.web.visitor import settings_of
from engine.ports.time_and_chance import Identifiers
from engine.ports.ways_in.identity_providers import BegunSignIn

LIVES = timedelta(minutes=10)
LONGEST, PARTS = 3000, 6
AGAIN, FIRST = "again", "first"


@dataclass(frozen=True, slots=True)
class AtProvider:
    """Where somebody goes on afterwards, and whether they are asked `again` who they are, with what was begun."""

    begun: BegunSignIn
    onward: str
    again: bool


def begin(ids: Identifiers, onward: str, *, again: bool) -> AtProvider:
    """Begin with secrets of its own."""
    begun = BegunSignIn(state=ids.token(), nonce=ids.token(), verifier=f"{ids.token()}{ids.token()}")
    return AtProvider(begun, onward, again)


def keep(request: Request, answer: Response, at: AtProvider, now: datetime) -> None:
    """Let the browser keep it, for as long as somebody takes to sign in."""
    settings, begun = settings_of(request), at.begun
    parts = (begun.state, begun.nonce, begun.verifier, AGAIN if at.again else FIRST, str(int(now.timestamp())))
    text = "|".join((*parts, quote(at.onward, safe="")))
    limit = int(LIVES.total_seconds())
    answer.set_cookie(
        _name(request), text, max_age=limit, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )


def take(request: Request, now: datetime) -> AtProvider | None:
    """Give what the browser kept; None where it kept nothing, or for too long."""
    text = request.cookies.get(_name(request), "")
    parts = text.split("|")
    if len(text) > LONGEST or len(parts) != PARTS or not all(parts):
        return None
    state, nonce, verifier, purpose, since, onward = parts
    if not (since.isascii() and since.isdigit()):
        return None
    if not 0 <= now.timestamp() - int(since) <= LIVES.total_seconds():
        return None
    begun = BegunSignIn(state=state, nonce=nonce, verifier=verifier)
    return AtProvider(begun, unquote(onward), purpose == AGAIN)


def drop(request: Request, answer: Response) -> None:
    """Let the browser forget it."""
    settings = settings_of(request)
    answer.delete_cookie(_name(request), path="/", secure=settings.secure, httponly=True, samesite="lax")


def _name(request: Request) -> str:
    return f"{settings_of(request).cookie}-provider"
