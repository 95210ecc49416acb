"""What is known of evidence; its bytes stand in the file store under their digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import CaseId, OrganisationId, PersonId, WordsKey
from engine.ports.records import EvidenceFile, Viewer
from engine.record.case import Case
from store import mapping
from store.cases import CasesReading
from store.connection.cursor import Values, inserting, updating
from store.mapping import maybe, moment

EVIDENCE_COLUMNS = (
    "organisation_id",
    "case_id",
    "number",
    "instance",
    "kind",
    "name",
    "media_type",
    "size",
    "sha256",
    "url",
    "captured_at",
    "added_at",
    "added_by",
    "quarantined",
)
INSERT_EVIDENCE = inserting("evidence", EVIDENCE_COLUMNS)
QUARANTINE = updating("evidence", ("quarantined",), EVIDENCE_COLUMNS[:3])
ERASED_FIELDS = ("name", "url")
"""What a row of evidence repeats of the words of its event."""
NAMES_FILE = "SELECT number FROM evidence WHERE sha256 = ? LIMIT 1"
BYTES_ADDED = "SELECT COALESCE(SUM(size), 0) FROM evidence WHERE organisation_id = ? AND added_by = ? AND added_at >= ?"
CASES_WITH_FILE = (
    "SELECT DISTINCT cases.id, cases.snapshot FROM cases "
    "JOIN evidence ON evidence.case_id = cases.id AND evidence.organisation_id = cases.organisation_id "
    "WHERE cases.organisation_id = ? AND evidence.sha256 = ?"
)
FLAGGED_CASES = "SELECT id, snapshot FROM cases WHERE organisation_id = ? AND flagged = 1"
WORDS = "SELECT text FROM words WHERE organisation_id = ? AND case_id = ? AND sequence = ? AND key = ?"


class EvidenceReading(CasesReading):
    """Reads of evidence."""

    def evidence(self, viewer: Viewer, case: CaseId) -> Sequence[EvidenceFile]:
        """List what is kept of the evidence of a case, in order."""
        rows = sorted(self._of_case(viewer, case, "evidence"), key=lambda row: int(row["number"]))
        return [mapping.evidence(row) for row in rows]

    def names_file(self, sha256: str) -> bool:
        """Say whether any evidence, of whatever trust, is kept under this digest."""
        return self.cursor.fetch_one(NAMES_FILE, (sha256,)) is not None

    def bytes_added(self, organisation: OrganisationId, person: PersonId, since: datetime) -> int:
        """Count the bytes of evidence that somebody has handed in since a moment."""
        row = self.cursor.fetch_one(BYTES_ADDED, (organisation, person, moment(since)))
        return int(row[0]) if row else 0

    def cases_with_file(self, organisation: OrganisationId, sha256: str) -> Sequence[Case]:
        """List the cases of an organisation that keep evidence under this digest."""
        return [self.case_of(*row) for row in self.cursor.fetch(CASES_WITH_FILE, (organisation, sha256))]

    def flagged_addresses(self, organisation: OrganisationId) -> Sequence[str]:
        """List the addresses that any case of an organisation holds for possible indecent images of children."""
        return [
            text
            for row in self.cursor.fetch(FLAGGED_CASES, (organisation,))
            for case in (self.case_of(*row),)
            for number, address in case.addresses.items()
            if address.flagged and (text := self._address(case, number, address.event))
        ]

    def _address(self, case: Case, number: str, event: int) -> str | None:
        row = self.cursor.fetch_one(WORDS, (case.organisation, case.id, event, WordsKey.of_address(number)))
        return row[0] if row else None


class EvidenceWriting(EvidenceReading):
    """Writes of evidence."""

    def add_evidence(self, organisation: OrganisationId, evidence: EvidenceFile) -> None:
        """Keep what is known of a piece of evidence."""
        self.cursor.run(INSERT_EVIDENCE, evidence_values(organisation, evidence))

    def erase_said(self, organisation: OrganisationId, case: CaseId, words: WordsKey) -> None:
        """Empty what the row of a piece of evidence repeats of some words."""
        if words.evidence_number and words.name in ERASED_FIELDS:
            key = (organisation, case, int(words.evidence_number))
            self.cursor.run(updating("evidence", (words.name,), EVIDENCE_COLUMNS[:3]), ("", *key))

    def quarantine(self, organisation: OrganisationId, case: CaseId, number: int) -> None:
        """Mark evidence as not to be opened by anyone."""
        self.cursor.run(QUARANTINE, (True, organisation, case, number))


def evidence_values(organisation: OrganisationId, evidence: EvidenceFile) -> Values:
    """Write what is known of a piece of evidence in the order of EVIDENCE_COLUMNS."""
    return (
        organisation,
        evidence.case,
        evidence.number,
        evidence.on,
        evidence.kind,
        evidence.name,
        evidence.media_type,
        evidence.size,
        evidence.sha256,
        evidence.url,
        maybe(evidence.captured_at),
        moment(evidence.added_at),
        evidence.added_by,
        evidence.quarantined,
    )
