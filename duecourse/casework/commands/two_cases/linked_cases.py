"""Cases about the same thing, linked with a reason: told only to those who may see both.

Each case has a chain of its own, so the link is an event in each, written together. It names the other by an identifier
that tells nothing, and no history tells of it: that there is another case is for those alone who may see that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.access_log import log_found
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.whole_case import WholeCase, load_together, whole_of
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import (
    Caller,
    Services,
    Transaction,
    log_refusal,
    spend,
    write,
)
from engine.changes.case_links import link
from engine.errors import BadInput, NotPermitted, Refused
from engine.identity import CaseReference
from engine.record.case import Case
from engine.record.effects import Linked
from engine.record.erasures import tombstone
from engine.record.kinds import OF_TWO_CASES
from engine.record.snapshot import prepare

REASON = "reason"
NOT_BOTH = "Only somebody who works on both cases links them, or takes the link off."


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """A link as somebody who works on both cases knows it: the other case as they see it, who linked them, and why."""

    other: CaseView
    by: str
    at: datetime
    reason: str


def links_of(reader: CaseReader) -> tuple[CaseLink, ...]:
    """List the cases with which a case is linked, as far as the reader may see them; () for who sees a part of it."""
    whole = whole_of(reader)
    if not whole.record.links or not whole.works_on_it:
        return ()
    found = tuple(_linked(whole))
    log_found(whole.services, whole.caller, [each.other.case.reference for each in found])
    return found


def _linked(whole: WholeCase) -> Iterator[CaseLink]:
    last = {
        effect.case: entry
        for entry in whole.entries
        if entry.event.kind in OF_TWO_CASES
        for effect in entry.event.effects
        if isinstance(effect, Linked)
    }
    seen = load_together(whole.services, whole.caller, whole.reading, whole.record.links)
    both = {other: each for other, each in seen.items() if each.works_on_it}
    named = whole.people(last[other].event.by for other in both) if both else {}
    for other, each in both.items():
        event, words = last[other].event, last[other].words.get(REASON)
        yield CaseLink(
            other=each.view,
            by=named[event.by].name if event.by in named else "",
            at=event.happened_at,
            reason=(words.text if words and words.text is not None else tombstone(REASON)),
        )


def change_link(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    other: CaseReference,
    reason: str,
    *,
    active: bool,
) -> None:
    """Link two cases, or take the link off: an event in each, in one transaction.

    Raises:
        NotFound: one of them is not there, or not theirs to see. NotPermitted: they do not work on both.
        BadInput: it is one case. Refused: they are linked already, or are not. AlreadyDone: the form came in before.
    """
    prepare()
    try:
        with services.store.writing() as writing:
            now = services.clock.now()
            spend(writing, caller, reference, now)
            organisation = writing.organisation()
            pair = tuple(writing.find_case(caller.viewer, each) for each in (reference, other))
            if pair[0].id == pair[1].id:
                raise BadInput("A case is linked with another one, and not with itself.")
            for here, there in (pair, pair[::-1]):
                world = services.world_of(writing, organisation, here, now)
                transaction = Transaction(writing, services.policy_of(writing, here), here, world)
                _link(services, transaction, caller, there, reason, active=active)
    except Refused as refused:
        log_refusal(services, caller, reference, "link", refused.reasons)
        raise


def _link(
    services: Services, transaction: Transaction, caller: Caller, there: Case, reason: str, *, active: bool
) -> None:
    try:
        change = managed(transaction, caller, reason)
    except (BadInput, NotPermitted) as refused:
        raise NotPermitted(NOT_BOTH) from refused
    result = link(transaction.policy, transaction.case, there.id, change, transaction.world, active=active)
    write(transaction.writing, services, transaction.policy, transaction.case, result)
