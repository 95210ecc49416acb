"""One transaction as the noun modules share it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from engine.identity import OrganisationId
from engine.ports.records import Organisation
from engine.recent import Recent
from engine.record.case import Case
from engine.record.chain import decode_case, encode_case
from store.connection.compression import packed, unpacked
from store.connection.cursor import Cursor
from store.connection.journal import Journal

Snapshots: TypeAlias = Recent[bytes | str, Case]
"""Cases by what is stored of them, byte by byte."""
KEPT = 256
"""Cases that a process keeps read; some 50 kB each."""


@dataclass(kw_only=True)
class Session:
    """A cursor inside a transaction; `write` tells one that may change things.

    `kept` has the organisations as they were read in it, by the key that was asked for, and `changed` those of which
    it changed who is there; `journal` collects what is to be sealed before it is committed. `snapshots` are cases that
    were read or written last, in whichever transaction: what is stored is read again unless it is still the very same.
    """

    cursor: Cursor
    write: bool = False
    kept: dict[str, Organisation] = field(default_factory=dict)
    changed: set[OrganisationId] = field(default_factory=set)
    journal: Journal = field(default_factory=Journal)
    snapshots: Snapshots = field(default_factory=lambda: Recent(KEPT))

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.cursor.is_sqlite

    def case_of(self, snapshot: bytes | str) -> Case:
        """Give the case that is stored so. Raises BrokenRecord."""
        known = self.snapshots.get(snapshot)
        if known is None:
            known = decode_case(unpacked(snapshot))
            self.snapshots.keep(snapshot, known)
        return known

    def snapshot_of(self, case: Case) -> bytes:
        """Write a case as it is to be stored."""
        snapshot = packed(encode_case(case))
        self.snapshots.keep(snapshot, case)
        return snapshot
