"""What people do to have a letter leave by e-mail: look at what would leave, give it to be sent, stop it, decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from duecourse.casework.commands.letter_checks.enclosed_things import files_of, why_no_files
from duecourse.casework.commands.letter_mail.addressee import Addressee, addressee_of, looks_right
from duecourse.casework.commands.letter_mail.departures import SENT_AGAIN, dispatched
from duecourse.casework.commands.letter_mail.mail_state import LetterMail, mail_of
from duecourse.casework.commands.letter_mail.outgoing_letter import (
    CaseAsSeen,
    OutgoingLetter,
    forms_of,
    stored,
    why_not_sent,
    why_not_stored,
)
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import letter_for
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import ON_ITS_WAY, Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.change import Change
from engine.changes.letters.outgoing_letters import give_to_send, not_sent
from engine.errors import BadAnswers, Refused
from engine.identity import CaseReference
from engine.ports.mail.relay import Outbound
from engine.ports.records import DROPPED, UNKNOWN, Notice
from engine.reasons import Reason
from engine.record.outbox_marks import LetterPost
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step

NO_RELAY = (
    "No mail relay is set, so Duecourse sends no letters. Print or copy this one, send it yourself, and record how it "
    "went out."
)
SENDABLE = ("issued", "dispatched")
"""How a letter stands that may leave by e-mail: for the first time, or once more."""
Decision = Literal["sent", "again", "unsent"]
DECISIONS: tuple[Decision, ...] = ("sent", "again", "unsent")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingForm:
    """What is asked before a letter leaves: to whom, as known now, and as what it may leave; and how it stands.

    One that has gone out before leaves `again`, with a reason. `reasons` are what stands in the way already. Where
    `may_send` is False, no relay is set.
    """

    addressee: Addressee
    forms: tuple[str, ...]
    mail: LetterMail
    may_send: bool
    reasons: tuple[Reason, ...]
    again: bool = False


def sending_form(case: CaseReader, number: int) -> SendingForm:
    """Say how a letter may leave by e-mail. Raises NotFound."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    sealed = stored(whole.reading, whole.record, letter)
    forms = forms_of(sealed) if letter.status in SENDABLE else ()
    known = addressee_of(whole, letter) if forms else Addressee("", "", "")
    has_relay = whole.services.postroom is not None
    reasons = _hindrances(whole, letter) if forms and has_relay else ()
    return SendingForm(
        addressee=known,
        forms=forms,
        mail=mail_of(whole, letter),
        may_send=has_relay and bool(forms),
        reasons=reasons,
        again=_is_again(letter),
    )


def _hindrances(whole: WholeCase, letter: Letter) -> tuple[Reason, ...]:
    now = CaseAsSeen(whole.policy, whole.record, whole.world)
    return why_not_sent(whole.services, now, letter, whole.caller.actor, again=_is_again(letter))


def _is_again(letter: Letter) -> bool:
    """Say whether a letter that is sent has gone out before."""
    return letter.status == "dispatched"


def message_ahead(case: CaseReader, number: int, to: str, form: str) -> Outbound:
    """Write the very message that would leave, but for its name and time. Raises BadAnswers, Refused or NotFound."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    sealed = stored(whole.reading, whole.record, letter)
    _check(to, form, forms_of(sealed))
    room = whole.services.postroom
    reasons = why_not_stored(whole.services, whole.record, letter, sealed) or _hindrances(whole, letter)
    reasons = reasons or why_no_files(whole.services, whole.reading, whole.record, letter, sealed)
    if room is None or sealed is None or reasons:
        raise Refused(reasons or (stands_otherwise(letter, NO_RELAY),))
    leaving = OutgoingLetter(
        organisation=whole.organisation,
        case=whole.record,
        letter=letter,
        sealed=sealed,
        to=to,
        form=form,
        enclosed=files_of(whole.services, whole.reading, whole.record, letter),
    )
    return leaving.message(room, "", whole.now)


SAID_ELSEWHERE = "its case says why"


def _check(to: str, form: str, forms: tuple[str, ...], why: str = SAID_ELSEWHERE) -> None:
    faults = {}
    if not why.strip():
        faults["send_why"] = "It has gone out already. Say why it goes once more, such as: it came back, they moved"
    if not to:
        faults["to"] = "Enter the e-mail address that the letter goes to"
    elif not looks_right(to):
        faults["to"] = "Enter one e-mail address, such as name@example.com"
    if form not in forms:
        known = " or ".join(forms)
        faults["as"] = f"Choose as what it is sent: {known}" if forms else "This letter is not issued"
    if faults:
        raise BadAnswers.of(faults)


def send(
    services: Services, caller: Caller, reference: CaseReference, number: int, to: str, form: str, *, why: str = ""
) -> Written:
    """Give an issued letter to be sent by e-mail; it counts from when the relay takes it, and not before.

    Those who may take the step that its sending is may do so, and what stands in the way of the step stands in
    the way of this. One that has gone out before leaves once more as it was sealed, for a reason, `why`: clocks run on.
    Raises Refused, BadAnswers, NotFound or NotPermitted.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _theirs(services, transaction, caller, number)
        sealed, again = stored(transaction.writing, transaction.case, letter), _is_again(letter)
        if letter.status in SENDABLE:
            _check(to, form, forms_of(sealed), why if again else SAID_ELSEWHERE)
        if services.postroom is None:
            return Refusal((stands_otherwise(letter, NO_RELAY),))
        reasons = why_not_sent(services, transaction, letter, caller.actor, again=again)
        case = transaction.case
        reasons = reasons or why_not_stored(services, case, letter, sealed) or _under_way(transaction, letter)
        reasons = reasons or why_no_files(services, transaction.writing, case, letter, sealed)
        if reasons:
            return Refusal(reasons)
        _drop(transaction, letter, "failed")
        post = LetterPost(letter=letter.number, sender=caller.viewer.person, to=to, form=form, again=again)
        change = Change(caller.actor, transaction.world.at, why.strip() if again else "", caller.via)
        return give_to_send(transaction.policy, transaction.case, letter, change, transaction.world, post)

    return carry_out(services, caller, reference, f"send letter {number}", decide)


def stop(services: Services, caller: Caller, reference: CaseReference, number: int) -> Written:
    """Stop a letter that still waits to be sent by e-mail. Raises Refused, NotFound or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _theirs(services, transaction, caller, number)
        if not _drop(transaction, letter, "queued"):
            says = "This letter does not wait to be sent, so there is nothing to stop."
            return Refusal((stands_otherwise(letter, says),))
        return _unsent(transaction, letter, caller, "It was stopped before it left.")

    return carry_out(services, caller, reference, f"stop letter {number}", decide)


def decide_unknown(
    services: Services, caller: Caller, reference: CaseReference, number: int, decision: Decision
) -> Written:
    """Say of a letter of which nobody knows whether it left: it did, it did not, or it is to be sent again.

    Where it did, it counts from when it was handed over. Raises Refused, NotFound or NotPermitted.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = _theirs(services, transaction, caller, number)
        row = next((each for each in _rows(transaction, letter) if each.state == UNKNOWN), None)
        if row is None:
            return Refusal((stands_otherwise(letter, "It is known of this letter whether it left."),))
        now = transaction.world.at
        if decision == "sent":
            transaction.writing.move_mail(replace(row, state="done", settled_at=row.settled_at or now), (UNKNOWN,))
            return dispatched(transaction, row)
        if decision == "unsent":
            transaction.writing.move_mail(replace(row, state="failed", error="unsent", settled_at=now), (UNKNOWN,))
            return _unsent(transaction, letter, caller, "Somebody found that it had not left.")
        after = replace(row, state="queued", error="", next_at=None, settled_at=None)
        transaction.writing.move_mail(after, (UNKNOWN,))
        return _unsent(transaction, letter, caller, SENT_AGAIN)

    return carry_out(services, caller, reference, f"decide letter {number}", decide)


def _theirs(services: Services, transaction: Transaction, caller: Caller, number: int) -> Letter:
    """Find a letter for somebody who works on what it belongs to. Raises NotFound or NotPermitted."""
    letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
    if letter.on in transaction.case.tracks:
        managed(transaction, caller, on=letter.on)
    return letter


def _unsent(transaction: Transaction, letter: Letter, caller: Caller, says: str) -> Step:
    change = Change(caller.actor, transaction.world.at, says, caller.via)
    return not_sent(transaction.policy, transaction.case, letter, change, transaction.world, tell=None)


def _under_way(transaction: Transaction, letter: Letter) -> tuple[Reason, ...]:
    states = {each.state for each in _rows(transaction, letter)}
    return tuple(reason for state, reason in ON_ITS_WAY.items() if state in states)


def _rows(transaction: Transaction, letter: Letter) -> tuple[Notice, ...]:
    case = transaction.case
    return tuple(transaction.writing.letter_mail(case.organisation, case.id, letter.number))


def _drop(transaction: Transaction, letter: Letter, state: str) -> bool:
    """Let go of what stands so in the outbox of a letter. Says whether there was anything."""
    moved = [
        transaction.writing.move_mail(replace(each, state=DROPPED), (state,)) for each in _rows(transaction, letter)
    ]
    return any(moved)
