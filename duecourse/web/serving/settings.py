"""Where the site is found: the address that people type, and which proxies may say for whom they ask."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from engine.errors import BadInput

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS = {"http": 80, "https": 443}
DEFAULT_PORT = 8000

Place = tuple[str, int]
"""A host in small letters, and a port."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the site is found. Plain http is taken on this machine only, so that no password crosses a network open.

    `proxies` are the addresses, or networks, whose word about the client is believed; nobody else's is.
    """

    address: str = f"http://127.0.0.1:{DEFAULT_PORT}"
    proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an address over which passwords would travel open, and a proxy that is none. Raises BadInput."""
        says = f"'{self.address}' is no address of a site; write https://name or http://127.0.0.1:{DEFAULT_PORT}"
        try:
            parts = urlsplit(self.address)
            name, port = parts.hostname, parts.port
        except ValueError as error:
            raise BadInput(f"{says}, with a port from 1 to 65535.") from error
        if parts.scheme not in PORTS or not name or port == 0:
            raise BadInput(f"{says}.")
        if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise BadInput(f"{says}, and nothing after the name: the site fills a name of its own.")
        if parts.scheme == "http" and not is_loopback(name):
            raise BadInput(f"'{self.address}' would send passwords in the clear. Use https, or 127.0.0.1.")
        for proxy in self.proxies:
            _network(proxy)

    @property
    def scheme(self) -> str:
        """Give `http` or `https`."""
        return urlsplit(self.address).scheme

    @property
    def secure(self) -> bool:
        """Say whether the site is reached by https."""
        return self.scheme == "https"

    @property
    def cookie(self) -> str:
        """Name the session's cookie; the prefix makes browsers insist on https and on this host."""
        return "__Host-duecourse" if self.secure else "duecourse"

    @property
    def origin(self) -> str:
        """Give scheme, host and port as browsers write them."""
        name, port = self.places[0]
        written = f"[{name}]" if ":" in name else name
        return f"{self.scheme}://{written}" + ("" if port == PORTS[self.scheme] else f":{port}")

    @property
    def places(self) -> tuple[Place, ...]:
        """Give where the site is reached, the configured place first; this machine has several names for itself."""
        parts = urlsplit(self.address)
        name, port = _ascii(parts.hostname or ""), parts.port or PORTS[parts.scheme]
        others = LOOPBACK if parts.scheme == "http" else ()
        return tuple((each, port) for each in dict.fromkeys((name, *others)))

    def is_here(self, host: str) -> Place | None:
        """Give the place that a Host header names, or the part after the scheme of an Origin; None for any but ours."""
        place = place_of(host, PORTS[self.scheme])
        return place if place in self.places else None

    def believes(self, client: str) -> bool:
        """Say whether an address is that of a named proxy."""
        try:
            address = ip_address(client)
        except ValueError:
            return False
        return any(address in _network(proxy) for proxy in self.proxies)


@dataclass(frozen=True, slots=True)
class Listen:
    """The socket that the site is served at: a host or an address of this machine, and a port; 0 takes any free one."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Say whether only this machine can reach it."""
        return is_loopback(self.host)

    def __str__(self) -> str:
        """Write it as it is typed."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen_of(text: str) -> Listen:
    """Read HOST:PORT as it is typed. Raises BadInput."""
    place = place_of(text, -1)
    if place is None or place[1] < 0:
        raise BadInput(
            f"'{text}' is no place to listen at; write HOST:PORT with a port from 0 to 65535, "
            f"such as 127.0.0.1:{DEFAULT_PORT} or [::1]:{DEFAULT_PORT}."
        )
    return Listen(*place)


def is_loopback(host: str) -> bool:
    """Say whether a name or an address leads to this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def place_of(text: str, usual_port: int) -> Place | None:
    """Read HOST or HOST:PORT; None where it is neither."""
    try:
        parts = urlsplit(f"//{text}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or parts.netloc != text or "@" in text or text.endswith(":") or any(sign.isspace() for sign in text):
        return None
    return name, usual_port if port is None else port


def _ascii(name: str) -> str:
    """Write a name as browsers send it."""
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


def _network(proxy: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(proxy)
    except ValueError as error:
        raise BadInput(
            f"'{proxy}' is no address of a proxy; write the one that it connects from, such as 10.0.0.5, or a network, "
            "such as 10.0.0.0/24."
        ) from error
    if not network.prefixlen:
        raise BadInput(f"'{proxy}' would believe everybody. Name the proxy, or the network it is in.")
    return network
