"""The life of a letter: drafted, read, issued, and dispatched with proof; issued words never change again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from duecourse.casework.commands.letter_checks.approval_state import (
    IN_DANGER,
    approver_of,
    told_afterwards,
    why_not_approved,
)
from duecourse.casework.commands.letter_checks.enclosed_things import why_not_enclosed
from duecourse.casework.commands.letter_checks.set_issue import SealedSet, seal_set, writer_of
from duecourse.casework.commands.letter_lists.set_steps import EACH_BY_ITSELF, SOME_ARE_OUT, copies_gone
from duecourse.casework.commands.letter_reasons import (
    CHANGED,
    leads_to_an_image,
    stands_otherwise,
    why_not_dispatch,
    why_not_issue,
)
from duecourse.casework.commands.letter_texts import (
    asked_by,
    letter_for,
    letter_of,
    pictures_of,
    sheet_reference,
    write_draft,
)
from duecourse.casework.context.attendance import present, present_in
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from duecourse.casework.context.time_checks import sending_refused, sent_too_late
from engine.changes import contents
from engine.changes.change import unexplained
from engine.changes.letters.letters_to_each import copies_withdrawn
from engine.errors import BadAnswers, Refused
from engine.identity import CaseReference
from engine.people.visibility import seen_case
from engine.ports.letters.dispatch_ways import said, wrong_proof
from engine.ports.records import DraftLetter, SealedLetter
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.erasures import ErasedPlace
from engine.record.values import Letter
from engine.steps.image_gate import SHUT
from engine.steps.permissions import Request
from engine.steps.sets.letter_sets import copies_of, waits_for_others
from engine.steps.take import act
from engine.steps.transition import Refusal, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadDraft:
    """A draft as it is to be issued: the case, the letter, what it says, and the letters of the people on its list."""

    case: Case
    letter: Letter
    fresh: DraftLetter
    each: SealedSet


def _as_read(services: Services, caller: Caller, reference: CaseReference, number: int) -> _ReadDraft:
    """Write a draft as it is issued. Raises Refused with what stands in the way, or NotFound."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        seen = reading.draft(caller.viewer, case.id, number)
        policy = services.policy_of(reading, case)
        letter = letter_for(services, policy, present(services, reading, policy, case), number, caller)
        if letter.status != "draft":
            raise Refused((stands_otherwise(letter, f"This letter is {letter.status} and cannot be issued."),))
        fresh = write_draft(services, reading, caller.viewer, case, letter)
        unread = why_not_approved(services, reading, policy, case, letter, fresh)
        problems = (*why_not_issue(letter, seen, fresh), *unread)
        if problems:
            raise Refused(problems)
        each = SealedSet()
        if letter.recipients:
            each = seal_set(writer_of(services, caller, reading, case, letter, fresh))
    return _ReadDraft(case=case, letter=letter, fresh=fresh, each=each)


def issue(services: Services, caller: Caller, reference: CaseReference, number: int) -> Written:
    """Seal a letter as it was read, with that of each of the people on its list: what is missing, or has changed since,
    stops it with a sentence.

    Raises Refused, NotFound or NotPermitted.
    """
    read = _as_read(services, caller, reference, number)
    fresh, each = read.fresh, read.each

    def decide(transaction: Transaction) -> Step | Refusal:
        current = letter_of(transaction.case, number)
        change = managed(transaction, caller, on=current.on)
        told = told_afterwards(services, transaction, caller, current, fresh)
        change = replace(change, reason=IN_DANGER) if told else change
        gone = why_not_enclosed(services, transaction.writing, transaction.case, current)
        if gone:
            return Refusal(gone)
        if leads_to_an_image(services, transaction.case, current):
            return Refusal((replace(SHUT, says=f"{SHUT.says} Nobody is written to about it."),))
        if transaction.case.revision != read.case.revision:
            return Refusal((CHANGED,))
        sealed = _sealed(services, caller, transaction, current, fresh)
        for one in (sealed, *each.sealed):
            transaction.writing.seal_letter(transaction.case.organisation, one)
        asked = asked_by(services.kind_of(current.template), fresh, transaction.world.calendar)
        issued = replace(current, status="issued", sha256=sealed.sha256, issued_at=sealed.issued_at)
        # an answer is awaited of each of the people, and not of the list
        beside = tuple(replace(one, reply_by=asked) for one in each.letters)
        return contents.change_letter(
            transaction.policy,
            transaction.case,
            issued if beside else replace(issued, reply_by=asked),
            change,
            transaction.world,
            tell=told,
            beside=beside,
        )

    return carry_out(services, caller, reference, f"issue letter {number}", decide)


def _sealed(
    services: Services, caller: Caller, transaction: Transaction, letter: Letter, fresh: DraftLetter
) -> SealedLetter:
    """Seal a draft as it was read, with who approved it and what goes with it."""
    return services.letters.seal(
        fresh,
        caller.viewer.person,
        transaction.world.at,
        sheet_reference(transaction.case, letter.number),
        approved_by=approver_of(letter, fresh),
        enclosures=tuple(each.sha256 for each in letter.enclosures),
        pictures=pictures_of(transaction.writing, transaction.case, fresh),
    )


def dispatch(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    proof: str,
    happened_at: datetime | None = None,
    *,
    way: str = "",
) -> Written:
    """Record that an issued letter went out; where its sending is a step, that step is taken with it.

    The step's guard is asked again now: a consent withdrawn in between stops it. Raises BadAnswers where `proof` shows
    nothing for the `way`.
    """
    proof = shown_by(services, caller, reference, proof, way)

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        at = happened_at or transaction.world.at
        if letter.status != "issued":
            return Refusal((why_not_dispatch(letter),))
        if letter.action and not letter.copy_of and not waits_for_others(transaction.case, letter):
            return _sent_as_a_step(services, caller, transaction, letter, proof, at)
        return _sent(services, caller, transaction, letter, proof, happened_at)

    return carry_out(services, caller, reference, f"dispatch letter {number}", decide)


def _sent_as_a_step(
    services: Services, caller: Caller, transaction: Transaction, letter: Letter, proof: str, at: datetime
) -> Step | Refusal:
    request = Request(on=letter.on, action=letter.action, by=caller.actor, happened_at=at, proof=proof, via=caller.via)
    late = sending_refused(services, transaction, request)
    return late or act(transaction.policy, transaction.case, request, transaction.world)


def _sent(
    services: Services,
    caller: Caller,
    transaction: Transaction,
    letter: Letter,
    proof: str,
    happened_at: datetime | None,
) -> Step | Refusal:
    at = happened_at or transaction.world.at
    if letter.copy_of:
        return copies_gone(services, caller, transaction, (letter,), proof, at)
    if waits_for_others(transaction.case, letter):
        return Refusal((stands_otherwise(letter, *EACH_BY_ITSELF),))
    change = managed(transaction, caller, f"Proof of dispatch: {proof}", happened_at, letter.on)
    if (late := sent_too_late(services, transaction, letter, at)) is not None:
        return late
    policy, sent = transaction.policy, replace(letter, status="dispatched")
    return contents.change_letter(policy, transaction.case, sent, change, transaction.world)


def shown_by(
    services: Services, caller: Caller, reference: CaseReference, proof: str, way: str, *, field: str = "proof"
) -> str:
    """Say how a letter went out and what shows it. Raises BadAnswers, at a field, for what shows nothing."""
    wrong = wrong_proof(way, proof, codes_of_files(services, caller, reference) if way else frozenset())
    if wrong:
        raise BadAnswers.of({field: wrong})
    return said(way, proof)


def codes_of_files(services: Services, caller: Caller, reference: CaseReference) -> frozenset[str]:
    """Give the codes of the files that somebody sees in a case: one of them may show a sending."""
    with looking(services, caller, reference, what="") as case:
        seen = case.view.case
        return frozenset(seen.code(each) for each in seen.evidence.values())


def withdraw(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str) -> Written:
    """Withdraw a letter that has not gone out, with a reason."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, reason, on=letter.on)
        if letter.status not in ("draft", "issued"):
            says = f"This letter is {letter.status} and cannot be withdrawn."
            return Refusal((stands_otherwise(letter, says),))
        if letter.copy_of:
            return copies_withdrawn(transaction.policy, transaction.case, (letter,), change, transaction.world)
        if any(each.status == "dispatched" for each in copies_of(transaction.case, letter.number)):
            return Refusal((stands_otherwise(letter, *SOME_ARE_OUT),))
        reasons = unexplained(change, "A withdrawal needs a reason.")
        if reasons:
            return Refusal(tuple(reasons))
        withdrawn = replace(letter, status="withdrawn")
        return contents.change_letter(transaction.policy, transaction.case, withdrawn, change, transaction.world)

    return carry_out(services, caller, reference, f"withdraw letter {number}", decide)


def verify_letters(services: Services, caller: Caller, reference: CaseReference) -> dict[str, tuple[str, ...]]:
    """Hash the stored bytes of every issued letter again: code → what no longer fits, () where all does."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        seen = seen_case(policy, present(services, reading, policy, case), caller.viewer.person)
        issued = [letter for letter in seen.letters.values() if letter.sha256]
        sealed = {each.number: (each, reading.sealed(caller.viewer, case.id, each.number)) for each in issued}
        enclosed = {each.number: tuple(_enclosed(services, reading, case, each)) for each in issued}
    found: dict[str, tuple[str, ...]] = {}
    for number, (letter, record) in sealed.items():
        code = letter_code(case.id, number)
        if ErasedPlace("letter", number) in case.erased:
            found[code] = ()
        elif record is None:
            found[code] = ("The issued letter is missing from the store.",)
        elif record.sha256 != letter.sha256:
            found[code] = ("Its digest is not the one that the case recorded.",)
        else:
            found[code] = (*services.letters.verify(record), *enclosed[number])
    return found


def _enclosed(services: Services, reading: Reading, case: Case, letter: Letter) -> Iterator[str]:
    """Say of each file that went with a letter and is not there as it was put with it, and was not erased."""
    for place, each in enumerate(letter.enclosures, 1):
        kept = each.what == "letter" or ErasedPlace("file", each.number) in case.erased
        if each.what == "document":
            found = reading.trust_document(case.organisation, each.number)
            kept = found is not None and sha256(found[1]).hexdigest() == each.sha256
        if not kept and (each.what == "document" or services.files.weigh(each.sha256) is None):
            yield f"Number {place} of what went with it is not kept as it was sealed."
