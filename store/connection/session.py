"""One transaction as the noun modules share it."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.identity import OrganisationId
from engine.ports.records import Organisation
from store.connection.cursor import Cursor
from store.connection.journal import Journal


@dataclass(kw_only=True)
class Session:
    """A cursor inside a transaction; `write` tells one that may change things.

    `kept` has the organisations as they were read in it, by the key that was asked for, and `changed` those of which
    it changed who is there; `journal` collects what is to be sealed before it is committed.
    """

    cursor: Cursor
    write: bool = False
    kept: dict[str, Organisation] = field(default_factory=dict)
    changed: set[OrganisationId] = field(default_factory=set)
    journal: Journal = field(default_factory=Journal)

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.cursor.is_sqlite
