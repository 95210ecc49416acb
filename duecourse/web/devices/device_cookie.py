"""The cookie by which a browser is known again: a random number, with which nobody can sign in."""

from __future__ import annotations

from fastapi import Request, Response

from duecourse.casework.accounts.ways_in.devices import FORGOTTEN, Device
from duecourse.casework.context.services import Services
from duecourse.web.devices.device_words import words_of
from duecourse.web.visitor import settings_of

LONGEST = 100
"""Signs of a token of ours are fewer: what is longer came from elsewhere, and is no device."""


def device_of(request: Request, services: Services) -> Device:
    """Give the device of a browser; one that has no cookie of ours yet gets a new number."""
    token = request.cookies.get(_name(request), "")
    is_ours = 0 < len(token) <= LONGEST and token.isascii()
    return Device(token if is_ours else services.ids.token(), words_of(request.headers.get("user-agent", "")))


def remember(request: Request, answer: Response, device: Device) -> None:
    """Give a browser in which somebody signed in its cookie, for as long as it is known without another sign-in."""
    settings = settings_of(request)
    limit = int(FORGOTTEN.total_seconds())
    answer.set_cookie(
        _name(request), device.token, max_age=limit, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )


def _name(request: Request) -> str:
    return f"{settings_of(request).cookie}-device"
