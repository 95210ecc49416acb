"""A case kept on, or disposed of: one person proposes it, a second does it after some days, as an erasure of all of it.

What goes, goes as any erasure does: words with their salts, letters, files, people from outside, drafts, what is found
by search. What stays is the sealed record without them, and the certificate.
"""

from __future__ import annotations

from datetime import date

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import change_of
from duecourse.casework.context.services import Caller, Services, Transaction
from duecourse.casework.disposals.due_cases import disposal_of, due_case
from duecourse.casework.erasures import erasure
from duecourse.casework.erasures.erased_places import WHOLE_ONLY, Wanted, everything_of
from engine.changes.erasure_decisions import keep_on
from engine.errors import NotFound, NotPermitted
from engine.identity import CaseReference
from engine.record.erasures import Ground
from engine.steps.transition import Refusal, Step


def keep(services: Services, caller: Caller, reference: CaseReference, until: date, reason: str) -> Written:
    """Keep a case on until a day, for a reason; for those who see the whole of it. Raises Refused or BadInput."""

    def decide(transaction: Transaction) -> Step | Refusal:
        if not redacted(transaction.policy, present_in(transaction), caller.viewer.person).everything:
            raise NotPermitted(WHOLE_ONLY)
        change = change_of(caller, transaction, reason)
        return keep_on(transaction.policy, transaction.case, until, change, transaction.world)

    return carry_out(services, caller, reference, "keep a case on", decide)


def propose(services: Services, caller: Caller, reference: CaseReference, reason: str) -> Written:
    """Propose that a case is disposed of, with all that it holds. Raises Refused, saying what stands in the way."""
    with looking(services, caller, reference, what="") as reader:
        whole = everything_of(reader)
        case = disposal_of(whole)
        row, places = case.row, case.places()
    given = reason.strip()
    said = f"{row.says}: {row.period}. {row.source}. {given}" if given else ""
    return erasure.ask(services, caller, reference, Wanted(ground=Ground.DISPOSAL, reason=said, places=places))


def dispose(services: Services, caller: Caller, reference: CaseReference) -> Written:
    """Do what somebody else proposed, for good. Raises Refused, or NotFound where nothing is proposed."""
    return erasure.erase(services, caller, reference, _number(services, caller, reference))


def give_up(services: Services, caller: Caller, reference: CaseReference, reason: str) -> Written:
    """Give a proposal up, with a reason. Raises Refused, or NotFound where nothing is proposed."""
    return erasure.drop(services, caller, reference, _number(services, caller, reference), reason)


def _number(services: Services, caller: Caller, reference: CaseReference) -> int:
    proposed = due_case(services, caller, reference).proposed
    if proposed is None:
        raise NotFound(f"Nobody has proposed that {reference} is disposed of: `duecourse retention propose`.")
    return proposed.number
