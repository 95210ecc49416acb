"""The outbox's side of a letter: the guard is asked again before it leaves, and what became of it is recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass

from duecourse.casework.commands.custody.malware_checks import SILENT, check
from duecourse.casework.commands.letter_checks.enclosed_things import files_of, why_no_files
from duecourse.casework.commands.letter_mail.mail_state import sent_to
from duecourse.casework.commands.letter_mail.outgoing_letter import (
    FORMS,
    VIA,
    OutgoingLetter,
    forms_of,
    stored,
    why_not_sent,
    why_not_stored,
)
from duecourse.casework.commands.letter_reasons import stands_otherwise, why_not_dispatch
from duecourse.casework.commands.letter_texts import letter_of
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.redaction import told
from duecourse.casework.context.services import Caller, Services, Transaction, write
from engine.changes import contents
from engine.changes.change import Change
from engine.changes.letters.letters_to_each import copies_sent
from engine.changes.letters.outgoing_letters import left_anyway, not_sent
from engine.changes.letters.sent_letters import sent_again
from engine.errors import BadInput, DuecourseError
from engine.identity import CASE, NO_ACTION
from engine.ports.custody.scanners import Verdict
from engine.ports.mail.relay import Outbound, Postroom, RelayAnswer
from engine.ports.records import Notice, Viewer
from engine.ports.store import Writing
from engine.reasons import Reason
from engine.record.outbox_marks import AGAIN
from engine.record.replacement import replace
from engine.record.values import SCHEDULER, Actor, Letter
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step

SENT_AGAIN = "It had been handed over and never answered, and is sent again under the same Message-ID."
NEVER_ANSWERED = "It was handed over and never answered: nobody knows whether it left, and somebody has to find out."


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a letter does not leave: every reason, the first of which names it in the outbox."""

    reasons: tuple[Reason, ...]

    @property
    def error(self) -> str:
        """Give what the outbox notes."""
        return self.reasons[0].code.value

    @property
    def says(self) -> str:
        """Say it to the sender."""
        return " ".join(f"{each.says} {each.unlocks}".strip() for each in self.reasons)


def of_case(services: Services, writing: Writing, notice: Notice) -> Transaction:
    """Load the case of a letter as the outbox sees it: nobody else changes it until this transaction ends."""
    case = writing.case_by_id(Viewer(notice.organisation, SCHEDULER), notice.case)
    world = services.world_of(writing, writing.organisation(), case, services.clock.now())
    return Transaction(writing, services.policy_of(writing, case), case, world)


def letter_message(transaction: Transaction, services: Services, room: Postroom, notice: Notice) -> Outbound | Stopped:
    """Write the message of a letter from its sealed bytes, or say why it may not leave now.

    Raises BadInput where the scanner for malware does not answer: it is tried again later.
    """
    case, now = transaction.case, transaction.world.at
    letter = letter_of(case, int(notice.body["number"]))
    again = AGAIN in notice.body
    reasons = why_not_sent(services, transaction, letter, Actor(notice.recipient), notice.created_at, again=again)
    sealed = stored(transaction.writing, case, letter)
    reasons = reasons or why_not_stored(services, case, letter, sealed)
    if not reasons:
        demand_scanned(services, letter)
    reasons = reasons or why_no_files(services, transaction.writing, case, letter, sealed)
    to = _address(transaction, notice)
    if not reasons and not to:
        reasons = (stands_otherwise(letter, "The address that it was to go to was erased."),)
    if reasons or sealed is None or notice.body["as"] not in forms_of(sealed):
        return Stopped(reasons or (stands_otherwise(letter, "It is not kept in the form in which it was to leave."),))
    leaving = OutgoingLetter(
        organisation=transaction.writing.organisation(),
        case=case,
        letter=letter,
        sealed=sealed,
        to=to,
        form=notice.body["as"],
        enclosed=files_of(services, transaction.writing, case, letter),
    )
    return leaving.message(room, notice.message_id or f"<{notice.id}@{room.domain}>", now)


def demand_scanned(services: Services, letter: Letter) -> None:
    """Have every file that goes with a letter checked. Raises BadInput where no answer came: it leaves later."""
    for each in letter.enclosures:
        try:
            content = services.files.fetch(each.sha256) if each.what == "file" else b""
        except DuecourseError:
            continue  # what is gone is said with why it does not leave
        if check(services, content).verdict is Verdict.SILENT:
            raise BadInput(SILENT)


def record_unsent(services: Services, transaction: Transaction, notice: Notice, says: str) -> None:
    """Record that a letter did not leave, and tell its sender."""
    policy, case, world = transaction.policy, transaction.case, transaction.world
    letter = letter_of(case, int(notice.body["number"]))
    change = Change(Actor(SCHEDULER), world.at, says)
    step = not_sent(policy, case, letter, change, world, tell=notice.recipient)
    write(transaction.writing, services, policy, case, step)


def record_decided(services: Services, transaction: Transaction, notice: Notice, by: Caller, says: str) -> None:
    """Record what somebody decided about a letter that did not leave, or of which nobody knows."""
    letter = letter_of(transaction.case, int(notice.body["number"]))
    change = Change(by.actor, transaction.world.at, says, by.via)
    step = not_sent(transaction.policy, transaction.case, letter, change, transaction.world, tell=None)
    write(transaction.writing, services, transaction.policy, transaction.case, step)


def is_done_with(transaction: Transaction, notice: Notice) -> bool:
    """Say whether nobody has anything to do about a letter that failed: it is no longer issued, or its case is over,
    or who gave it to be sent has no role in it any more."""
    case = transaction.case
    letter, team = letter_of(case, int(notice.body["number"])), present_in(transaction).team
    has_role = any(notice.recipient in holders for holders in team.values())
    waits = letter.status == ("dispatched" if AGAIN in notice.body else "issued")
    return not waits or case.tracks[CASE].ended or not has_role


def record_sent(services: Services, transaction: Transaction, notice: Notice, answer: RelayAnswer | None) -> None:
    """Record that a letter left when it was handed over, on behalf of its sender."""
    step = dispatched(transaction, notice, answer)
    if isinstance(step, Step):
        write(transaction.writing, services, transaction.policy, transaction.case, step)


def dispatched(transaction: Transaction, notice: Notice, answer: RelayAnswer | None = None) -> Step | Refusal:
    """Record the dispatch of a letter that has left, as the act that its sending is; without `answer` somebody says so.

    What has left is told as gone, also where the act has become impossible in the seconds between.
    """
    policy, case, world = transaction.policy, transaction.case, transaction.world
    letter, sender = letter_of(case, int(notice.body["number"])), Actor(notice.recipient)
    at = notice.settled_at or world.at
    proof = _proof(transaction, notice, answer)
    result: Step | Refusal
    if AGAIN in notice.body:
        return _sent_again(transaction, notice, Change(sender, at, proof, VIA))
    if letter.status != "issued":
        result = Refusal((why_not_dispatch(letter),))
    elif letter.copy_of:
        result = copies_sent(policy, case, (letter,), Change(sender, at, "", VIA), proof, world)
    elif letter.action != NO_ACTION:
        request = Request(on=letter.on, action=letter.action, by=sender, happened_at=at, proof=proof, via=VIA)
        result = act(policy, case, request, world)
    else:
        change = Change(sender, at, f"Proof of dispatch: {proof}", VIA)
        result = contents.change_letter(policy, case, replace(letter, status="dispatched"), change, world)
    if isinstance(result, Refusal):
        known = told(policy, present_in(transaction), sender.person, result)
        says = " ".join(each.says for each in known.reasons)
        change = Change(sender, at, f"Proof of dispatch: {proof} Nothing else was done by it: {says}", VIA)
        return left_anyway(policy, case, letter, change, world, tell=notice.recipient)
    return result


def _sent_again(transaction: Transaction, notice: Notice, change: Change) -> Step | Refusal:
    """Record that a letter which had gone out before left once more, as it was sealed; no step is taken by it."""
    letter, words = letter_of(transaction.case, int(notice.body["number"])), {"sent_to": _address(transaction, notice)}
    here = (transaction.policy, transaction.case, letter)
    result = sent_again(*here, words, change, transaction.world)
    if isinstance(result, Refusal):
        return left_anyway(*here, change, transaction.world, tell=notice.recipient)
    return result


def _proof(transaction: Transaction, notice: Notice, answer: RelayAnswer | None) -> str:
    """Say what shows that a letter left: to whom, its name, what the relay answered, the hash of what was sent."""
    letter, form = letter_of(transaction.case, int(notice.body["number"])), notice.body["as"]
    sealed = stored(transaction.writing, transaction.case, letter)
    parts = json.loads(sealed.record)["parts"] if sealed is not None and sealed.record else {}
    said = "A person found that it had left." if answer is None else f"The relay answered with {_reply(answer)}."
    to, digest = _address(transaction, notice) or "an address that was erased", parts.get(FORMS[form], "not known")
    return f"By e-mail to {to}. {said} Message-ID {notice.message_id}. SHA-256 of what was sent ({form}): {digest}."


def _reply(answer: RelayAnswer) -> str:
    """Give what is kept of an answer: its number, for the words of a relay may hold anything about anybody."""
    return f"code {answer.code}" if answer.code else "no code"


def refusal_said(answer: RelayAnswer, *, tired: bool) -> str:
    """Say to a sender why their letter did not leave: that it cannot be written, or what the relay answered."""
    if answer.ours:
        return f"It was not handed to the relay. {answer.words}"
    if tired:
        return (
            f"The relay did not take it for too long, so it is tried no more. It last answered with {_reply(answer)}."
        )
    return f"The relay refuses it for good. It answered with {_reply(answer)}."


def _address(transaction: Transaction, notice: Notice) -> str:
    words = transaction.writing.words(Viewer(notice.organisation, SCHEDULER), notice.case)
    return sent_to(words, notice)
