"""Where the relay is and how one signs in there: read from the environment; a secret stands in a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from duecourse.private_files import is_wide
from engine.errors import BadInput
from engine.ports.mail.relay import RelayAway, WhyAway, is_address

PREFIX = "DUECOURSE_MAIL_"
PORTS = {"smtp": 587, "smtps": 465, "plain": 25}
"""How a relay is spoken to: by STARTTLS, by TLS from the first byte, or in the clear, on this machine only."""

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
BURST = 200
FOR_TOKENS = ("MAIL_TOKENS", "MAIL_CLIENT")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSource:
    """Where a token is asked for: OAuth 2, with client credentials."""

    address: str
    client: str
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySettings:
    """A relay. Nobody signs in where `user` is ""; `tokens` are used in place of a password where they are set."""

    scheme: str
    host: str
    port: int
    sender: str
    site: str
    user: str = ""
    secret: Path | None = None
    tokens: TokenSource | None = None
    certificates: str = ""
    burst: int = BURST

    @property
    def domain(self) -> str:
        """Give the domain of the sender."""
        return self.sender.rpartition("@")[2]

    def read_secret(self) -> str:
        """Read the password, or the secret of the client; it is kept nowhere. Raises RelayAway."""
        assert self.secret is not None
        try:
            if is_wide(self.secret):
                raise RelayAway(WhyAway.SECRET, f"Others can read the file of {PREFIX}SECRET. Shut it: chmod 600.")
            found = self.secret.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise RelayAway(WhyAway.SECRET, f"The file of {PREFIX}SECRET cannot be read.") from error
        if not found or len(found.splitlines()) != 1:
            raise RelayAway(
                WhyAway.SECRET, f"The file of {PREFIX}SECRET holds the secret and nothing else, on one line."
            )
        return found


def read_relay(mail: Mapping[str, str]) -> RelaySettings | None:
    """Read how mail leaves, by the names of the settings without their prefix; None where nothing is set.

    Raises BadInput.
    """
    given = {name: text.strip() for name, text in mail.items() if text.strip()}
    if not given:
        return None
    _demand(given, "MAIL_RELAY", "MAIL_FROM", "MAIL_SITE")
    parts, port = _relay(given["MAIL_RELAY"])
    if not is_address(given["MAIL_FROM"]):
        raise BadInput(f"{PREFIX}FROM is one e-mail address, such as duecourse@trust.example.")
    found = RelaySettings(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        sender=given["MAIL_FROM"],
        site=_site(given["MAIL_SITE"]),
        user=given.get("MAIL_USER", ""),
        secret=Path(given["MAIL_SECRET"]) if "MAIL_SECRET" in given else None,
        tokens=_tokens(given),
        certificates=given.get("MAIL_CERTIFICATES", ""),
        burst=_burst(given.get("MAIL_BURST", "")),
    )
    if (found.user or found.tokens) and not (found.user and found.secret):
        raise BadInput(f"To sign in at the relay, {PREFIX}USER and {PREFIX}SECRET (a file) are both needed.")
    return found


def _demand(given: Mapping[str, str], *names: str) -> None:
    missing = [f"DUECOURSE_{name}" for name in names if name not in given]
    if missing:
        raise BadInput(f"Mail is set up in part: {', '.join(missing)} is missing.")


def _relay(text: str) -> tuple[SplitResult, int]:
    says = f"{PREFIX}RELAY is smtp://name:587 (STARTTLS) or smtps://name:465 (TLS), not '{text}'."
    try:
        parts = urlsplit(text)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BadInput(says) from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or "@" in parts.netloc:
        raise BadInput(says)
    if parts.scheme == "plain" and parts.hostname not in HERE:
        raise BadInput(f"{PREFIX}RELAY: only a relay on this machine may be spoken to in the clear. Write smtp://.")
    return parts, port


def _site(text: str) -> str:
    if not is_safe(text):
        raise BadInput(f"{PREFIX}SITE is the address at which people sign in: https://name.")
    return text.rstrip("/")


def _tokens(given: Mapping[str, str]) -> TokenSource | None:
    if not any(name in given for name in (*FOR_TOKENS, "MAIL_SCOPE")):
        return None
    _demand(given, *FOR_TOKENS)
    if not is_safe(given["MAIL_TOKENS"]):
        raise BadInput(f"{PREFIX}TOKENS is the https address that gives tokens.")
    return TokenSource(address=given["MAIL_TOKENS"], client=given["MAIL_CLIENT"], scope=given.get("MAIL_SCOPE", ""))


def is_safe(text: str) -> bool:
    """Say whether an address is https, or leads to this machine alone."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE))


def _burst(text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise BadInput(f"{PREFIX}BURST is a whole number of messages.")
    return int(text) if text else BURST
