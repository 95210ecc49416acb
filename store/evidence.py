"""What is known of evidence; its bytes stand in the file store under their digest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, update

from engine.records import EvidenceFile, Viewer
from store import mapping
from store.cases import CasesReading
from store.mapping import maybe, moment
from store.tables import table

kept = table("evidence")


class EvidenceReading(CasesReading):
    """Reads of evidence."""

    def evidence(self, viewer: Viewer, case: str) -> Sequence[EvidenceFile]:
        """List what is kept of the evidence of a case, in order."""
        rows = sorted(self._of_case(viewer, case, "evidence"), key=lambda row: int(row.number))
        return [mapping.evidence(row) for row in rows]


class EvidenceWriting(EvidenceReading):
    """Writes of evidence."""

    def add_evidence(self, organisation: str, evidence: EvidenceFile) -> None:
        """Keep what is known of a piece of evidence."""
        values = {
            "organisation_id": organisation, "case_id": evidence.case, "number": evidence.number,
            "instance": evidence.on, "kind": evidence.kind, "name": evidence.name, "media_type": evidence.media_type,
            "size": evidence.size, "sha256": evidence.sha256, "url": evidence.url,
            "captured_at": maybe(evidence.captured_at), "added_at": moment(evidence.added_at),
            "added_by": evidence.added_by, "quarantined": evidence.quarantined,
        }  # fmt: skip
        self.connection.execute(insert(kept).values(values))

    def quarantine(self, organisation: str, case: str, number: int) -> None:
        """Mark evidence as not to be opened by anyone."""
        same = (kept.c.organisation_id == organisation, kept.c.case_id == case, kept.c.number == number)
        self.connection.execute(update(kept).where(*same).values(quarantined=True))
