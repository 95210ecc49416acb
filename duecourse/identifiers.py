"""Identifiers, salts and tokens: the only chance in Duecourse."""

from __future__ import annotations

import secrets

import uuid6


class RandomIdentifiers:
    """Identifiers that sort by the time they were made; salts and tokens that nobody can guess."""

    def identifier(self) -> str:
        """Make a UUIDv7."""
        return str(uuid6.uuid7())

    def salt(self) -> str:
        """Make 128 random bits, in hexadecimal."""
        return secrets.token_hex(16)

    def token(self) -> str:
        """Make 256 random bits in letters that an address or a cookie can carry."""
        return secrets.token_urlsafe(32)
