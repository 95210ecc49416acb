"""One transaction as the noun modules share it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from engine.identity import CaseId, OrganisationId
from engine.ports.records import Organisation
from engine.recent import Recent
from engine.record.case import Case
from engine.record.snapshot import NOT_WRITTEN, Snapshot, decode_case, encode_case, snapshot_of
from store.connection.compression import packed, unpacked
from store.connection.cursor import Cursor
from store.connection.journal import Journal

KEPT = 512
"""Cases that a process keeps read; some 60 kB each."""


@dataclass(frozen=True, slots=True)
class RecentCase:
    """A case as it was read or written last, what is stored of it, and how that was written."""

    stored: bytes | str
    case: Case
    snapshot: Snapshot = NOT_WRITTEN


Snapshots: TypeAlias = Recent[CaseId, RecentCase]


@dataclass(kw_only=True)
class Session:
    """A cursor inside a transaction; `write` tells one that may change things.

    `passes` tells one of the scheduler, which goes through any number of cases once: of these it keeps only what was
    kept before.

    `kept` has the organisations as they were read in it, by the key that was asked for, and `changed` those of which
    it changed who is there; `journal` collects what is to be sealed before it is committed. `snapshots` are cases that
    were read or written last, in whichever transaction: one is read again unless exactly
    that is stored, byte by byte.
    """

    cursor: Cursor
    write: bool = False
    passes: bool = False
    kept: dict[str, Organisation] = field(default_factory=dict)
    changed: set[OrganisationId] = field(default_factory=set)
    journal: Journal = field(default_factory=Journal)
    snapshots: Snapshots = field(default_factory=lambda: Recent(KEPT))

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is SQLite."""
        return self.cursor.is_sqlite

    def case_of(self, case: CaseId, stored: bytes | str) -> Case:
        """Give the case that is stored so. Raises BrokenRecord."""
        known = self.snapshots.get(case)
        if known is None or known.stored != stored:
            known = RecentCase(stored, decode_case(unpacked(stored)))
            self._keep(case, known)
        return known.case

    def stored_as(self, case: Case) -> bytes:
        """Write a case as it is to be stored."""
        known = self.snapshots.get(case.id)
        if known is None and self.passes:
            return packed(encode_case(case))
        snapshot = snapshot_of(case, known.snapshot if known is not None else NOT_WRITTEN)
        stored = packed(snapshot.text)
        self._keep(case.id, RecentCase(stored, case, snapshot))
        return stored

    def _keep(self, case: CaseId, known: RecentCase) -> None:
        (self.snapshots.renew if self.passes else self.snapshots.keep)(case, known)
