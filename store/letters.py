"""Letters: drafts that are written over, and issued letters that never are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from engine.errors import BrokenRecord
from engine.identity import CaseId, OrganisationId
from engine.ports.records import DraftLetter, SealedLetter, Viewer
from engine.ports.search.found_pieces import IssuedText
from engine.record.values import SCHEDULER
from engine.search.pieces import TEXT
from store.cases import CasesReading
from store.connection.compression import packed_letter, unpacked
from store.connection.cursor import Named, Values, inserting, updating
from store.mapping import dump, moment, when
from store.search import piece_rows

KEY = ("organisation_id", "case_id", "number")
DRAFT_COLUMNS = (*KEY, "template", "template_hash", "blocks", "facts", "problems", "rendered_at")
LETTER_COLUMNS = (*KEY, "record", "sha256", "issued_at", "issued_by")
DELETE_DRAFT = "DELETE FROM letter_drafts WHERE organisation_id = ? AND case_id = ? AND number = ?"
DRAFTS = "SELECT number FROM letter_drafts WHERE organisation_id = ? AND case_id = ?"
INSERT_DRAFT = inserting("letter_drafts", DRAFT_COLUMNS)
INSERT_LETTER = inserting("letters", LETTER_COLUMNS)
RENDITION_COLUMNS = (*KEY, "name", "content")
INSERT_RENDITION = inserting("letter_renditions", RENDITION_COLUMNS)
TEXTS = (
    "SELECT letters.case_id, letters.number, letters.issued_at, letter_renditions.content FROM letters "
    "JOIN cases ON cases.organisation_id = letters.organisation_id AND cases.id = letters.case_id "
    "JOIN letter_renditions ON letter_renditions.organisation_id = letters.organisation_id "
    "AND letter_renditions.case_id = letters.case_id AND letter_renditions.number = letters.number "
    "AND letter_renditions.name = ? "
    "WHERE {condition} AND (letters.case_id, letters.number) IN (VALUES {named})"
)
ERASE_LETTER = updating("letters", ("record",), KEY)
ERASE_RENDITIONS = "DELETE FROM letter_renditions WHERE organisation_id = ? AND case_id = ? AND number = ?"


class LettersReading(CasesReading):
    """Reads of letters."""

    def draft(self, viewer: Viewer, case: CaseId, number: int) -> DraftLetter | None:
        """Give the rendered draft of a letter."""
        rows = self._of_case(viewer, case, "letter_drafts", number)
        if not rows:
            return None
        row = rows[0]
        blocks = unpacked(row["blocks"])
        return DraftLetter(
            case=row["case_id"],
            number=row["number"],
            template=row["template"],
            template_hash=row["template_hash"],
            blocks=blocks,
            facts=unpacked(row["facts"], blocks),
            problems=tuple(json.loads(row["problems"])),
            rendered_at=when(row["rendered_at"]),
        )

    def sealed(self, viewer: Viewer, case: CaseId, number: int) -> SealedLetter | None:
        """Give an issued letter."""
        rows = self._of_case(viewer, case, "letters", number)
        return sealed_letter(rows[0], self._of_case(viewer, case, "letter_renditions", number)) if rows else None

    def issued_texts(
        self, viewer: Viewer, letters: Collection[tuple[CaseId, int]]
    ) -> Mapping[tuple[CaseId, int], IssuedText]:
        """Give what issued letters say."""
        if not letters:
            return {}
        condition, values = self.visible(viewer)
        statement = TEXTS.format(condition=condition, named=", ".join("(?, ?)" for _ in letters))
        named = (each for letter in letters for each in letter)
        return {
            (case, number): IssuedText(text=bytes(content).decode(), issued_at=when(issued_at))
            for case, number, issued_at, content in self.cursor.fetch(statement, (TEXT, *values, *named))
        }


class LettersWriting(LettersReading):
    """Writes of letters."""

    def save_draft(self, organisation: OrganisationId, draft: DraftLetter) -> None:
        """Keep a rendered draft in place of an earlier one of the same letter."""
        key = (organisation, draft.case, draft.number)
        words = (packed_letter(draft.blocks), packed_letter(draft.facts, draft.blocks), dump(draft.problems))
        self.cursor.run(DELETE_DRAFT, key)
        self.cursor.run(INSERT_DRAFT, (*key, draft.template, draft.template_hash, *words, moment(draft.rendered_at)))
        self.journal.touch(organisation, "letter_drafts", draft.case, draft.number)
        if not self.journal.what:
            self.journal.tell(SCHEDULER, "letter drafted")

    def drop_drafts(self, organisation: OrganisationId, case: CaseId) -> None:
        """Let go of every draft of a case; what is sealed of it tells digests alone."""
        for (number,) in self.cursor.fetch(DRAFTS, (organisation, case)):
            self.cursor.run(DELETE_DRAFT, (organisation, case, number))
            self.journal.touch(organisation, "letter_drafts", case, number)

    def erase_letter(self, organisation: OrganisationId, case: CaseId, number: int) -> None:
        """Empty an issued letter: its digest stays, and when and by whom it was issued."""
        self.cursor.run(ERASE_LETTER, ("", organisation, case, number))
        self.cursor.run(ERASE_RENDITIONS, (organisation, case, number))
        piece_rows.drop_letter(self.cursor, organisation, case, number)

    def seal_letter(self, organisation: OrganisationId, letter: SealedLetter) -> None:
        """Keep an issued letter; a second one under the same number is a BrokenRecord."""
        try:
            self.cursor.run(INSERT_LETTER, letter_values(organisation, letter))
        except self.cursor.driver.IntegrityError as error:
            raise BrokenRecord(f"Letter {letter.number} was issued already; an issued letter never changes.") from error
        for values in rendition_values(organisation, letter):
            self.cursor.run(INSERT_RENDITION, values)


def sealed_letter(row: Named, parts: Iterable[Named]) -> SealedLetter:
    """Read an issued letter with its renditions."""
    return SealedLetter(
        case=row["case_id"],
        number=row["number"],
        record=row["record"],
        sha256=row["sha256"],
        issued_at=when(row["issued_at"]),
        issued_by=row["issued_by"],
        renditions={part["name"]: bytes(part["content"]) for part in parts},
    )


def letter_values(organisation: OrganisationId, letter: SealedLetter) -> Values:
    """Write an issued letter in the order of LETTER_COLUMNS."""
    sealed = (letter.record, letter.sha256, moment(letter.issued_at), letter.issued_by)
    return (organisation, letter.case, letter.number, *sealed)


def rendition_values(organisation: OrganisationId, letter: SealedLetter) -> Sequence[Values]:
    """Write the renditions of an issued letter in the order of RENDITION_COLUMNS."""
    key = (organisation, letter.case, letter.number)
    return [(*key, name, content) for name, content in letter.renditions.items()]
