"""How long the site takes for what is asked of it, by the template of the route and never by an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.ports.time_and_chance import Clock

Observe: TypeAlias = Callable[[str, str, int, float], None]
"""Takes method, route, status and seconds."""

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
NO_ROUTE, OTHER, BROKEN_OFF = "none", "other", 0


def method_of(scope: Scope) -> str:
    """Give the method of a request, if it is one of those that there are: the others are words of those who ask."""
    return scope["method"] if scope["method"] in METHODS else OTHER


class Measured:
    """An ASGI layer around all others."""

    def __init__(self, app: ASGIApp, clock: Clock, observe: Observe) -> None:
        self.app, self.clock, self.observe = app, clock, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = self.clock.monotonic(), BROKEN_OFF

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            route = getattr(scope.get("route"), "path", "") or NO_ROUTE
            self.observe(method_of(scope), route, status, self.clock.monotonic() - begun)
