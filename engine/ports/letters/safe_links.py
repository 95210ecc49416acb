"""Where the words of a fact lead, when a template or a letterhead says that they are an address.

A link is made of nothing but what stands there, and of safe schemes alone: whatever else somebody typed stays words.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from engine.ports.mail.relay import is_address

LONGEST = 2000
_SCHEMES = ("http", "https")
_PLAIN = "!$'*+-_~.@"
"""What of an e-mail address stands in a link as it is; `?` and `&` would begin a subject or another addressee."""


def mail_link(words: str) -> str:
    """Give the link of an e-mail address that stands alone; "" for anything else."""
    if words != words.strip() or not words.isascii() or not is_address(words):
        return ""
    return f"mailto:{quote(words, safe=_PLAIN)}"


def web_link(words: str) -> str:
    """Give the link of a web address that stands alone, with `https` where it has no scheme; "" for anything else."""
    if not words or len(words) > LONGEST or any(not sign.isprintable() or sign.isspace() for sign in words):
        return ""
    address = words if "://" in words else f"https://{words}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    named = parts.scheme.lower() in _SCHEMES and host and host.isascii() and "." in host and parts.username is None
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]") if named and not set('\\"<>|`^{}') & set(address) else ""


def contact_link(words: str) -> str:
    """Give the link of a contact, where it is an e-mail address or a whole web address alone; "" for anything else."""
    return mail_link(words) or (web_link(words) if "://" in words else "")
