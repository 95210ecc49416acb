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
"""Signs of the identifier of a trust, a school or a person."""
OF_CASE, CHANCE = 14, 40
"""Signs of the identifier of a case, and how many of its bits are chance."""
MILLISECONDS = 80
"""So many bits of a UUIDv7 come after its moment."""
PAIRS = tuple(first + second for first in SIGNS for second in SIGNS)


class RandomIdentifiers:
    """Identifiers that sort by the time they were made; salts and tokens that nobody can guess."""

    def identifier(self) -> str:
        """Make a UUIDv7, written in 22 signs in the place of 36: each stands in the rows and indexes of a case often.

        Those of earlier versions sort before it.
        """
        return shortened(uuid6.uuid7().int)

    def short(self) -> str:
        """Make 8 signs that nobody can guess, 47 bits: a trust, a school or a person stands some eighty times in the
        rows and indexes of a case, and there are some thousands of them at most."""
        return "".join(secrets.choice(SIGNS) for _ in range(SHORT))

    def of_case(self) -> str:
        """Make 14 signs, the millisecond and 40 bits of chance: a case stands a hundred times in its rows and indexes.

        Those of earlier versions sort before it.
        """
        return shortened(uuid6.uuid7().int >> MILLISECONDS << CHANCE | secrets.randbits(CHANCE), OF_CASE)

    def salt(self) -> str:
        """Make 128 random bits, in hexadecimal."""
        return secrets.token_hex(16)

    def token(self) -> str:
        """Make 256 random bits in letters that an address or a cookie can carry."""
        return secrets.token_urlsafe(32)


def shortened(number: int, length: int = LENGTH) -> str:
    """Write 128 bits, or fewer, in digits and letters of one fixed and even length."""
    pairs = []
    for _ in range(length // 2):
        number, pair = divmod(number, len(PAIRS))
        pairs.append(PAIRS[pair])
    return "".join(reversed(pairs))
