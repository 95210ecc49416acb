"""I have forgotten my password: the same answer, as fast, for a name that somebody has and for one that nobody has."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from duecourse.casework.accounts.invitations.forgotten_passwords import ask_for_reset, send_reset
from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.context.services import Services
from duecourse.logs.log import Log
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.sign_in import LARGEST, LONGEST_NAME, slow_down
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import address_of, read_form

log = Log("duecourse.web")
router = APIRouter()
PLACE = "/forgotten-password"
ASKED = f"{PLACE}/asked"
FORM = "entrance/forgotten_password.html"
MISSING = "Write the name that you sign in with, or your e-mail address"


@router.get(PLACE)
def ask(request: Request) -> Response:
    """Ask for the name, or the e-mail address."""
    return page(request, FORM, name="")


@router.post(PLACE, max_body_size=LARGEST)
async def asked(request: Request) -> Response:
    """Take it in, and say what happens now."""
    return await run_in_threadpool(_asked, request, await read_form(request))


@router.get(ASKED)
def answered(request: Request) -> Response:
    """Say what happens now, whether anybody has the name or not."""
    return page(request, "entrance/reset_asked.html", mails=_services(request).postroom is not None)


def _asked(request: Request, typed: Typed) -> Response:
    services, name, place = _services(request), typed.get("name")[:LONGEST_NAME], address_of(request)
    if not name:
        return page(request, FORM, status=UNPROCESSABLE, name="", errors={"name": MISSING})
    try:
        ask_for_reset(services, name, place)
    except Slowed as slowed:
        return slow_down(request, services, slowed, FORM, "name", name=name)
    answer = go(ASKED)
    # behind the answer, so that how long it takes tells nobody whose name is known here
    answer.background = BackgroundTask(_send, services, name, place)
    return answer


def _send(services: Services, name: str, place: str) -> None:
    try:
        send_reset(services, name, place)
    except Exception as error:
        log.fault("reset-unsent", "A link for a forgotten password could not be queued.", error)


def _services(request: Request) -> Services:
    return cast(Services, request.app.state.services)
