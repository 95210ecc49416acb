"""What is known of evidence; its bytes stand in the file store under their digest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from engine.ports.records import EvidenceFile, Viewer
from engine.record.case import Case
from engine.record.chain import decode_case
from store import mapping
from store.cases import CasesReading
from store.mapping import maybe, moment
from store.tables import table
from store.visibility import cases

kept, words = table("evidence"), table("words")
FLAGGED = '"flagged":true'
"""How a stored case says that one of its addresses is flagged; what is not flagged says nothing of it."""


class EvidenceReading(CasesReading):
    """Reads of evidence."""

    def evidence(self, viewer: Viewer, case: str) -> Sequence[EvidenceFile]:
        """List what is kept of the evidence of a case, in order."""
        rows = sorted(self._of_case(viewer, case, "evidence"), key=lambda row: int(row.number))
        return [mapping.evidence(row) for row in rows]

    def names_file(self, sha256: str) -> bool:
        """Say whether any evidence, of whatever trust, is kept under this digest."""
        return (
            self.connection.execute(select(kept.c.number).where(kept.c.sha256 == sha256).limit(1)).first() is not None
        )

    def cases_with_file(self, organisation: str, sha256: str) -> Sequence[Case]:
        """List the cases of an organisation that keep evidence under this digest."""
        query = (
            select(cases.c.snapshot)
            .distinct()
            .join(kept, (kept.c.case_id == cases.c.id) & (kept.c.organisation_id == cases.c.organisation_id))
            .where(cases.c.organisation_id == organisation, kept.c.sha256 == sha256)
        )
        return [decode_case(row.snapshot) for row in self.rows(query)]

    def flagged_addresses(self, organisation: str) -> Sequence[str]:
        """List the addresses that any case of an organisation holds for possible indecent images of children."""
        query = select(cases.c.snapshot).where(
            cases.c.organisation_id == organisation, cases.c.snapshot.contains(FLAGGED, autoescape=True)
        )
        return [
            text
            for case in (decode_case(row.snapshot) for row in self.rows(query))
            for number, address in case.addresses.items()
            if address.flagged and (text := self._address(case, number, address.event))
        ]

    def _address(self, case: Case, number: str, event: int) -> str | None:
        same = {"organisation_id": case.organisation, "case_id": case.id, "sequence": event}
        where = (words.c[name] == value for name, value in same.items())
        query = select(words.c.text).where(*where, words.c.key == f"address/{number}.url")
        return self.connection.execute(query).scalar()


class EvidenceWriting(EvidenceReading):
    """Writes of evidence."""

    def add_evidence(self, organisation: str, evidence: EvidenceFile) -> None:
        """Keep what is known of a piece of evidence."""
        values = {
            "organisation_id": organisation,
            "case_id": evidence.case,
            "number": evidence.number,
            "instance": evidence.on,
            "kind": evidence.kind,
            "name": evidence.name,
            "media_type": evidence.media_type,
            "size": evidence.size,
            "sha256": evidence.sha256,
            "url": evidence.url,
            "captured_at": maybe(evidence.captured_at),
            "added_at": moment(evidence.added_at),
            "added_by": evidence.added_by,
            "quarantined": evidence.quarantined,
        }
        self.connection.execute(insert(kept).values(values))

    def quarantine(self, organisation: str, case: str, number: int) -> None:
        """Mark evidence as not to be opened by anyone."""
        same = (kept.c.organisation_id == organisation, kept.c.case_id == case, kept.c.number == number)
        self.connection.execute(update(kept).where(*same).values(quarantined=True))
