"""What a page asks of a passkey, and what its form brings back; it belongs to the name of the configured address."""

from __future__ import annotations

from ipaddress import ip_address
from typing import cast

from fastapi import Request

from duecourse.casework.accounts.ways_in.own_passkeys import PasskeyAnswer, PasskeyQuestion, ask_passkey
from duecourse.casework.context.services import Services
from duecourse.credentials.passkey_checks import PasskeySite
from duecourse.web.forms.typed import Typed
from duecourse.web.visitor import settings_of
from engine.identity import PersonId

LONGEST = 20_000
"""Signs of what a passkey answers: a new one says a few thousand."""


def site_of(request: Request) -> PasskeySite | None:
    """Give whom passkeys belong to; None where the site has no name, but a number, which browsers give no passkey."""
    settings = settings_of(request)
    host = settings.places[0][0]
    try:
        ip_address(host)
    except ValueError:
        return PasskeySite(host, settings.origin)
    return None


def token_of(request: Request) -> str:
    """Give the token of the session, from which what is asked is made."""
    return request.cookies.get(settings_of(request).cookie, "")


def question_for(request: Request, person: PersonId) -> PasskeyQuestion | None:
    """Ask somebody's passkeys for a proof in this session; None where they have none."""
    site, services = site_of(request), cast(Services, request.app.state.services)
    if site is None:
        return None
    return ask_passkey(services, person, site, token_of(request))


def answer_in(request: Request, typed: Typed) -> PasskeyAnswer | None:
    """Give what a passkey answered with a form; None where none did."""
    site, said = site_of(request), typed.get("passkey")
    if site is None or not said or len(said) > LONGEST:
        return None
    return PasskeyAnswer(site, token_of(request), typed.get("passkey_asked"), said)
