"""Letters: drafts that are written over, and issued letters that never are."""

from __future__ import annotations

import json

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from engine.errors import BrokenRecord
from engine.ports.records import DraftLetter, SealedLetter, Viewer
from store.cases import CasesReading
from store.mapping import dump, moment, when
from store.tables import table

drafts, letters, renditions = table("letter_drafts"), table("letters"), table("letter_renditions")


class LettersReading(CasesReading):
    """Reads of letters."""

    def draft(self, viewer: Viewer, case: str, number: int) -> DraftLetter | None:
        """Give the rendered draft of a letter."""
        rows = self._of_case(viewer, case, "letter_drafts", drafts.c.number == number)
        if not rows:
            return None
        row = rows[0]
        return DraftLetter(
            case=row.case_id,
            number=row.number,
            template=row.template,
            template_hash=row.template_hash,
            blocks=row.blocks,
            facts=row.facts,
            problems=tuple(json.loads(row.problems)),
            rendered_at=when(row.rendered_at),
        )

    def sealed(self, viewer: Viewer, case: str, number: int) -> SealedLetter | None:
        """Give an issued letter."""
        rows = self._of_case(viewer, case, "letters", letters.c.number == number)
        if not rows:
            return None
        row = rows[0]
        parts = self._of_case(viewer, case, "letter_renditions", renditions.c.number == number)
        found = {part.name: bytes(part.content) for part in parts}
        return SealedLetter(
            case=row.case_id,
            number=row.number,
            record=row.record,
            sha256=row.sha256,
            issued_at=when(row.issued_at),
            issued_by=row.issued_by,
            renditions=found,
        )


class LettersWriting(LettersReading):
    """Writes of letters."""

    def save_draft(self, organisation: str, draft: DraftLetter) -> None:
        """Keep a rendered draft in place of an earlier one of the same letter."""
        same = (
            drafts.c.organisation_id == organisation,
            drafts.c.case_id == draft.case,
            drafts.c.number == draft.number,
        )
        self.connection.execute(delete(drafts).where(*same))
        values = {
            "organisation_id": organisation,
            "case_id": draft.case,
            "number": draft.number,
            "template": draft.template,
            "template_hash": draft.template_hash,
            "blocks": draft.blocks,
            "facts": draft.facts,
            "problems": dump(draft.problems),
            "rendered_at": moment(draft.rendered_at),
        }
        self.connection.execute(insert(drafts).values(values))

    def seal_letter(self, organisation: str, letter: SealedLetter) -> None:
        """Keep an issued letter; a second one under the same number is a BrokenRecord."""
        key = {"organisation_id": organisation, "case_id": letter.case, "number": letter.number}
        values = {
            **key,
            "record": letter.record,
            "sha256": letter.sha256,
            "issued_at": moment(letter.issued_at),
            "issued_by": letter.issued_by,
        }
        try:
            self.connection.execute(insert(letters).values(values))
        except IntegrityError as error:
            raise BrokenRecord(f"Letter {letter.number} was issued already; an issued letter never changes.") from error
        for name, content in letter.renditions.items():
            self.connection.execute(insert(renditions).values(**key, name=name, content=content))
