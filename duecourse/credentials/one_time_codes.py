"""pyotp: the only module that knows how an app makes a code of six figures from a secret and the time (RFC 6238)."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from hashlib import sha256

from pyotp.totp import TOTP

ISSUER = "Duecourse"
BESIDE = (0, -1, 1)
"""Steps of 30 seconds that are taken: the present one, and one beside it, for clocks that go a little wrong."""
SECRET_BYTES, RECOVERY_BYTES, LINK_BYTES = 20, 10, 15
FIGURES = 6


def secret_from(token: str) -> str:
    """Make a secret of 160 bits, as apps take it, from a token that nobody can guess."""
    return base64.b32encode(sha256(token.encode()).digest()[:SECRET_BYTES]).decode()


def is_secret(text: str) -> bool:
    """Say whether a text is a secret as they are made here."""
    try:
        return len(base64.b32decode(text)) == SECRET_BYTES
    except ValueError:
        return False


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Give the step to which a code belongs that is right at a moment; None for any other."""
    app = TOTP(secret)
    now = app.timecode(at)
    fits = (now + beside for beside in BESIDE if hmac.compare_digest(app.generate_otp(now + beside), code))
    return next(fits, None)


def address_of_secret(secret: str, name: str, trust: str) -> str:
    """Write a secret as the address that an app reads from the picture."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=f"{ISSUER} {trust}".replace(":", " "))


def recovery_from(token: str) -> str:
    """Make a recovery code of 80 bits from a token that nobody can guess, in four groups of four signs."""
    return _in_groups(token, RECOVERY_BYTES)


def link_code_from(token: str) -> str:
    """Make the code of a one-time link, of 120 bits, in six groups of four signs that can be typed by hand."""
    return _in_groups(token, LINK_BYTES)


def cleaned(code: str) -> str:
    """Give a code as it is compared: without the marks between its groups, and whatever its capitals."""
    return "".join(sign for sign in code.lower() if sign.isascii() and sign.isalnum())


def _in_groups(token: str, size: int) -> str:
    signs = base64.b32encode(sha256(token.encode()).digest()[:size]).decode().lower()
    return "-".join(signs[place : place + 4] for place in range(0, len(signs), 4))
