"""A private link: asked for on the page of a step, and opened by its person, who then has one page and no other."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from duecourse.casework.accounts.private_links import demand_link, open_link
from duecourse.casework.commands.consents.link_requests import send_link
from duecourse.casework.context.services import Services
from duecourse.web.pages.sign_in import LARGEST, with_cookie
from duecourse.web.pages.step import ANSWERED, STEP
from duecourse.web.pages.step_pages.standing_step import stand
from duecourse.web.refusals import note_refusal
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import SignedIn, address_of, read_form
from engine.errors import NotFound
from engine.identity import ActionName, CaseReference, TrackName
from engine.ports.watch.security_log import SecurityEvent

router = APIRouter()
LINK = "/private/{token}"
ASKED = f"{STEP}/link"
GONE = 404


@router.get(ANSWERED)
def answered(request: Request) -> Response:
    """Say that an answer was recorded, to somebody whose link has done its work; their page is closed by then."""
    return page(request, "private/answered.html")


@router.get(LINK)
def shown(request: Request, token: str) -> Response:
    """Ask somebody whom a link brought to open it; looking at the address alone opens nothing."""
    services = cast(Services, request.app.state.services)
    try:
        demand_link(services, token)
    except NotFound as gone:
        note_refusal(request, SecurityEvent.TOKEN_REFUSED)
        return page(request, "private/gone.html", status=GONE, says=str(gone))
    answer = page(request, "private/open.html", token=token)
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the secret
    return answer


@router.post(LINK, max_body_size=LARGEST)
async def opened(request: Request, token: str) -> Response:
    """Open a link, once, and go to its page."""
    await read_form(request)
    return await run_in_threadpool(_open, request, token)


def _open(request: Request, token: str) -> Response:
    services = cast(Services, request.app.state.services)
    try:
        fresh, session = open_link(services, token, address_of(request))
    except NotFound as gone:
        note_refusal(request, SecurityEvent.TOKEN_REFUSED)
        return page(request, "private/gone.html", status=GONE, says=str(gone))
    return with_cookie(request, go(session.one_page), fresh)


@router.get(ASKED)
def asked_before(reference: CaseReference, track: TrackName, number: str, action: ActionName) -> Response:
    """Lead somebody to the step who had to sign in before they could ask for a link on its page."""
    return go(STEP.format(reference=reference, track=track, number=number, action=action))


@router.post(ASKED)
def ask_for(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Send the person whose answer it is a link of their own."""
    place = visitor.place.removesuffix("/link")
    with stand(visitor, reference, track, number, action) as here:
        on = here.option.on

    def do() -> str:
        send_link(visitor.services, visitor.caller, reference, on, action)
        return f"{place}?sent=yes"

    def again() -> dict[str, object]:
        with stand(visitor, reference, track, number, action) as here:
            return here.whole_context(visitor.typed)

    return submit(request, visitor, "case/step.html", again, do, after=place, reference=reference)
