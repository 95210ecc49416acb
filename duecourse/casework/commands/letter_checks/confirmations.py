"""What people do about words of a draft that a rule forbids: see each with where it stands, and confirm it."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.commands.letter_edits import works_on_letter
from duecourse.casework.commands.letter_reasons import CHANGED, stands_otherwise
from duecourse.casework.commands.letter_texts import LetterText, letter_for, letter_text
from duecourse.casework.commands.letter_words.standing_words import Confirmation, confirmations
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters import confirmed_words
from engine.errors import BadAnswers, NotFound
from engine.identity import CaseReference
from engine.ports.rules.rule_hits import RuleHit
from engine.reasons import Reason
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step

HIT, LONGEST = "hit", 2_000
"""What the hit is called that somebody confirms, and so many characters of a reason at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenWords:
    """Words of a draft that rules forbid: `open` may be confirmed, `barred` never, `confirmed` were."""

    letter: Letter
    open: tuple[RuleHit, ...] = ()
    barred: tuple[RuleHit, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()


def forbidden_words(case: CaseReader, read: LetterText) -> ForbiddenWords:
    """Say which words of a letter, as it was read, its rules forbid; nothing to those who do not work on it."""
    if not read.hits or not works_on_letter(case, read.letter.number):
        return ForbiddenWords(letter=read.letter)
    stay = confirmations(whole_of(case), read.letter, read.hits)
    known = {each.hit.text for each in stay}
    left = [each for each in read.hits if each.text not in known]
    return ForbiddenWords(
        letter=read.letter,
        open=tuple(each for each in left if each.may_stay),
        barred=tuple(each for each in left if not each.may_stay),
        confirmed=stay,
    )


def read_forbidden_words(case: CaseReader, number: int) -> ForbiddenWords:
    """Say the same of a letter by its number. Raises NotFound, also to those who do not work on it."""
    if not works_on_letter(case, number):
        raise NotFound(f"Case {case.view.case.reference} has no such letter, or none that you may read.")
    return forbidden_words(case, letter_text(case, number, "text"))


def confirm(
    services: Services, caller: Caller, reference: CaseReference, number: int, key: str, reason: str
) -> Written:
    """Confirm words of a draft that a rule forbids, with a reason that its approver reads.

    `key` names the hit with the passages that were read: where they say something else by now it is refused.
    Raises BadAnswers, Refused, NotFound or NotPermitted.
    """
    with looking(services, caller, reference, f"letter {number}") as case:
        found, revision = read_forbidden_words(case, number), whole_of(case).record.revision
    chosen = _chosen(found, key)
    if len(reason) > LONGEST:
        raise BadAnswers.of({"reason": f"Say it in at most {LONGEST} characters"})

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, reason, on=letter.on)
        if not isinstance(chosen, RuleHit):
            return Refusal((chosen,))
        if transaction.case.revision != revision:
            return Refusal((CHANGED,))
        return confirmed_words.confirm_words(
            transaction.policy, transaction.case, letter, chosen, change, transaction.world
        )

    return carry_out(services, caller, reference, f"confirm words of letter {number}", decide)


def _chosen(found: ForbiddenWords, key: str) -> RuleHit | Reason:
    """Give the hit that a key names, or why it is not confirmed."""
    letter = found.letter
    hit = next((each for each in found.open if each.key == key), None)
    if hit is not None and letter.status == "draft":
        return hit
    if letter.status != "draft":
        return stands_otherwise(letter, f"This letter is {letter.status}: its words are what they are.")
    barred = next((each for each in found.barred if each.key == key), None)
    if barred is not None:
        says = f"{barred.says} No reason lets these words stand."
        return stands_otherwise(letter, says, "Change the wording, or what is wrong in the case.")
    if any(each.hit.key == key for each in found.confirmed):
        return stands_otherwise(letter, "These words were confirmed already.")
    says = "The letter does not say these words any more, or says them elsewhere too."
    return stands_otherwise(letter, says, "Read it again, then confirm what is left.")
