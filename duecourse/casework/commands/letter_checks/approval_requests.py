"""What people do so that a letter is approved: ask a second person, approve it, or send it back with a reason."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.commands.letter_checks.approval_state import (
    approvers,
    authors_of,
    nobody_else,
)
from duecourse.casework.commands.letter_reasons import CHANGED, content_of, stands_otherwise, why_not_issue
from duecourse.casework.commands.letter_texts import letter_for, write_draft
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters import approvals
from engine.errors import Refused
from engine.identity import CaseReference
from engine.people.presence import in_force
from engine.ports.records import DraftLetter
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.chain import Entry
from engine.record.papers.letter_parts import Approval
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step

OUTDATED = Reason(
    code=ReasonCode.LETTER_OUTDATED,
    source=ReasonSource(SourceKind.LETTER),
    says="The letter says something else than when you read it.",
    unlocks="Read it again, then decide.",
)


def ask_approval(
    services: Services, caller: Caller, reference: CaseReference, number: int, message: str = ""
) -> Written:
    """Ask a second person to approve a draft as it is now; those who may are told, without a word of the letter.

    Raises Refused, also where nobody else may approve it; NotFound or NotPermitted.
    """
    fresh = _fresh(services, caller, reference, number)

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _draft(services, transaction, caller, number, fresh)
        change = managed(transaction, caller, message, on=letter.on)
        content = content_of(fresh[1], letter)
        if letter.waits_for_approval and letter.approval and letter.approval.content == content:
            return Refusal((stands_otherwise(letter, "A second person has been asked already."),))
        case = present_in(transaction)
        tell = approvers(transaction.policy, case, letter, _entries(transaction, caller), caller.viewer.person)
        if not tell:
            return Refusal((nobody_else(transaction.policy, letter),))
        return approvals.ask_approval(
            transaction.policy, transaction.case, letter, content, change, transaction.world, tell=tell
        )

    return carry_out(services, caller, reference, f"ask approval of letter {number}", decide)


def approve(services: Services, caller: Caller, reference: CaseReference, number: int, content: str = "") -> Written:
    """Approve a draft that somebody asked about; `content` stands for what was read, where the caller says it.

    Raises Refused for its authors and where it says something else by now; NotFound or NotPermitted.
    """
    fresh = _fresh(services, caller, reference, number)

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _draft(services, transaction, caller, number, fresh)
        change = managed(transaction, caller, on=letter.on)
        asked = _asked(transaction, caller, letter)
        if isinstance(asked, Refusal):
            return asked
        now = replace(asked, content=content_of(fresh[1], letter))
        if content not in ("", now.content):
            return Refusal((OUTDATED,))
        return approvals.approve(transaction.policy, transaction.case, letter, now, change, transaction.world)

    return carry_out(services, caller, reference, f"approve letter {number}", decide)


def send_back(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str) -> Written:
    """Send a draft back to who asked, with a reason. Raises Refused, NotFound or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, reason, on=letter.on)
        asked = _asked(transaction, caller, letter)
        if isinstance(asked, Refusal):
            return asked
        return approvals.send_back(transaction.policy, transaction.case, letter, asked, change, transaction.world)

    return carry_out(services, caller, reference, f"send back letter {number}", decide)


def _fresh(services: Services, caller: Caller, reference: CaseReference, number: int) -> tuple[int, DraftLetter]:
    """Write a draft as it is now, with the revision of its case. Raises Refused where it cannot be issued as it is."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        here = services.staffing_of(reading, case, services.clock.now())
        letter = letter_for(services, policy, in_force(policy, case, here), number, caller)
        if letter.status != "draft":
            raise Refused((stands_otherwise(letter, f"This letter is {letter.status}: it needs no approval."),))
        fresh = write_draft(services, reading, caller.viewer, case, letter)
    problems = why_not_issue(letter, None, fresh)
    if problems:
        raise Refused(problems)
    return case.revision, fresh


def _draft(
    services: Services, transaction: Transaction, caller: Caller, number: int, fresh: tuple[int, DraftLetter]
) -> Letter:
    letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
    if transaction.case.revision != fresh[0]:
        raise Refused((CHANGED,))
    return letter


def _asked(transaction: Transaction, caller: Caller, letter: Letter) -> Approval | Refusal:
    """Give what the person was asked about a letter, or why they do not decide about it."""
    asked = letter.approval
    if asked is None or not letter.waits_for_approval:
        says = "Nobody has been asked to approve this letter."
        return Refusal((stands_otherwise(letter, says, "Its author asks for approval first."),))
    if caller.viewer.person in authors_of(_entries(transaction, caller), letter):
        return Refusal((_NOT_THE_AUTHOR,))
    return asked


def _entries(transaction: Transaction, caller: Caller) -> tuple[Entry, ...]:
    return tuple(transaction.writing.entries(caller.viewer, transaction.case.id))


_NOT_THE_AUTHOR = Reason(
    code=ReasonCode.SECOND_PERSON,
    source=ReasonSource(SourceKind.SECOND_PERSON),
    says="The person who drafted this letter, edited it or asked for its approval does not approve it.",
    unlocks="Somebody else who works on this part of the case can.",
)
