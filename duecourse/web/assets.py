"""The style sheets and scripts of the site: read once, kept in memory, at addresses that may be kept for ever."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"
SHOWN_DIGITS = 12
HARDEST = 9


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is and compressed."""

    body: bytes
    compressed: bytes
    media_type: str
    digest: str


class Assets:
    """Every file of the folder `static`.

    All have one digest in their address, taken over all of them: a style sheet or a script may so refer to another
    by its relative address, and never gets one of another release.
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        found = _walk(folder or files("duecourse.web").joinpath("static"))
        self._files = {name: _asset(name, body) for name, body in sorted(found)}
        together = "".join(f"{name} {asset.digest}\n" for name, asset in self._files.items())
        self._digest = sha256(together.encode()).hexdigest()[:SHOWN_DIGITS]

    def asset(self, name: str) -> str:
        """Give the address of a file. A name that is not there is our own slip, found when the page is first made."""
        if name not in self._files:
            raise LookupError(f"There is no file '{name}' among the static files.")
        return f"/assets/{self._digest}/{name}"

    def serve(self, app: Starlette) -> None:
        """Have an application answer at these addresses."""
        app.add_route("/assets/{digest}/{name:path}", self.answer, methods=["GET"], include_in_schema=False)

    async def answer(self, request: Request) -> Response:
        """Answer a request for one file."""
        asset = self._files.get(request.path_params["name"])
        if asset is None or request.path_params["digest"] != self._digest:
            return PlainTextResponse("There is no such file.", 404)
        return _answer(asset, request)


def _answer(asset: Asset, request: Request) -> Response:
    compressed = _takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{asset.digest}{"-gzip" if compressed else ""}"'
    headers = {
        "Cache-Control": FOR_EVER,
        "Vary": "Accept-Encoding",
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if compressed:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.compressed if compressed else asset.body, headers=headers, media_type=asset.media_type)


def _takes_gzip(accepted: str) -> bool:
    for choice in accepted.lower().split(","):
        coding, _, weight = choice.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return not weight or weight.strip("0.") != ""
    return False


def _walk(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _walk(entry, f"{name}/")
        elif PurePosixPath(name).suffix in MEDIA_TYPES:
            yield name, entry.read_bytes()


def _asset(name: str, body: bytes) -> Asset:
    # the time is left out, or the same file would be compressed to other bytes on another day
    compressed = gzip.compress(body, compresslevel=HARDEST, mtime=0)
    return Asset(body, compressed, MEDIA_TYPES[PurePosixPath(name).suffix], sha256(body).hexdigest())
