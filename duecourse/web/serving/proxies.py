"""What a proxy says of the one it asks for: believed of a named proxy, and of nobody else."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from duecourse.web.serving.settings import WebSettings


class Forwarded:
    """An ASGI layer outside the guard: afterwards client, scheme and host are those of the one who asked.

    The scheme is the one of the configured address unless a named proxy says that it was asked by another.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as it was sent to the proxy."""
        if scope["type"] == "http":
            scope["scheme"] = self.settings.scheme
            if scope.get("client") and self.settings.believes(scope["client"][0]):
                self._believe(scope)
        await self.app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        scope["client"] = (self._client(scope["client"][0], headers), 0)
        scheme, host = _last(headers, "x-forwarded-proto"), _last(headers, "x-forwarded-host")
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        if host:
            others = [each for each in scope["headers"] if each[0] != b"host"]
            scope["headers"] = [*others, (b"host", host.encode("latin-1"))]

    def _client(self, proxy: str, headers: Headers) -> str:
        """Go back from the proxy that asked, over those that are named, to the first that is not.

        Each proxy adds the address that asked it at the end; what stands before the word of a named one was written by
        anybody who liked to.
        """
        client = proxy
        for said in reversed(",".join(headers.getlist("x-forwarded-for")).split(",")):
            address = _address(said)
            if not address or not self.settings.believes(client):
                break
            client = address
        return client


def _last(headers: Headers, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()


def _address(said: str) -> str:
    """Give an address without the port that some proxies add; "" for anything else."""
    text = said.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
