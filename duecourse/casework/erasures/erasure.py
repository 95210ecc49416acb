"""Erasing: one person asks, another does it, and every copy in the store goes in one transaction.

Both see the whole of the case; where one alone does, the second decides unseen (`unseen_second`). What has left the
house is told beforehand: no erasure reaches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import change_of
from duecourse.casework.context.services import Caller, Services, Transaction, pages_of
from duecourse.casework.erasures.disposal_checks import DisposalCase, why_not_disposed, why_not_proposed
from duecourse.casework.erasures.erased_places import WHOLE_ONLY, Wanted, demand_everything, places_wanted
from duecourse.casework.erasures.unseen_second import everybodys, is_asked, may_decide, told_unseen
from engine.changes import erasure_decisions
from engine.changes.change import Change
from engine.errors import NotPermitted
from engine.identity import CaseReference
from engine.record.erasures import Ground
from engine.steps.transition import Refusal, Step


def ask(services: Services, caller: Caller, reference: CaseReference, wanted: Wanted) -> Written:
    """Ask for an erasure, which somebody else has to do. Raises Refused, BadInput or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        whole = WholeCase(
            services=services,
            caller=caller,
            reading=transaction.writing,
            record=transaction.case,
            policy=transaction.policy,
            now=transaction.world.at,
        )
        places = places_wanted(demand_everything(whole), wanted)
        if wanted.ground is Ground.DISPOSAL and (
            why := tuple(why_not_proposed(_disposal(services, transaction), places))
        ):
            return Refusal(why)
        change = change_of(caller, transaction, wanted.reason)
        world = replace(transaction.world, pages=pages_of(transaction.writing, transaction.case, elsewhere=True))
        return erasure_decisions.ask_erasure(transaction.policy, transaction.case, places, wanted.ground, change, world)

    return carry_out(services, caller, reference, "ask for an erasure", decide)


def erase(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str = "") -> Written:
    """Erase what somebody else asked for: every copy in the store, in one transaction; files go right after it."""

    def decide(transaction: Transaction, change: Change) -> Step | Refusal:
        asked = transaction.case.erasures.get(str(number))
        if asked is not None and asked.status == "asked" and asked.ground is Ground.DISPOSAL:
            why = tuple(why_not_disposed(_disposal(services, transaction), asked))
            if why:
                return Refusal(why)
        world = replace(transaction.world, pages=pages_of(transaction.writing, transaction.case, elsewhere=True))
        result = erasure_decisions.do_erasure(transaction.policy, transaction.case, number, change, world)
        if isinstance(result, Step):
            case, writing = result.case, transaction.writing
            writing.erase(case.organisation, case.id, case.erasures[str(number)].places)
            writing.drop_drafts(case.organisation, case.id)
            writing.drop_forms_at(case.organisation, case.reference)
        return result

    return _ended(services, caller, (reference, number), reason, decide)


def _disposal(services: Services, transaction: Transaction) -> DisposalCase:
    return DisposalCase(
        services=services,
        reading=transaction.writing,
        policy=transaction.policy,
        case=transaction.case,
        now=transaction.world.at,
    )


def drop(services: Services, caller: Caller, reference: CaseReference, number: int, reason: str) -> Written:
    """Give up an erasure that was asked for, with a reason."""

    def decide(transaction: Transaction, change: Change) -> Step | Refusal:
        return erasure_decisions.drop_erasure(transaction.policy, transaction.case, number, change, transaction.world)

    return _ended(services, caller, (reference, number), reason, decide)


def _ended(
    services: Services,
    caller: Caller,
    which: tuple[CaseReference, int],
    reason: str,
    end: Callable[[Transaction, Change], Step | Refusal],
) -> Written:
    """Let those end it who see the whole of the case, or who are asked to decide unseen."""
    reference, number = which
    unseen = is_asked(services, caller, reference, number)

    def decide(transaction: Transaction) -> Step | Refusal:
        person = caller.viewer.person
        asked = unseen and may_decide(services, transaction.writing, transaction.case, number, person)
        if not asked and not redacted(transaction.policy, present_in(transaction), person).everything:
            raise NotPermitted(WHOLE_ONLY)
        result = end(transaction, change_of(caller, transaction, reason))
        return Refusal(told_unseen(result.reasons)) if asked and isinstance(result, Refusal) else result

    eyes = everybodys(caller) if unseen else None
    return carry_out(services, caller, reference, "end an erasure", decide, eyes=eyes)
