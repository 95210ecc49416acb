"""How the site is reached: its address decides whether cookies are for https alone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.errors import BadInput

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the site is found. Plain http is taken on this machine only, so that no password crosses a network open."""

    address: str = "http://127.0.0.1:8000"

    def __post_init__(self) -> None:
        """Refuse an address over which passwords would travel in the clear. Raises BadInput."""
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput(f"'{self.address}' is no address of a site; write https://name or http://127.0.0.1:8000.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise BadInput(f"'{self.address}' would send passwords in the clear. Use https, or 127.0.0.1.")

    @property
    def secure(self) -> bool:
        """Say whether the site is reached by https."""
        return self.address.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name the session's cookie; the prefix makes browsers insist on https and on this host."""
        return "__Host-duecourse" if self.secure else "duecourse"

    @property
    def origin(self) -> str:
        """Give scheme, host and port as browsers write them."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """Give the host to listen on."""
        return urlsplit(self.address).hostname or "127.0.0.1"

    @property
    def port(self) -> int:
        """Give the port to listen on."""
        parts = urlsplit(self.address)
        return parts.port or (443 if self.secure else 80)
