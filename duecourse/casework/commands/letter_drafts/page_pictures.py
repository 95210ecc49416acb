"""The sheets of a draft as pictures, made by the same compiler as its PDF: as it is kept, or with what is typed."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.commands.letter_edits import demand_draft, rendered_as, tidy
from duecourse.casework.commands.letter_texts import letter_for, sheet_reference
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.services import Services
from engine.ports.letters.letterheads import Pictures, pictured
from engine.ports.letters.rendered_letters import LetterSheet, reads_large_print
from engine.wordings import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSheets:
    """A draft as it would be printed with a text that somebody types, before it is drawn.

    `faults` are what is wrong with that text: parts that have to stay are drawn where they are missing.
    """

    blocks: str
    sheet: LetterSheet
    pictures: Pictures
    faults: tuple[str, ...]


def draft_sheets(case: CaseReader, number: int, typed: str) -> DraftSheets:
    """Give a draft with a text in the place of its own. Raises NotFound, or Refused for a letter that is no draft."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    demand_draft(letter)
    written = rendered_as(whole, letter, None)
    put = rendered_as(whole, letter, Wording(written.body, tidy(typed)))
    title = whole.services.kind_of(letter.template).title
    return DraftSheets(
        blocks=put.blocks,
        sheet=LetterSheet(title, sheet_reference(whole.record, number), large=reads_large_print(put.facts)),
        pictures=whole.reading.pictures(whole.case.organisation, pictured(put.blocks)),
        faults=put.faults,
    )


def drawn(services: Services, found: DraftSheets) -> tuple[bytes, ...]:
    """Draw the sheets as PNG pictures, outside of any look."""
    return services.letters.page_images(found.blocks, found.sheet, services.clock.now(), found.pictures)
