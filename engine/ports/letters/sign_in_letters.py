"""A printed letter that brings somebody a code by which they choose the password that they sign in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLetter:
    """What stands in it: from whom, to whom, where to go, the name to sign in with, the code and until when it counts.

    It is an invitation, or a `reset`.
    """

    trust: str
    trust_address: str
    reader: str
    place: str
    day: date
    site: str
    page: str
    sign_in: str
    code: str = field(repr=False)
    until: str
    reset: bool
