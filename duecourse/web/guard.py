"""What stands before every request: only our own pages may send forms, and every answer carries its headers."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from duecourse.web.settings import WebSettings

SAFE = ("GET", "HEAD", "OPTIONS")
TOO_LARGE = 413
MOST_DRAINED = 256 * 1024 * 1024
"""Bytes that are read and dropped before somebody is told that it was too much."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
STRICT_TRANSPORT = "max-age=31536000"


class Guard:
    """An ASGI layer around the whole site; `too_large` makes the page for whoever sent more than is taken."""

    def __init__(self, app: ASGIApp, settings: WebSettings, too_large: Callable[[Request], Response]) -> None:
        self.app, self.settings, self.too_large = app, settings, too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse a form that another site sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        refused = False

        async def send_guarded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = message["status"] == TOO_LARGE and not _is_page(message)
                self._dress(MutableHeaders(scope=message))
            if not refused:
                await send(message)

        if self._is_foreign(scope):
            refusal = PlainTextResponse("This form did not come from a page of ours, so nothing was done.", 403)
            await refusal(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)
        if refused:
            # a browser shows nothing of an answer that comes while it still sends
            await _drain(receive)
            await self.too_large(Request(scope))(scope, receive, send_guarded)

    def _dress(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        # pages hold words about people: no copy of them stays on a shared computer
        headers.setdefault("Cache-Control", "no-store")
        if self.settings.secure:
            headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)

    def _is_foreign(self, scope: Scope) -> bool:
        """Judge by what browsers say of where a form came from; one that says nothing still needs our token."""
        if scope["method"] in SAFE:
            return False
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None and site not in ("same-origin", "none"):
            return True
        origin = headers.get("origin")
        return origin is not None and origin != "null" and origin != f"{scope['scheme']}://{headers.get('host', '')}"


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


async def _drain(receive: Receive) -> None:
    dropped = 0
    while dropped < MOST_DRAINED:
        message = await receive()
        dropped += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
