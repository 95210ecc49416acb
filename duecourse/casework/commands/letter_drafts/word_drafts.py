"""A draft taken away as a Word file, and the text of such a file brought back to be looked at and saved as an edit."""

from __future__ import annotations

from hashlib import sha256

from duecourse.casework.administration.paper.word_letterheads import letterhead_file
from duecourse.casework.commands.letter_edits import demand_draft, rendered_as, tidy
from duecourse.casework.commands.letter_texts import PrintedLetter, letter_for, sheet_reference, wording_kept
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference
from engine.ports.letters.rendered_letters import LetterSheet
from engine.ports.letters.word_texts import WordText

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDING = ".docx"


def word_draft(services: Services, caller: Caller, reference: CaseReference, typed: str) -> PrintedLetter:
    """Give a draft, named by its code or number, as a Word file under a name that says nothing about anybody.

    Raises NotFound, or Refused for a letter that is no draft: an issued one is its PDF.
    """
    with looking(services, caller, reference, f"letter {typed}", given=True) as case:
        whole, number = whole_of(case), case.letter_named(typed)
        letter = letter_for(services, whole.policy, whole.case, number, caller)
        demand_draft(letter)
        kept = wording_kept(whole.reading, caller.viewer, whole.record, letter)
        blocks = rendered_as(whole, letter, kept).blocks
        paper = letterhead_file(whole.reading, whole.organisation.id, whole.record.school)
    sheet = LetterSheet(services.kind_of(letter.template).title, sheet_reference(whole.record, number))
    content = services.letters.word_file(blocks, sheet, services.clock.now(), paper)
    return PrintedLetter(f"{sheet.reference.replace('/', '-letter-')}-draft{ENDING}", content)


def word_text(services: Services, caller: Caller, reference: CaseReference, typed: str, content: bytes) -> WordText:
    """Read a Word file on top of a draft, named by its code or number; nothing is saved.

    Raises BadInput for a file that cannot be taken, in a sentence; NotFound or Refused.
    """
    with looking(services, caller, reference, f"letter {typed}") as case:
        whole, number = whole_of(case), case.letter_named(typed)
        letter = letter_for(services, whole.policy, whole.case, number, caller)
        demand_draft(letter)
        blocks = rendered_as(whole, letter, None).blocks
    return services.letters.read_word(content, blocks)


def brought_back(content: bytes, text: str) -> str:
    """Say by which SHA-256 a Word file that was brought back is known, and the text that was taken from it."""
    taken = sha256(tidy(text).encode()).hexdigest()
    return f"file {sha256(content).hexdigest()}, text taken from it {taken}"
