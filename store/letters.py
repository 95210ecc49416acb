"""Letters: drafts that are written over, and issued letters that never are; and what is known of evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from engine.errors import BrokenRecord
from engine.records import DraftLetter, EvidenceFile, SealedLetter, Viewer
from store import mapping
from store.cases import CasesReading
from store.mapping import dump, maybe, moment, when
from store.tables import table

drafts, letters, renditions, evidence = (
    table("letter_drafts"), table("letters"), table("letter_renditions"), table("evidence"),
)  # fmt: skip


class LettersReading(CasesReading):
    """Reads of letters and evidence."""

    def draft(self, viewer: Viewer, case: str, number: int) -> DraftLetter | None:
        """Give the rendered draft of a letter."""
        row = next((row for row in self._of_case(viewer, case, "letter_drafts") if row.number == number), None)
        if row is None:
            return None
        return DraftLetter(
            row.case_id, row.number, row.template, row.template_hash, row.blocks, row.facts,
            tuple(json.loads(row.problems)), when(row.rendered_at),
        )  # fmt: skip

    def sealed(self, viewer: Viewer, case: str, number: int) -> SealedLetter | None:
        """Give an issued letter."""
        row = next((row for row in self._of_case(viewer, case, "letters") if row.number == number), None)
        if row is None:
            return None
        parts = self._of_case(viewer, case, "letter_renditions")
        found = {part.name: bytes(part.content) for part in parts if part.number == number}
        return SealedLetter(row.case_id, row.number, row.record, row.sha256, when(row.issued_at), row.issued_by, found)

    def evidence(self, viewer: Viewer, case: str) -> Sequence[EvidenceFile]:
        """List what is kept of the evidence of a case, in order."""
        rows = sorted(self._of_case(viewer, case, "evidence"), key=lambda row: int(row.number))
        return [mapping.evidence(row) for row in rows]


class LettersWriting(LettersReading):
    """Writes of letters and evidence."""

    def save_draft(self, organisation: str, draft: DraftLetter) -> None:
        """Keep a rendered draft in place of an earlier one of the same letter."""
        same = (
            drafts.c.organisation_id == organisation, drafts.c.case_id == draft.case, drafts.c.number == draft.number,
        )  # fmt: skip
        self.connection.execute(delete(drafts).where(*same))
        values = {
            "organisation_id": organisation, "case_id": draft.case, "number": draft.number,
            "template": draft.template, "template_hash": draft.template_hash, "blocks": draft.blocks,
            "facts": draft.facts, "problems": dump(draft.problems), "rendered_at": moment(draft.rendered_at),
        }  # fmt: skip
        self.connection.execute(insert(drafts).values(values))

    def seal_letter(self, organisation: str, letter: SealedLetter) -> None:
        """Keep an issued letter; a second one under the same number is a BrokenRecord."""
        key = {"organisation_id": organisation, "case_id": letter.case, "number": letter.number}
        values = {
            **key, "record": letter.record, "sha256": letter.sha256, "issued_at": moment(letter.issued_at),
            "issued_by": letter.issued_by,
        }  # fmt: skip
        try:
            self.connection.execute(insert(letters).values(values))
        except IntegrityError as error:
            raise BrokenRecord(f"Letter {letter.number} was issued already; an issued letter never changes.") from error
        for name, content in letter.renditions.items():
            self.connection.execute(insert(renditions).values(**key, name=name, content=content))

    def add_evidence(self, organisation: str, evidence_file: EvidenceFile) -> None:
        """Keep what is known of a piece of evidence."""
        row = evidence_file
        values = {
            "organisation_id": organisation, "case_id": row.case, "number": row.number, "instance": row.on,
            "kind": row.kind, "name": row.name, "media_type": row.media_type, "size": row.size,
            "sha256": row.sha256, "url": row.url, "captured_at": maybe(row.captured_at),
            "added_at": moment(row.added_at), "added_by": row.added_by, "quarantined": row.quarantined,
        }  # fmt: skip
        self.connection.execute(insert(evidence).values(values))

    def quarantine(self, organisation: str, case: str, number: int) -> None:
        """Mark evidence as not to be opened by anyone."""
        same = (
            evidence.c.organisation_id == organisation, evidence.c.case_id == case, evidence.c.number == number,
        )  # fmt: skip
        self.connection.execute(update(evidence).where(*same).values(quarantined=True))
