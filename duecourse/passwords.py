"""Argon2id: the only module that knows how a password becomes a hash."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Passwords:
    """Passwords by Argon2id; unless told otherwise, at the cost that RFC 9106 asks for where memory is scarce."""

    def __init__(self, time_cost: int = 3, memory_cost: int = 65536, parallelism: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)

    def hash(self, password: str) -> str:
        """Hash a password with a salt of its own."""
        return self._hasher.hash(_bytes(password))

    def matches(self, hash_: str, password: str) -> bool:
        """Say whether a hash was made from this password; one that is no hash at all was not."""
        try:
            return self._hasher.verify(hash_, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hash_: str) -> bool:
        """Say whether a hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(hash_)


def _bytes(password: str) -> bytes:
    """Write a password the one way in which every keyboard's letters come out the same."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
