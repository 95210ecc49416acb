"""The letters of a list as one PDF to print: each as it was sealed, for an envelope with a window of its own."""

from __future__ import annotations

from enum import StrEnum

from duecourse.casework.commands.letter_mail.outgoing_letter import stored
from duecourse.casework.commands.letter_sets.set_dispatch import LetterSet, SetLine, letter_set
from duecourse.casework.commands.letter_texts import PDF, PrintedLetter, sheet_reference
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import CaseReference


class PrintRun(StrEnum):
    """Which letters of a list are printed: all, those still to go, or those of them that have no e-mail address."""

    ALL = "all"
    TO_GO = "to-go"
    BY_POST = "post"


def print_set(
    services: Services, caller: Caller, reference: CaseReference, typed: str | int, which: PrintRun
) -> PrintedLetter:
    """Give letters of a list as one PDF; nothing of one stands on the back of another. Raises NotFound."""
    with looking(services, caller, reference, f"letters of list {typed}", given=True) as case:
        whole, number = whole_of(case), case.letter_named(str(typed))
        found = letter_set(case, number)
        letters = [line.letter for line in found.lines if line.letter is not None and _is_wanted(line, which)]
        sealed = [stored(whole.reading, whole.record, each) for each in letters]
        sheet = sheet_reference(whole.record, number)
    pdfs = [each.renditions[PDF] for each in sealed if each is not None and PDF in each.renditions]
    if not pdfs:
        raise NotFound(_none(found))
    name = f"{sheet.replace('/', '-letter-')}-{which}.pdf"
    return PrintedLetter(name, services.letters.print_run(pdfs, services.clock.now()))


def _is_wanted(line: SetLine, which: PrintRun) -> bool:
    if which is PrintRun.ALL:
        return True
    return line.may_go and (which is PrintRun.TO_GO or not line.by_mail)


def _none(found: LetterSet) -> str:
    if found.letter.status == "draft":
        return "Letters are printed once they are issued: until then nobody has one of their own."
    return "No letter of this list is left that is printed so."
