"""Signing in and out. Wrong tries make the next one wait: it is said until when, and nobody is locked out."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.sign_ins import CodeRefused, HalfOver, SignInRefused, demand_half
from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.context.services import Services
from duecourse.web.devices.device_cookie import device_of, remember
from duecourse.web.devices.passkey_fields import answer_in, question_for
from duecourse.web.forms.typed import Typed
from duecourse.web.refusals import noted_of
from duecourse.web.render import page
from duecourse.web.submission import SEE_OTHER, UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, address_of, read_form, settings_of
from engine.ports.accounts import Passwords
from engine.ports.watch.security_log import SecurityEvent
from engine.time.moments import say_time

router = APIRouter()
TOO_MANY = 429
HOME, CODE = "/work", "/sign-in/code"
LARGEST = 64 * 1024
"""Bytes of a name and a password, from people whom nobody knows yet."""
LONGEST_NAME = 200
SLOWED = (
    "Try again at {}. There were several wrong tries, so this one was not looked at, whether it was right or not. "
    "Nothing is locked"
)
ALMOST_A_MINUTE = timedelta(seconds=59)
"""Makes a time on a page, which has no seconds, the next whole minute: an earlier one would be too early."""


@router.get("/sign-in")
def ask(request: Request, next: str = HOME, ended: str = "") -> Response:
    """Ask for name and password."""
    return page(request, "sign_in.html", next=safe(next), ended=ended, typed=Typed(), provider=called(request))


@router.post("/sign-in", max_body_size=LARGEST)
async def sign_in(request: Request) -> Response:
    """Begin a session, or say kindly that this did not work."""
    return await run_in_threadpool(_sign_in, request, await read_form(request))


def _sign_in(request: Request, typed: Typed) -> Response:
    services, place = cast(Services, request.app.state.services), address_of(request)
    name, password = typed.get("name")[:LONGEST_NAME], "".join(typed.texts.get("password", ()))
    onward = safe(typed.get("next", HOME))
    shown: dict[str, object] = {"next": onward, "ended": "", "typed": typed, "provider": called(request)}
    faults: dict[str, str] = {}
    if not name:
        faults["name"] = "Write your sign-in name"
    if not password:
        faults["password"] = "Write your password"
    if faults:
        return page(request, "sign_in.html", status=UNPROCESSABLE, **{**shown, "errors": faults})
    device = device_of(request, services)
    passwords = cast(Passwords, request.app.state.passwords)
    try:
        token, begun = sign_ins.sign_in(services, passwords, name, password, place, device=device)
    except Slowed as slowed:
        if noted_of(request).is_room(SecurityEvent.SIGN_IN_LOCKED, place):
            sign_ins.locked_out(services, name, place)
        return slow_down(request, services, slowed, "sign_in.html", "password", **shown)
    except SignInRefused as refused:
        return page(request, "sign_in.html", status=UNPROCESSABLE, **{**shown, "errors": {"name": str(refused)}})
    if not begun.signs_in:
        return with_cookie(request, go(f"{CODE}?next={quote(onward, safe='/')}"), token)
    answer = with_cookie(request, go(onward), token)
    remember(request, answer, device)
    return answer


@router.get(CODE)
def ask_code(request: Request, next: str = HOME) -> Response:
    """Ask somebody whose password was right for a code of their second factor."""
    services = cast(Services, request.app.state.services)
    try:
        half = demand_half(services, request.cookies.get(settings_of(request).cookie, ""))
    except HalfOver:
        return go(_too_late(safe(next)))
    return page(request, "sign_in_code.html", next=safe(next), question=question_for(request, half.person))


@router.post(CODE, max_body_size=LARGEST)
async def give_code(request: Request) -> Response:
    """Let them in, or say kindly that the code does not fit."""
    return await run_in_threadpool(_give_code, request, await read_form(request))


def _give_code(request: Request, typed: Typed) -> Response:
    services, onward = cast(Services, request.app.state.services), safe(typed.get("next", HOME))
    token, device = request.cookies.get(settings_of(request).cookie, ""), device_of(request, services)
    said = answer_in(request, typed) or typed.get("code")[:LONGEST_NAME]
    shown: dict[str, Any] = {"next": onward, "question": None}
    try:
        shown["question"] = question_for(request, demand_half(services, token).person)
        fresh, _ = sign_ins.give_code(services, token, said, address_of(request), device)
    except Slowed as slowed:
        return slow_down(request, services, slowed, "sign_in_code.html", "code", **shown)
    except CodeRefused as refused:
        return page(request, "sign_in_code.html", status=UNPROCESSABLE, **shown, errors={"code": str(refused)})
    except HalfOver:
        return go(_too_late(onward))
    answer = with_cookie(request, go(onward), fresh)
    remember(request, answer, device)
    return answer


def called(request: Request) -> str:
    """Say how the provider is called that people may sign in with; "" where there is none."""
    provider = cast(Services, request.app.state.services).provider
    return provider.rules.called if provider else ""


def _too_late(onward: str) -> str:
    """Lead somebody whose password was right too long ago back to the first page, which says so."""
    return f"/sign-in?next={quote(onward, safe='/')}&ended=half"


def slow_down(request: Request, services: Services, slowed: Slowed, form: str, field: str, **shown: object) -> Response:
    """Show a form again, and say at its field from when on another try may be made; nothing that was typed is lost."""
    left = ceil((slowed.until - services.clock.now()).total_seconds())
    until = say_time(slowed.until + ALMOST_A_MINUTE, services.zone())
    errors = {field: SLOWED.format(until)}
    answer = page(request, form, status=TOO_MANY, **{**shown, "errors": errors, "slowed": True})
    answer.headers["Retry-After"] = str(left)
    return answer


def with_cookie(request: Request, answer: RedirectResponse, token: str) -> RedirectResponse:
    """Give the browser the token of a session that has begun."""
    settings = settings_of(request)
    # longer than the session: what is typed after its end is kept for the person who typed it
    limit = int(sessions.KEEP_FORMS.total_seconds())
    answer.set_cookie(
        settings.cookie, token, max_age=limit, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
    return answer


@router.get("/sign-out")
def leave() -> Response:
    """Lead a person who was to sign out, and had to sign in for it, to the page on which they can."""
    return go(HOME)


@router.post("/sign-out")
def sign_out(request: Request, visitor: SignedIn) -> Response:
    """End the session here and in the table."""
    settings = settings_of(request)
    sessions.sign_out(visitor.services, request.cookies.get(settings.cookie, ""), visitor.address)
    answer = RedirectResponse("/signed-out", SEE_OTHER, {"Clear-Site-Data": '"cache", "storage"'})
    answer.delete_cookie(settings.cookie, path="/", secure=settings.secure, httponly=True, samesite="lax")
    return answer


@router.get("/signed-out")
def signed_out(request: Request) -> Response:
    """Say that the session is over."""
    return page(request, "signed_out.html")


@router.get("/still-here")
@InOneLook
def still_here(visitor: SignedIn) -> Response:
    """Keep the session alive: the person who asked is still there. Gives the seconds until it ends now."""
    left = visitor.visit.ends_at - visitor.services.clock.now()
    return Response(str(int(left.total_seconds())), media_type="text/plain")


def safe(place: str) -> str:
    """Give a place of this site to go on to; anything that leads elsewhere becomes the work list."""
    inside = place.startswith("/") and not place.startswith("//")
    return place if inside and "\\" not in place and place.isprintable() else HOME
