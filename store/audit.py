"""The access chain of an organisation: reads, refusals, exports, and how much of each spool of reads it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from engine.errors import BrokenRecord
from engine.identity import NO_PERSON, NO_REFERENCE, CaseReference, OrganisationId, PersonId
from engine.ports.records import Viewer
from engine.record.access import BACKUP, LOOKS, Access, AccessesWanted, SealedAccess, access_body
from engine.record.anchor import Link
from engine.record.chain import link
from engine.record.organisation_events import NOTHING
from store.connection.cursor import Named, inserting
from store.connection.session import Session
from store.mapping import maybe_when, moment, when
from store.organisation_chain.sealer import ACCESS, heads, lock_chain, move_head

LINE_COLUMNS = (
    "organisation_id",
    "sequence",
    "at",
    "person_id",
    "case_reference",
    "what",
    "detail",
    "previous",
    "hash",
)
INSERT_LINE = inserting("access_log", LINE_COLUMNS)
LINES = f"SELECT {', '.join(LINE_COLUMNS)} FROM access_log WHERE organisation_id = ? ORDER BY sequence"
SOME_LINES = (
    f"SELECT {', '.join(LINE_COLUMNS)} FROM access_log WHERE organisation_id = ? {{}}"
    "ORDER BY sequence DESC LIMIT ? OFFSET ?"
)
LAST_READS = (
    "SELECT person_id, case_reference, max(at) FROM access_log "
    "WHERE organisation_id = ? AND what = 'read' AND case_reference IN ({}) GROUP BY person_id, case_reference"
)
LAST_HERE = (
    "SELECT max(at) FROM access_log WHERE organisation_id = ? AND case_reference = ? AND person_id = ? AND at < ?"
)
LAST_BACKUP = (
    "SELECT max(at) FROM access_log WHERE organisation_id = ? AND case_reference = ? AND person_id = ? AND what = ?"
)
FIRST_READS = (
    "SELECT person_id, min(at) FROM access_log "
    "WHERE organisation_id = ? AND what = 'read' AND case_reference = ? AND at >= ? GROUP BY person_id"
)
LAST_LINE = "SELECT sequence, hash FROM access_log WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1"
SPOOLS = "SELECT spool, taken FROM access_spools WHERE organisation_id = ?"
SPOOL_TAKEN = "SELECT taken FROM access_spools WHERE organisation_id = ? AND spool = ?"
NOTE_SPOOL = (
    "INSERT INTO access_spools (organisation_id, spool, taken) VALUES (?, ?, ?) "
    "ON CONFLICT (organisation_id, spool) DO UPDATE SET taken = excluded.taken"
)
FORGET_SPOOL = "DELETE FROM access_spools WHERE organisation_id = ? AND spool = ?"
NOTED_EVERY = 100
"""After so many lines the chain of the organisation says how far the access log is."""


class AuditReading(Session):
    """Reads of the access log."""

    def accesses(self, organisation: OrganisationId) -> Sequence[SealedAccess]:
        """List the access log in order."""
        return [_line(row) for row in self.cursor.fetch_named(LINES, (organisation,))]

    def accesses_wanted(self, organisation: OrganisationId, wanted: AccessesWanted) -> Sequence[SealedAccess]:
        """List some lines of the access log, the newest first."""
        asked: dict[str, object] = {
            "case_reference = ?": wanted.case,
            "person_id = ?": wanted.person,
            "at >= ?": moment(wanted.since) if wanted.since else None,
            "at < ?": moment(wanted.until) if wanted.until else None,
        }
        given = {condition: value for condition, value in asked.items() if value}
        conditions = "".join(f"AND {condition} " for condition in given)
        values = (organisation, *given.values(), wanted.limit, wanted.passed)
        return [_line(row) for row in self.cursor.fetch_named(SOME_LINES.format(conditions), values)]

    def last_reads(
        self, organisation: OrganisationId, references: Collection[str]
    ) -> Mapping[tuple[PersonId, str], datetime]:
        """Say when each person last looked at these cases: identifier and reference → moment."""
        if not references:
            return {}
        statement = LAST_READS.format(", ".join("?" for _ in references))
        rows = self.cursor.fetch(statement, (organisation, *references))
        return {(person, reference): when(last) for person, reference, last in rows}

    def last_here(self, viewer: Viewer, before: datetime) -> datetime | None:
        """Say when somebody last looked at a list of theirs before a moment."""
        found = self.cursor.fetch_one(LAST_HERE, (viewer.organisation, NO_REFERENCE, viewer.person, moment(before)))
        return maybe_when(found[0]) if found else None

    def last_backup(self, organisation: OrganisationId) -> datetime | None:
        """Say when a backup was last made; None where none was."""
        found = self.cursor.fetch_one(LAST_BACKUP, (organisation, NO_REFERENCE, NO_PERSON, BACKUP))
        return maybe_when(found[0]) if found else None

    def first_reads(
        self, organisation: OrganisationId, reference: CaseReference, since: datetime
    ) -> Mapping[PersonId, datetime]:
        """Say when each person looked at a case for the first time since a moment."""
        rows = self.cursor.fetch(FIRST_READS, (organisation, reference, moment(since)))
        return {person: when(first) for person, first in rows}

    def spools(self, organisation: OrganisationId) -> Mapping[str, int]:
        """Say how many bytes of each spool the access chain has."""
        return dict(self.cursor.fetch(SPOOLS, (organisation,)))


class AuditWriting(AuditReading):
    """Writes of the access log."""

    def spool_taken(self, organisation: OrganisationId, spool: str) -> int:
        """Say how many bytes of a spool the chain has; nobody else takes any before this transaction ends."""
        lock_chain(self.cursor, organisation)
        row = self.cursor.fetch_one(SPOOL_TAKEN, (organisation, spool))
        return int(row[0]) if row else 0

    def note_spool(self, organisation: OrganisationId, spool: str, taken: int) -> None:
        """Note how many bytes of a spool the chain has now."""
        self.cursor.run(NOTE_SPOOL, (organisation, spool, taken))

    def forget_spool(self, organisation: OrganisationId, spool: str) -> None:
        """Forget a spool that nobody reads any more."""
        self.cursor.run(FORGET_SPOOL, (organisation, spool))

    def tell_act(self, by: PersonId, what: str) -> None:
        """Say who does what in this transaction, where no line of the access log does."""
        self.journal.tell(by, what)

    def log_access(self, organisation: OrganisationId, accesses: Iterable[Access]) -> None:
        """Append to the access chain of an organisation: after the line that is known to be its last.

        Where lines were cut off, the next one therefore does not close the gap.
        """
        lock_chain(self.cursor, organisation)
        known = heads(self.cursor, organisation).get(ACCESS)
        last = self.cursor.fetch_one(LAST_LINE, (organisation,)) if known is None else None
        end = known or (Link(*last) if last else NOTHING)
        sequence, previous = end.length, end.hash
        for access in accesses:
            sequence += 1
            hash_ = link(previous, access_body(sequence, access))
            self.cursor.run(
                INSERT_LINE,
                (
                    organisation,
                    sequence,
                    moment(access.at),
                    access.person,
                    access.case,
                    access.what,
                    access.detail,
                    previous,
                    hash_,
                ),
            )
            previous = hash_
            if access.what not in LOOKS:
                self.journal.tell(access.person, access.what)
        move_head(self.cursor, organisation, ACCESS, Link(sequence, previous))
        if sequence // NOTED_EVERY > end.length // NOTED_EVERY:
            self.journal.seal_soon(organisation)


def _line(row: Named) -> SealedAccess:
    try:
        at = when(row["at"])
    except ValueError:
        at = None
    if at is None or moment(at) != row["at"]:
        raise BrokenRecord(f"Line {row['sequence']} of the access log was altered, removed or added.")
    access = Access(at=at, person=row["person_id"], case=row["case_reference"], what=row["what"], detail=row["detail"])
    return SealedAccess(row["sequence"], access, row["previous"], row["hash"])
