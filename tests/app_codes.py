"""What an app on somebody's telephone shows, for tests that set up a second factor."""

from __future__ import annotations

from datetime import datetime

from pyotp.totp import TOTP


def code_at(secret: str, at: datetime) -> str:
    """Give the code of a moment."""
    return TOTP(secret).at(at)
