"""Identifiers and salts: the only chance in Duecourse."""

from __future__ import annotations

import secrets

import uuid6


class RandomIdentifiers:
    """Identifiers that sort by the time they were made, and salts that nobody can guess."""

    def identifier(self) -> str:
        """Make a UUIDv7."""
        return str(uuid6.uuid7())

    def salt(self) -> str:
        """Make 128 random bits, in hexadecimal."""
        return secrets.token_hex(16)
