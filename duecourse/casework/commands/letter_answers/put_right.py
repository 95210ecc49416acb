"""What people do about a letter that has gone out and was wrong, is withdrawn, went astray, or has no answer.

Each drafts a letter of its own to the person who has the first, under the same rules as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import letter_for
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters import edited_letters
from engine.changes.letters.following_letters import (
    INSTEAD,
    RECIPIENT,
    RECIPIENT_ADDRESS,
    RECIPIENT_EMAIL,
    WHY,
    WRONG,
    About,
    Following,
    follow,
)
from engine.errors import BadAnswers, Fault
from engine.identity import CaseReference
from engine.ports.mail.relay import is_address
from engine.ports.records import LetterKind
from engine.steps.transition import Refusal, Step

CONSIDER_A_BREACH = (
    "A letter in the wrong hands may be a personal data breach, and where it is one that has to be reported the law "
    "counts 72 hours from when the trust became aware of it. Tell the data protection officer now, and consider the "
    "procedure for a personal data breach. Nothing of that begins by itself."
)
PRESSES_NOBODY = "This letter asks its reader for no answer by a day, so nobody is reminded of it by a letter."
BY_TELEPHONE = "This letter reports a danger, a crime or a breach: nobody is reminded of it in writing."
TELEPHONE = (
    "Telephone them today, and where nobody answers, those who act for them. Where a child may come to harm, call the "
    "children's social care of the local authority yourself; where somebody is in danger now, call 999."
)
NOT_WITHDRAWN = (
    "This letter warns somebody, or reports to an authority or to those who protect children or data. Nobody is asked "
    "to stop acting on it, or to destroy it."
)
STANDS = (
    "This letter is part of a procedure, and what it did does not end by a letter that takes it back: its reader would "
    "not know where they stand."
)
CORRECT_IT = "Correct it, or write it again in its place: its reader then keeps both, and goes on."


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRecipient:
    """Who got a letter by mistake, as far as that is known: at least how to reach them."""

    name: str = ""
    address: str = ""
    email: str = ""


def correct_letter(
    services: Services, caller: Caller, reference: CaseReference, number: int, *, wrong: str, instead: str
) -> Written:
    """Draft a correction to a letter that has gone out: what was wrong, and what holds instead.

    Raises BadAnswers, Refused, NotFound or NotPermitted.
    """
    _demand(
        wrong_words=(wrong, "Say what was wrong, as the reader of the letter should read it"),
        instead_words=(instead, "Say what holds instead"),
    )
    words = {WRONG: wrong.strip(), INSTEAD: instead.strip()}
    return _follow(services, caller, reference, number, "correction", words)


def withdraw_sent(
    services: Services, caller: Caller, reference: CaseReference, number: int, *, because: str
) -> Written:
    """Draft a letter that withdraws one that has gone out. Raises BadAnswers, Refused, NotFound or NotPermitted."""
    _demand(because_words=(because, "Say why it is withdrawn, as the reader of the letter should read it"))
    return _follow(services, caller, reference, number, "withdrawal", {WHY: because.strip()})


def went_to_the_wrong_person(
    services: Services, caller: Caller, reference: CaseReference, number: int, to: WrongRecipient, *, what: str
) -> Written:
    """Draft a letter to somebody who got a letter by mistake; `what` is for the record, and told to nobody outside.

    No procedure begins by it: `CONSIDER_A_BREACH` is said wherever this is recorded. Raises BadAnswers, Refused,
    NotFound or NotPermitted.
    """
    _demand(astray_what=(what, "Say how it went to the wrong person, and how you know"))
    email = to.email.strip()
    if not to.address.strip() and not email:
        raise BadAnswers.of({"astray_address": "Enter a postal address or an e-mail address of the person who has it"})
    if email and not is_address(email):
        raise BadAnswers.of({"astray_email": "Enter one e-mail address, such as name@example.com"})
    words = {RECIPIENT: to.name.strip(), RECIPIENT_ADDRESS: to.address.strip(), RECIPIENT_EMAIL: email}
    return _follow(services, caller, reference, number, "wrong person", words, reason=what)


def chase(services: Services, caller: Caller, reference: CaseReference, number: int) -> Written:
    """Draft a reminder of a letter whose answer is awaited. Raises Refused, NotFound or NotPermitted."""
    return _follow(services, caller, reference, number, "chaser", {})


def write_in_its_place(
    services: Services, caller: Caller, reference: CaseReference, number: int, *, reason: str, wrong: str = ""
) -> Written:
    """Begin a draft in the place of a letter that was withdrawn or has gone out; `reason` is for the record.

    Of one that has gone out, `wrong` drafts a correction beside it, which tells its reader of the new letter once that
    has gone. Raises BadAnswers, Refused, NotFound or NotPermitted.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        policy, world = transaction.policy, transaction.world
        letter = letter_for(services, policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, reason, on=letter.on)
        told = following(services, "correction", {WRONG: wrong.strip()})
        beside = told if wrong.strip() and letter.status == "dispatched" else None
        return edited_letters.write_again(policy, transaction.case, letter, change, world, told=beside)

    return carry_out(services, caller, reference, f"write letter {number} again", decide)


def following(services: Services, about_as: About, words: Mapping[str, str]) -> Following:
    """Name the letter that tells this of an earlier one, with its words. Raises Fault where none is declared to."""
    kinds = services.letters.kinds()
    found = next((each for each in kinds.values() if each.tells == about_as), None)
    if found is None:
        raise Fault(f"No letter is declared to tell of a {about_as}.")
    return Following(template=found.id, about_as=about_as, words=words)


def says_not_chased(kind: LetterKind) -> str:
    """Say why nobody is reminded of a letter by a letter, and what to do instead; "" where they are."""
    return {"letter": "", "telephone": f"{BY_TELEPHONE} {TELEPHONE}"}.get(kind.chased, PRESSES_NOBODY)


def why_not_withdrawn(kind: LetterKind) -> tuple[str, str]:
    """Say why a letter is not withdrawn, and what to do instead; two empty texts where it may be."""
    if kind.withdrawn:
        return "", ""
    return (STANDS, f"{kind.instead} {CORRECT_IT}") if kind.instead else (NOT_WITHDRAWN, CORRECT_IT)


def _demand(**asked: tuple[str, str]) -> None:
    faults = {name: says for name, (text, says) in asked.items() if not text.strip()}
    if faults:
        raise BadAnswers.of(faults)


def _follow(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    about_as: About,
    words: Mapping[str, str],
    *,
    reason: str = "",
) -> Written:
    told = following(services, about_as, words)

    def decide(transaction: Transaction) -> Step | Refusal:
        policy, case, world = transaction.policy, transaction.case, transaction.world
        letter = letter_for(services, policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, reason.strip(), on=letter.on)
        kind = services.kind_of(letter.template)
        if about_as == "chaser" and (why := says_not_chased(kind)):
            return Refusal((stands_otherwise(letter, why),))
        if about_as == "withdrawal" and not kind.withdrawn:
            return Refusal((stands_otherwise(letter, *why_not_withdrawn(kind)),))
        return follow(policy, case, letter, told, change, world)

    return carry_out(services, caller, reference, f"follow up letter {number}", decide)
