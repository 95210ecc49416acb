"""Addresses inside addresses: what a mail filter, an app or a search engine has wrapped around the page that is meant.

Only what stands in the address itself is read. A short link, such as one of t.co, says where it leads to nobody who
does not open it, and nothing here ever opens an address: it stays as it is, and `is_short` says so.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from engine.addresses.wrappers import FILTERS, GOOGLE, SHORT, SHORTENING, TRACKING, TRACKING_ON, WRAPPERS, Wrapper

DEEPEST = 10
"""How many wrappers may lie around each other; more is somebody's joke."""


def unwrap(address: str) -> str:
    """Give the address that is meant: out of every wrapper, and without what only follows people.

    An address that has neither is given back letter by letter.
    """
    return _without_tracking(_layers(address)[-1])


def _layers(address: str) -> list[str]:
    """Give an address and what lies in it, from the outermost wrapper to what is meant."""
    found = [address]
    while len(found) <= DEEPEST and (inner := _inside(found[-1])) is not None:
        found.append(inner)
    return found


def is_short(address: str) -> bool:
    """Say whether an address hides where it leads, so that only opening it would tell."""
    parts = _split(address)
    host = _host(parts) if parts else ""
    return host.removeprefix("www.") in SHORT or host.endswith(SHORTENING)


def names_its_reader(address: str) -> bool:
    """Say whether a filter of mail wraps an address, at any depth, so that it may carry somebody's e-mail address."""
    return any(_is_filter(each) for each in _layers(address))


def _is_filter(address: str) -> bool:
    parts = _split(address)
    return parts is not None and f".{_host(parts)}".endswith(tuple(f".{site.lstrip('.')}" for site in FILTERS))


def is_address(text: str) -> bool:
    """Say whether a text is the whole address of a website."""
    parts = _split(text)
    return parts is not None and parts.scheme in ("http", "https") and "." in _host(parts).strip(".")


def _inside(address: str) -> str | None:
    """Give what lies directly in a wrapper; None where there is no wrapper, or nothing in it that is an address."""
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https"):
        return None
    found = (read(address, parts) for read in _READERS)
    return next((inner for inner in found if inner is not None and is_address(inner)), None)


def _from_query(_address: str, parts: SplitResult) -> str | None:
    """Read the part of the query that a known site puts the address into."""
    for wrapper in _wrappers_at(_host(parts)):
        if parts.path.startswith(wrapper.path):
            given = {name.lower(): value for name, value in reversed(list(_pieces(parts.query)))}
            for name in wrapper.parts:
                inner = _decoded(given.get(name, ""))
                if inner is not None:
                    return inner
    return None


@lru_cache(maxsize=512)
def _wrappers_at(host: str) -> tuple[Wrapper, ...]:
    """List the wrappers that a site may be; the same few sites are reported again and again."""
    return tuple(wrapper for wrapper in WRAPPERS if any(_is_site(host, site) for site in wrapper.sites))


def _decoded(value: str) -> str | None:
    """Take the percent signs off an address, as often as they were put on; None where there is none beneath."""
    for _ in range(DEEPEST):
        inner = unquote(value)
        if is_address(inner):
            return inner
        if inner == value:
            break
        value = inner
    return None


def _from_proofpoint_two(_address: str, parts: SplitResult) -> str | None:
    """Read the second form of Proofpoint, which writes `-` for a percent sign and `_` for a slash."""
    if _host(parts) not in PROOFPOINT or not parts.path.startswith("/v2/url"):
        return None
    given = dict(_pieces(parts.query)).get("u", "")
    return unquote(given.replace("-", "%").replace("_", "/"))


PROOFPOINT = ("urldefense.proofpoint.com", "urldefense.com", "urldefense.us")
_PROOFPOINT_THREE = re.compile(r"https?://urldefense(?:\.proofpoint)?\.(?:com|us)/v3/__(.+)__;([A-Za-z0-9_=-]*)!", re.I)
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_MARK = re.compile(r"\*(\*.)?")


def _from_proofpoint_three(address: str, _parts: SplitResult) -> str | None:
    """Read the third form of Proofpoint: characters that it took out stand behind the address, in base 64.

    `*` stands for one of them, and `**X` for as many as the place of X in the alphabet says, counted from two.
    """
    found = _PROOFPOINT_THREE.match(address)
    if found is None:
        return None
    text, coded = found.groups()
    try:
        taken = iter(urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode())
        address = _MARK.sub(lambda mark: "".join(next(taken) for _ in range(_run(mark.group(1)))), text)
    except (NotBase64, UnicodeDecodeError, ValueError, RuntimeError, StopIteration):
        return None
    # some programs of mail make one slash of the two
    return re.sub(r"^(https?):/(?!/)", r"\1://", address, flags=re.I)


def _run(length: str | None) -> int:
    return _RUNS.index(length[1]) + 2 if length else 1


def _from_sophos(_address: str, parts: SplitResult) -> str | None:
    """Read the form of Sophos, which has the address in base 64."""
    if not _host(parts).endswith(".protection.sophos.com"):
        return None
    coded = unquote(dict(_pieces(parts.query)).get("u", ""))
    try:
        return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (NotBase64, UnicodeDecodeError, ValueError):
        return None


def _from_path(_address: str, parts: SplitResult) -> str | None:
    """Read the form of Cisco, which has the address at the end of the path."""
    if _host(parts) != "secure-web.cisco.com":
        return None
    return unquote(parts.path.rsplit("/", 1)[-1])


_READERS: tuple[Callable[[str, SplitResult], str | None], ...] = (
    _from_query,
    _from_proofpoint_two,
    _from_proofpoint_three,
    _from_sophos,
    _from_path,
)


def _without_tracking(address: str) -> str:
    parts = _split(address)
    if parts is None or not parts.query:
        return address
    own = next((names for site, names in TRACKING_ON.items() if _is_site(_host(parts), site, below=True)), ())
    pieces = parts.query.split("&")
    kept = [piece for piece in pieces if not _tracks(unquote(piece.partition("=")[0]), own)]
    if len(kept) == len(pieces):
        return address
    before, _, after = address.partition("?")
    fragment = f"#{after.partition('#')[2]}" if "#" in after else ""
    return before + (f"?{'&'.join(kept)}" if kept else "") + fragment


def _tracks(name: str, own: tuple[str, ...]) -> bool:
    return TRACKING.fullmatch(name) is not None or name in own


def _pieces(query: str) -> Iterator[tuple[str, str]]:
    """Take a query apart as it stands: a plus stays a plus, as it belongs to the address inside."""
    for piece in query.split("&"):
        name, _, value = piece.removeprefix("amp;").partition("=")
        yield unquote(name), value


def _is_site(host: str, site: str, *, below: bool = False) -> bool:
    if site == "google.*":
        return GOOGLE.fullmatch(host) is not None
    return host == site or (host.endswith(site) if site.startswith(".") else below and host.endswith(f".{site}"))


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.hostname
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().rstrip(".")
