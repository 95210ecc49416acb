"""Sign in with an account of the trust: to the provider by a link, and back with its answer.

It begins by a link and not by a form, which the rules for forms of every page would keep on this site. The way back is
a GET that the provider sends a browser on, so the guard against forms of other sites does not look at it: what is held
against it is the cookie that this browser was given when it left.
"""

from __future__ import annotations

import hmac
from typing import cast

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from duecourse.casework.accounts import sessions
from duecourse.casework.accounts.provided.bound_sign_ins import (
    NotKnownHere,
    confirm_by,
    note_refused_identity,
    sign_in_by,
)
from duecourse.casework.context.services import Services
from duecourse.web.devices import provider_cookie
from duecourse.web.devices.device_cookie import device_of, remember
from duecourse.web.devices.provider_cookie import AtProvider
from duecourse.web.pages.own_account.confirm_page import again as ask_again
from duecourse.web.pages.sign_in import CODE, HOME, LONGEST_NAME, safe, with_cookie
from duecourse.web.refusals import noted_of
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import Visitor, address_of, known, settings_of
from engine.errors import BadAnswers, NotFound
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.identity_providers import IdentityProvider, ProviderAway, ProviderRefused, WhyRefused

router = APIRouter()
PLACE = "/sign-in/provider"
BACK = f"{PLACE}/back"
TROUBLE = "entrance/provider_trouble.html"
FORBIDDEN, LATER = 403, 503
LONGEST_CODE = 4000
"""Signs of a code of a provider; those of Microsoft have some thousand."""
AWAY = (
    "{0} does not answer now, so nobody can sign in with it. Try again in a few minutes. If you have a password of "
    "Duecourse, you can sign in with that."
)
SAYS = {
    WhyRefused.DENIED: "You pressed “cancel” there, or were not let in. Nothing happened here.",
    WhyRefused.UNREADABLE: "The answer does not belong to a sign-in that this browser began in the last ten minutes, "
    "or it came twice. Begin once more.",
    WhyRefused.TENANT: "You are signed in there with an account that is none of this trust. Sign out there, and choose "
    "your account of the trust.",
}


@router.get(PLACE)
def leave(request: Request, next: str = HOME, again: str = "") -> Response:
    """Send the browser to the provider."""
    services, provider = _services(request), _provider(request)
    at = provider_cookie.begin(services.ids, safe(next), again=again == "yes")
    try:
        address = provider.address_for(at.begun, _redirect(request), again=at.again)
    except ProviderAway:
        return _trouble(request, AWAY.format(provider.rules.called), LATER)
    answer = go(address)
    provider_cookie.keep(request, answer, at, services.clock.now())
    return answer


@router.get(BACK)
async def come_back(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
    """Take the answer of the provider, once."""
    answer = await run_in_threadpool(_come_back, request, code[:LONGEST_CODE], state[:LONGEST_NAME], error)
    provider_cookie.drop(request, answer)
    return answer


def _come_back(request: Request, code: str, state: str, error: str) -> Response:
    services, provider = _services(request), _provider(request)
    now = services.clock.now()
    at = provider_cookie.take(request, now)
    try:
        if at is None or not hmac.compare_digest(at.begun.state.encode(), state.encode()):
            raise ProviderRefused(WhyRefused.UNREADABLE, "state")
        if error or not code:
            raise ProviderRefused(WhyRefused.DENIED)
        return _let_in(request, provider, at, code)
    except ProviderRefused as refused:
        if noted_of(request).is_room(SecurityEvent.IDENTITY_REFUSED, address_of(request)):
            note_refused_identity(services, refused, address_of(request))
        return _trouble(request, SAYS.get(refused.why, str(refused)), FORBIDDEN)
    except ProviderAway:
        return _trouble(request, AWAY.format(provider.rules.called), LATER)
    except NotKnownHere as unknown:
        return _trouble(request, str(unknown), FORBIDDEN)


def _let_in(request: Request, provider: IdentityProvider, at: AtProvider, code: str) -> Response:
    services = _services(request)
    identity = provider.proven(at.begun, _redirect(request), code, services.clock.now(), again=at.again)
    onward = safe(at.onward)
    if at.again:
        known(request)
        visitor = cast(Visitor | None, getattr(request.state, "visitor", None))
        if visitor is None:
            return go(f"/sign-in?next={onward}&ended=over")
        try:
            confirm_by(services, visitor.caller, visitor.session, identity)
        except BadAnswers as bad:
            return ask_again(request, visitor, onward, dict(bad.faults))
        return go(onward)
    device = device_of(request, services)
    token, begun = sign_in_by(services, provider.rules, identity, address_of(request), device=device)
    sessions.sign_out(services, request.cookies.get(settings_of(request).cookie, ""), address_of(request))
    if not begun.signs_in:
        return with_cookie(request, go(f"{CODE}?next={onward}"), token)
    answer = with_cookie(request, go(onward), token)
    remember(request, answer, device)
    return answer


def _trouble(request: Request, says: str, status: int) -> Response:
    return page(request, TROUBLE, status=status, says=says)


def _redirect(request: Request) -> str:
    """Give where the provider sends browsers back: always the configured address, never what was asked for."""
    return f"{settings_of(request).origin}{BACK}"


def _provider(request: Request) -> IdentityProvider:
    found = _services(request).provider
    if found is None:
        raise NotFound("Nobody signs in here with an account of another house.")
    return found


def _services(request: Request) -> Services:
    return cast(Services, request.app.state.services)
