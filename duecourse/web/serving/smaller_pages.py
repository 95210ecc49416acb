"""Pages sent compressed, but only where nobody else can have had them asked for.

How long a compressed page is tells what it has in common with what was typed into its address. Somebody who has a
reader's browser ask for addresses of their choice, and sees how long the answers are, could guess words of a case from
that. So a page is compressed only where the browser says that a page of ours asked for it, or the reader by hand.
"""

from __future__ import annotations

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OURS = ("same-origin", "none")
"""What browsers say of a request that a page of the same site made, and of one that was typed or kept as a bookmark."""
LEAST = 1400
"""Bytes below which a page fits into one packet anyway."""
EFFORT = 4


class Compressed:
    """An ASGI layer around the site that compresses its pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and compress the page that answers it where that is safe."""
        if scope["type"] != "http" or scope["method"] == "HEAD" or not may_compress(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        held: Message | None = None

        async def send_smaller(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _is_page(message):
                held = message
                return
            if held is not None:
                begin, held = held, None
                if not message.get("more_body", False) and len(message.get("body", b"")) >= LEAST:
                    message = _smaller(begin, message)
                await send(begin)
            await send(message)

        await self.app(scope, receive, send_smaller)


def may_compress(headers: Headers) -> bool:
    """Say whether a browser takes compressed pages, and nobody but its reader and ourselves asked for this one."""
    accepted = (each.strip().lower() for each in headers.get("accept-encoding", "").split(","))
    return "gzip" in accepted and headers.get("sec-fetch-site") in OURS


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


def _smaller(begin: Message, message: Message) -> Message:
    body = gzip.compress(message["body"], compresslevel=EFFORT, mtime=0)
    headers = MutableHeaders(scope=begin)
    headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(body))
    headers.add_vary_header("Accept-Encoding")
    headers.add_vary_header("Sec-Fetch-Site")
    return {**message, "body": body}
