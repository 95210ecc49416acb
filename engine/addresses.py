"""Web addresses as people report them: taken literally, or refused in words."""

from __future__ import annotations

from urllib.parse import urlsplit

from engine.errors import BadInput

LONGEST = 10_000


def check_address(text: str) -> str:
    """Give an address as it was typed, without the spaces around it.

    Raises:
        BadInput: it names no website; the message says what would be taken.
    """
    address = text.strip()
    if not address:
        raise BadInput(
            "The address is empty. Copy it from the top of the page, for example https://example.org/post/1."
        )
    if len(address) > LONGEST:
        raise BadInput(f"The address has {len(address):,} characters; at most {LONGEST:,} can be kept.")
    if not host_of(address):
        raise BadInput(
            f"'{visible(address)}' names no website. An address begins with https:// or http:// and a site's name, "
            "for example https://example.org/post/1."
        )
    return address


def host_of(address: str) -> str:
    """Give the site's name in an address, in lower case; "" where there is none."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.lower() if parts.scheme in ("http", "https") and "." in host.strip(".") else ""


def visible(text: str, longest: int = 120) -> str:
    """Show text on one line with control and direction marks spelled out, shortened where it is very long."""
    shown = "".join(character if character.isprintable() else f"[U+{ord(character):04X}]" for character in text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
