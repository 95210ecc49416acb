"""Deadlines in my calendar: a feed of one's own is made, replaced and ended; and the feed itself, for programs."""

from __future__ import annotations

from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from duecourse.casework.accounts.calendar_feeds import end_feed, feed_path, make_feed, own_feed
from duecourse.casework.accounts.feed_fetches import fetch
from duecourse.casework.context.services import Services
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.refusals import note_refusal
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor, address_of, settings_of
from engine.errors import AlreadyDone, BadInput
from engine.ports.watch.security_log import SecurityEvent

router = APIRouter()
PLACE = "/calendar-feed"
ENDING = f"{PLACE}/end"
FORM = "feed.html"
UNCHANGED, NOBODYS = 304, 404
HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get(PLACE)
@InOneLook
def show(request: Request, visitor: SignedIn) -> Response:
    """Say whether the visitor has a feed and what fetched it, and how to add one to a calendar."""
    return page(request, FORM, **_context(visitor))


@router.post(PLACE)
def make(request: Request, visitor: SignedIn) -> Response:
    """Make a feed and show its address, this once, to somebody who said again who they are: it outlives the session.

    A second click shows no address and makes no other.
    """
    demand_confirmed(visitor, back=PLACE)
    try:
        token = make_feed(visitor.services, visitor.caller)
    except AlreadyDone:
        return go(PLACE)
    except BadInput as wrong:
        return page(request, FORM, status=UNPROCESSABLE, **{**_context(visitor), "errors": {TOP: str(wrong)}})
    return page(request, FORM, **_context(visitor, f"{settings_of(request).origin}{feed_path(token)}"))


@router.get(ENDING)
def ended_before() -> Response:
    """Lead somebody back who had to sign in before they could end it."""
    return go(PLACE)


@router.post(ENDING)
def end(request: Request, visitor: SignedIn) -> Response:
    """End the visitor's feed."""

    def do() -> str:
        end_feed(visitor.services, visitor.caller)
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor), do, after=PLACE)


def _context(visitor: Visitor, address: str = "") -> dict[str, Any]:
    return {
        "feed": own_feed(visitor.services, visitor.caller),
        "address": address,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
    }


@router.get("/feeds/{token}.ics")
def feed(request: Request, token: str) -> Response:
    """Give the calendar of a secret address to whatever asks; what is no such address, or none any more, is one answer.

    Nobody is signed in here, and nothing is read of a cookie.
    """
    services = cast(Services, request.app.state.services)
    program, address = request.headers.get("user-agent", ""), address_of(request)
    found = fetch(services, token, program, settings_of(request).origin, address)
    if found is None:
        note_refusal(request, SecurityEvent.TOKEN_REFUSED)
        return PlainTextResponse("There is no calendar at this address.", NOBODYS, headers=HEADERS)
    headers = {**HEADERS, "ETag": found.tag}
    if found.tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=UNCHANGED, headers=headers)
    return Response(found.content, headers=headers, media_type="text/calendar; charset=utf-8")


def _tags(asked: str) -> set[str]:
    """Read which files a program has already; a proxy may have called one weak."""
    return {each.strip().removeprefix("W/") for each in asked.split(",")}
