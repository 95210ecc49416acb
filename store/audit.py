"""The access chain of an organisation: reads, refusals, exports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from engine.identity import OrganisationId, PersonId
from engine.record.access import Access, SealedAccess, access_body
from engine.record.chain import GENESIS, link
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import moment, when

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
LAST_READS = (
    "SELECT person_id, case_reference, max(at) FROM access_log "
    "WHERE organisation_id = ? AND what = 'read' AND case_reference IN ({}) GROUP BY person_id, case_reference"
)
LAST_LINE = "SELECT sequence, hash FROM access_log WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1"
# One writer of a chain at a time. Not FOR UPDATE: that would wait for everybody who writes a row of the same trust.
LOCK_CHAIN = "SELECT id FROM organisations WHERE id = ? FOR NO KEY UPDATE"


class AuditReading(Session):
    """Reads of the access log."""

    def accesses(self, organisation: OrganisationId) -> Sequence[SealedAccess]:
        """List the access log in order."""
        return [
            SealedAccess(
                row["sequence"],
                Access(
                    at=when(row["at"]),
                    person=row["person_id"],
                    case=row["case_reference"],
                    what=row["what"],
                    detail=row["detail"],
                ),
                row["previous"],
                row["hash"],
            )
            for row in self.cursor.fetch_named(LINES, (organisation,))
        ]

    def last_reads(
        self, organisation: OrganisationId, references: Collection[str]
    ) -> Mapping[tuple[PersonId, str], datetime]:
        """Say when each person last looked at these cases: identifier and reference → moment."""
        if not references:
            return {}
        statement = LAST_READS.format(", ".join("?" for _ in references))
        rows = self.cursor.fetch(statement, (organisation, *references))
        return {(person, reference): when(last) for person, reference, last in rows}


class AuditWriting(AuditReading):
    """Writes of the access log."""

    def log_access(self, organisation: OrganisationId, accesses: Iterable[Access]) -> None:
        """Append to the access chain of an organisation."""
        if not self.is_sqlite:
            self.cursor.fetch(LOCK_CHAIN, (organisation,))
        sequence, previous = self.cursor.fetch_one(LAST_LINE, (organisation,)) or (0, GENESIS)
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
