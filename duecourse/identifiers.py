"""Identifiers, salts and tokens: the only chance in Duecourse."""

from __future__ import annotations

import secrets
import string

import uuid6

SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase
"""In the order in which texts sort, so that identifiers sort as their numbers do."""
LENGTH = 22
"""So many signs hold 128 bits."""
SHORT = 8
"""Signs of the identifier of a trust or a school."""
PAIRS = tuple(first + second for first in SIGNS for second in SIGNS)


class RandomIdentifiers:
    """Identifiers that sort by the time they were made; salts and tokens that nobody can guess."""

    def identifier(self) -> str:
        """Make a UUIDv7, written in 22 signs in the place of 36: each stands in the rows and indexes of a case often.

        Those of earlier versions sort before it.
        """
        return shortened(uuid6.uuid7().int)

    def short(self) -> str:
        """Make 8 signs that nobody can guess, 47 bits: a trust or a school stands some eighty times in the rows and
        indexes of a case, and there are a few thousand of them at most."""
        return "".join(secrets.choice(SIGNS) for _ in range(SHORT))

    def salt(self) -> str:
        """Make 128 random bits, in hexadecimal."""
        return secrets.token_hex(16)

    def token(self) -> str:
        """Make 256 random bits in letters that an address or a cookie can carry."""
        return secrets.token_urlsafe(32)


def shortened(number: int) -> str:
    """Write 128 bits in digits and letters of one fixed length."""
    pairs = []
    for _ in range(LENGTH // 2):
        number, pair = divmod(number, len(PAIRS))
        pairs.append(PAIRS[pair])
    return "".join(reversed(pairs))
