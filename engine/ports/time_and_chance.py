"""What the outside must satisfy: protocols for time and chance, which nothing below asks the machine for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Give the present moment, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that only ever grow, whatever happens to the wall clock."""
        ...


class Identifiers(Protocol):
    """Where identifiers and salts come from: the only chance in Duecourse."""

    def identifier(self) -> str:
        """Make an identifier that sorts by time of making (UUIDv7)."""
        ...

    def short(self) -> str:
        """Make an identifier for what a store has few of and names in each row: a trust, a school, a person."""
        ...

    def of_case(self) -> str:
        """Make an identifier for a case, shorter than others, that sorts by time of making."""
        ...

    def salt(self) -> str:
        """Make a salt that nobody can guess."""
        ...

    def token(self) -> str:
        """Make 256 bits that nobody can guess, in letters that an address or a cookie can carry."""
        ...
