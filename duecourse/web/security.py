"""What stands before every request: our own name, forms from our own pages alone, and headers on every answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from duecourse.web.serving.settings import Place, WebSettings
from engine.ports.watch.security_log import SecurityEvent

SAFE = ("GET", "HEAD", "OPTIONS")
PROBES = ("/health", "/ready")
"""What machines ask by an address and not by the name of the site; it says nothing of anybody."""

OTHER_NAME = (
    "This site is at {}, and this request asked for another name, so nothing was done. "
    "A proxy in between has to pass on the name that people type."
)
MOVED, FORBIDDEN, TOO_LARGE = 308, 403, 413
MOST_DRAINED = 256 * 1024 * 1024
"""Bytes that are read and dropped before somebody is told that it was too much."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
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
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


class Security:
    """An ASGI layer around the whole site; `too_large` makes the page for those who sent more than is taken.

    `note` writes down what was refused.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: WebSettings,
        too_large: Callable[[Request], Response],
        note: Callable[[Request, SecurityEvent], None],
    ) -> None:
        self.app, self.settings, self.too_large, self.note = app, settings, too_large, note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse one for another name and a form that another site sent."""
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

        refusal = self._refusal(scope)
        if refusal is not None:
            response, what = refusal
            if what is not None:
                await run_in_threadpool(self.note, Request(scope), what)
            await response(scope, receive, send_guarded)
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

    def _refusal(self, scope: Scope) -> tuple[Response, SecurityEvent | None] | None:
        """Give what a request gets that may go no further, and what that is called where it was no slip."""
        headers, safe = Headers(scope=scope), scope["method"] in SAFE
        if scope["path"] in PROBES and safe:
            return None
        hosts = headers.getlist("host")
        place = self.settings.is_here(hosts[0]) if len(hosts) == 1 else None
        if place is None:
            return PlainTextResponse(OTHER_NAME.format(self.settings.origin), FORBIDDEN), SecurityEvent.FOREIGN_NAME
        if scope["scheme"] != self.settings.scheme:
            # only a named proxy can have said so: somebody typed the name without https
            return (RedirectResponse(self._here(scope), MOVED), None) if safe else _foreign()
        return None if safe or self._is_ours(headers, place) else _foreign()

    def _here(self, scope: Scope) -> str:
        query = scope["query_string"].decode("latin-1")
        return self.settings.origin + quote(scope["path"]) + (f"?{query}" if query else "")

    def _is_ours(self, headers: Headers, place: Place) -> bool:
        """Judge by what browsers say of where a form came from; one that says nothing still needs our token."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return False
        if origin is None or (origin == "null" and site is not None):
            return True
        scheme, mark, host = origin.partition("://")
        return bool(mark) and scheme == self.settings.scheme and self.settings.is_here(host) == place


def _foreign() -> tuple[Response, SecurityEvent]:
    says = "This form did not come from a page of ours, so nothing was done."
    return PlainTextResponse(says, FORBIDDEN), SecurityEvent.FOREIGN_FORM


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


async def _drain(receive: Receive) -> None:
    dropped = 0
    while dropped < MOST_DRAINED:
        message = await receive()
        dropped += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
