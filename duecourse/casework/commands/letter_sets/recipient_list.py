"""The people on the list of a letter: who they are, put on it, put right and taken off while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecourse.casework.commands.letter_lists.listed_letters import ListedPerson, has_list, listed_of
from duecourse.casework.commands.letter_lists.unfit_rows import IS_A_PUPIL, is_called_as, pupils_of
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_sets.recipient_rows import MOST_TOLD, BadRow, ReadRows, checked, read_rows
from duecourse.casework.commands.letter_texts import letter_for, letter_of
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters.letters_to_each import put_on_list, take_off_list, why_not_listed
from engine.errors import BadAnswers, BadInput, NotFound
from engine.identity import CaseReference
from engine.people.visibility import works_on
from engine.record.papers.listed_recipients import RecipientWords, last_row
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step


def people_of(whole: WholeCase, letter: Letter) -> Sequence[ListedPerson]:
    """List the people of a letter, for those alone who work on what it belongs to."""
    instance = whole.case.tracks.get(letter.on)
    if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
        return ()
    return listed_of(whole.words, letter)


def listed_letter(case: CaseReader, number: int) -> tuple[Letter, Sequence[ListedPerson]]:
    """Give a letter with the people on its list, to those who work on it. Raises NotFound, also for one without."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    instance = whole.case.tracks.get(letter.on)
    works = instance is not None and works_on(whole.policy, whole.case, instance, whole.person)
    if not works or not has_list(whole.services, whole.record, letter):
        raise NotFound(f"Case {whole.case.reference} has no such list of people, or none that you may read.")
    return letter, people_of(whole, letter)


def look_at_rows(case: CaseReader, number: int, text: str) -> ReadRows:
    """Read rows for the list of a letter and keep nothing. Raises NotFound, Refused or BadInput."""
    _, people = listed_letter(case, number)
    whole = whole_of(case)
    return read_rows(text, [each.words for each in people if each.words], pupils_of(whole.reading, whole.record))


def add_people(services: Services, caller: Caller, reference: CaseReference, number: int, text: str) -> Written:
    """Put rows on the list of a draft: all of them or, where one is bad, none; who stands on it stays as they are.

    Raises BadAnswers, at `people`, with the bad rows; Refused, NotFound or NotPermitted.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _draft(services, transaction, caller, number)
        if isinstance(letter, Refusal):
            return letter
        words = _words(transaction, caller)
        known, pupils = listed_of(words, letter), pupils_of(transaction.writing, transaction.case)
        read = read_rows(text, [each.words for each in known if each.words], pupils)
        if read.faults:
            raise BadAnswers.of({"people": said(read.faults)})
        if not read.rows:
            says = "Everybody in these rows stands on the list already" if read.doubles else "There is no row in it"
            raise BadAnswers.of({"people": says})
        after = last_row(words)
        rows = {after + place: row.words for place, row in enumerate(read.rows, 1)}
        change = managed(transaction, caller, on=letter.on)
        return put_on_list(transaction.policy, transaction.case, letter, rows, change, transaction.world)

    return carry_out(services, caller, reference, f"list of letter {number}", decide)


def said(faults: Sequence[BadRow]) -> str:
    """Say bad rows in one text, and how many more there are than are told."""
    told = [f"Line {each.line}: {each.says}" for each in faults[:MOST_TOLD]]
    if len(faults) > MOST_TOLD:
        told.append(f"And {len(faults) - MOST_TOLD} more")
    return ". ".join(told)


def put_person_right(
    services: Services, caller: Caller, reference: CaseReference, number: int, row: int, words: RecipientWords
) -> Written:
    """Put somebody on the list of a draft right. Raises BadAnswers, Refused, NotFound or NotPermitted."""
    try:
        mended = checked(words)
    except BadInput as bad:
        raise BadAnswers.of({"person": f"{str(bad)[:1].upper()}{str(bad)[1:]}"}) from bad

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _draft(services, transaction, caller, number)
        if isinstance(letter, Refusal):
            return letter
        others = [each for each in listed_of(_words(transaction, caller), letter) if each.number != row]
        if len(others) == len(letter.recipients):
            raise NotFound("There is no such row on the list of this letter.")
        if is_called_as(mended, pupils_of(transaction.writing, transaction.case)):
            raise BadAnswers.of({"person": f"{IS_A_PUPIL[:1].upper()}{IS_A_PUPIL[1:]}"})
        if any(each.words and each.words.same == mended.same for each in others):
            raise BadAnswers.of({"person": "This person stands on the list already, in another row"})
        change = managed(transaction, caller, on=letter.on)
        return put_on_list(transaction.policy, transaction.case, letter, {row: mended}, change, transaction.world)

    return carry_out(services, caller, reference, f"list of letter {number}", decide)


def remove_people(
    services: Services, caller: Caller, reference: CaseReference, number: int, rows: Sequence[int]
) -> Written:
    """Take people off the list of a draft. Raises Refused, NotFound or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _draft(services, transaction, caller, number)
        if isinstance(letter, Refusal):
            return letter
        if not {*rows} <= {each.number for each in letter.recipients} or not rows:
            raise NotFound("There is no such row on the list of this letter.")
        change = managed(transaction, caller, on=letter.on)
        return take_off_list(transaction.policy, transaction.case, letter, rows, change, transaction.world)

    return carry_out(services, caller, reference, f"list of letter {number}", decide)


def _draft(services: Services, transaction: Transaction, caller: Caller, number: int) -> Letter | Refusal:
    """Find a draft that has a list, for somebody who works on it, or say why nobody is put on it."""
    letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
    managed(transaction, caller, on=letter.on)
    current = letter_of(transaction.case, letter.number)
    reasons = why_not_listed(current)
    if reasons:
        return Refusal(reasons)
    if not has_list(services, transaction.case, current):
        return Refusal((stands_otherwise(current, "This letter goes to one person or body, and has no list."),))
    return current


def _words(transaction: Transaction, caller: Caller) -> Mapping[tuple[int, str], str | None]:
    return transaction.writing.words(caller.viewer, transaction.case.id)
