"""Tokens in place of a password: OAuth 2 with client credentials, each kept in memory until it ends.

Asked for with the standard library (ADR 0070): one form over TLS, no redirect followed, no answer longer than a token.
"""

from __future__ import annotations

import json
import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlencode

from duecourse.mail.relay_settings import TokenSource
from engine.ports.mail.relay import RelayAway, WhyAway
from engine.ports.time_and_chance import Clock

PATIENCE = 15.0
"""Seconds until an answer must have come."""

LONGEST = 64 * 1024
SPARE = 60.0
"""Seconds before its end from which a token is used no more."""

LIFE = 300.0
"""Seconds for which a token is used that does not say when it ends."""

ERROR_CODE = re.compile(r"[a-z_]{1,60}")


@dataclass(kw_only=True)
class AccessTokens:
    """Gives the token of one client, the same until it ends."""

    source: TokenSource
    secret: Callable[[], str]
    clock: Clock
    context: ssl.SSLContext
    token: str = ""
    until: float = 0.0
    is_fresh: bool = False

    def get(self) -> str:
        """Give a token that is good for a while. Raises RelayAway."""
        self.is_fresh = not self.token or self.clock.monotonic() >= self.until - SPARE
        if self.is_fresh:
            begun = self.clock.monotonic()
            self.token, life = self._asked()
            self.until = begun + life
        return self.token

    def forget(self) -> bool:
        """Let go of a token that was refused. Says whether it was an old one, so that a new one is worth a try."""
        self.token = ""
        return not self.is_fresh

    def _asked(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.source.client,
            "client_secret": self.secret(),
            **({"scope": self.source.scope} if self.source.scope else {}),
        }
        asked = urllib.request.Request(  # noqa: S310  # an https address of the settings, and this opener knows no files
            self.source.address, urlencode(form).encode(), {"Accept": "application/json"}
        )
        try:
            with self._opener().open(asked, timeout=PATIENCE) as answer:
                return _token_in(answer.read(LONGEST))
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(f"{error.code} {_code_in(error.read(LONGEST))}".strip()) from error
        except (OSError, HTTPException) as error:
            raise _refused("it could not be reached") from error

    def _opener(self) -> urllib.request.OpenerDirector:
        """Give what asks; it follows no redirect, so that a secret goes to no other address than the one set."""
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(context=self.context),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            opener.add_handler(handler)
        return opener


def _token_in(body: bytes) -> tuple[str, float]:
    try:
        told = json.loads(body)
        token, life = told["access_token"], float(told.get("expires_in", LIFE))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refused("its answer holds no token") from error
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise _refused("its answer holds no token")
    return token, life


def _code_in(body: bytes) -> str:
    """Give the code of an error, as RFC 6749 names them; its description may say anything."""
    try:
        code = json.loads(body)["error"]
    except (ValueError, TypeError, KeyError):
        return ""
    return code if isinstance(code, str) and ERROR_CODE.fullmatch(code) else ""


def _refused(says: str) -> RelayAway:
    return RelayAway(WhyAway.TOKEN, f"The address that gives tokens gave none: {says}.")
