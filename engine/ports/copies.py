"""What a copy of a store holds, and the way to one; a backup is put together from these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.identity import CaseReference


@dataclass(frozen=True, slots=True)
class NamedEvidence:
    """A piece of evidence as a copy names it: the case and number it has, and the digest its bytes stand under."""

    reference: CaseReference
    number: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyContents:
    """What was found in a copy; `wrong` says in sentences what in its record does not fit, as it stood in the store."""

    schema: str
    cases: int
    events: int
    accesses: int
    wrong: tuple[str, ...] = ()


class Copies(Protocol):
    """The way to copy a store while others work in it. Paths are texts."""

    @property
    def name(self) -> str:
        """Give the name that a copy has in an archive."""
        ...

    def copy(self, target: str) -> None:
        """Copy the store as it stands at one moment to a new file. Raises BadInput or Unavailable."""
        ...

    def named(self, copy: str) -> Sequence[NamedEvidence]:
        """List the evidence that a copy names."""
        ...

    def check(self, copy: str) -> CopyContents:
        """Open a copy and walk through what it holds. Raises BrokenRecord for one that could not be used."""
        ...


class Restoration(Protocol):
    """The way back from a copy into a database that holds nothing yet. Paths are texts."""

    @property
    def copies(self) -> Copies:
        """Give what reads copies of this kind of database."""
        ...

    def holds_something(self) -> bool:
        """Say whether anything of ours is in the database already. Raises Unavailable."""
        ...

    def schema_of(self, copy: str) -> str:
        """Give the schema that a copy has. Raises BrokenRecord for a file that is no copy of a store."""
        ...

    def is_newer(self, schema: str) -> bool:
        """Say whether a schema is of a newer Duecourse than this one."""
        ...

    def is_present(self, schema: str) -> bool:
        """Say whether a schema is that of this Duecourse, so that a copy can be walked through as it is."""
        ...

    def put_back(self, copy: str) -> None:
        """Put a copy in the place of the store, where nothing is; all of it or nothing.

        Raises BadInput, Unavailable or OSError.
        """
        ...

    def take_away(self) -> None:
        """Take away what was put back, after it turned out that it cannot be used."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...
