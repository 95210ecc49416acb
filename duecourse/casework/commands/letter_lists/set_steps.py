"""What the sending of one of a set has to do with the step that the sending of all is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.context.attendance import CaseNow
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from duecourse.casework.context.time_checks import sent_too_late
from engine.changes.letters.letters_to_each import copies_sent
from engine.reasons import Reason
from engine.record.erasures import ErasedPlace
from engine.record.values import Actor, Letter
from engine.steps.permissions import Request
from engine.steps.sets.letter_sets import as_if_sent, set_of
from engine.steps.take import act
from engine.steps.transition import Refusal, Step

EACH_BY_ITSELF = (
    "This letter goes to each of a list of people, and some of their letters still wait.",
    "Send those, or record how each went out: this one counts with the last. Withdraw those that cannot go.",
)
SOME_ARE_OUT = (
    "Some letters of this list have gone out already, so the list is not withdrawn.",
    "Withdraw those that are not to go; what has gone out is put right on its own page.",
)
TEXT_ERASED = (
    "The text of one of these letters was erased before it went out, so it goes to nobody.",
    "Withdraw it on its own page; the others are enough then.",
)
BEFORE_IT_LEAVES = "before it leaves"


def why_not_counted(now: CaseNow, letter: Letter, sender: Actor, at: datetime) -> Sequence[Reason]:
    """List what stands in the way of the step that counts with the last of a set, as if all others had gone out."""
    first = set_of(now.case, letter)
    if first is None or not first.action or first.status != "issued":
        return ()
    request = Request(on=first.on, action=first.action, by=sender, happened_at=at, proof=BEFORE_IT_LEAVES)
    result = act(now.policy, as_if_sent(now.case, first.number), request, now.world)
    return result.reasons if isinstance(result, Refusal) else ()


def copies_gone(
    services: Services,
    caller: Caller,
    transaction: Transaction,
    copies: Sequence[Letter],
    proof: str,
    at: datetime,
) -> Step | Refusal:
    """Record that letters of one set went out by hand. What stands in the way of their step stands in the way of each.

    Raises NotPermitted.
    """
    change = managed(transaction, caller, "", at, copies[0].on)
    if any(ErasedPlace("letter", letter.number) in transaction.case.erased for letter in copies):
        return Refusal((stands_otherwise(copies[0], *TEXT_ERASED),))
    for letter in copies:
        if (late := sent_too_late(services, transaction, letter, at)) is not None:
            return late
    reasons = why_not_counted(transaction, copies[0], caller.actor, at)
    if reasons:
        return Refusal(tuple(reasons))
    return copies_sent(transaction.policy, transaction.case, copies, change, proof, transaction.world)
