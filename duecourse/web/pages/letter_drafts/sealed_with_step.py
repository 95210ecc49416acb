"""A letter that was read where a step was confirmed, sealed with it: one press, and then it is sent."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.commands.letter_drafts.foreseen_letter import seal_as_foreseen
from duecourse.casework.context.look.written_case import Written
from duecourse.web.devices.asked_again import has_confirmed, is_weighty
from duecourse.web.forms.typed import whole
from duecourse.web.visitor import Visitor
from engine.identity import CaseReference


def sealed_with(visitor: Visitor, reference: CaseReference, step: Written) -> str:
    """Seal the letter that was read with the answers, where that was asked for. Gives where one goes on; "" if not.

    What is asked of a site goes to where it is copied into the form of that site, unless mail can leave from here; a
    letter that could not be sealed goes to its own page, which says why.
    """
    if visitor.typed.get("then") != "seal":
        return ""
    number, content = whole(visitor.typed.get("letter")), visitor.typed.get("letter_says")
    letter = step.case.letters.get(str(number))
    if letter is None:
        return ""
    place = f"/cases/{reference}/letters/{step.code_of(letter)}"
    if is_weighty(visitor, letter.template) and not has_confirmed(visitor):
        return place  # it is read and sealed there, and they are asked again
    by = replace(visitor.caller, once="", seen="")
    sealed = seal_as_foreseen(visitor.services, by, reference, letter.number, content)
    return f"{place}/form" if sealed and letter.action and visitor.services.postroom is None else place
