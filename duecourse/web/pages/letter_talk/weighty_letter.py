"""A letter that weighs so much that somebody is asked again who they are before it is sealed or leaves."""

from __future__ import annotations

from duecourse.web.devices.asked_again import demand_confirmed, has_confirmed, is_weighty
from duecourse.web.pages.case import look
from duecourse.web.visitor import Visitor
from engine.identity import CaseReference


def demand_confirmed_letter(visitor: Visitor, reference: CaseReference, number: str, back: str = "") -> None:
    """Ask somebody again who they are before a letter of weight is sealed or leaves. Raises ConfirmFirst, NotFound."""
    if has_confirmed(visitor):
        return
    with look(visitor, reference, f"letter {number}") as case:
        letter = case.view.case.letters[str(case.letter_named(number))]
    if is_weighty(visitor, letter.template):
        demand_confirmed(visitor, back=back or f"/cases/{reference}/letters/{number}")
