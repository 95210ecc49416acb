"""Words of a draft that a rule forbids: the page that shows where they stand, and takes why they stay."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_checks import confirmations
from duecourse.casework.commands.letter_checks.confirmations import HIT, LONGEST
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, letter_named
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
PLACE = f"{LETTER}/words"
FORM = "case/letter_words.html"
WHY_STAY = Ask(
    name="why_stay",
    type="text",
    ask="Why do they have to stay?",
    optional=False,
    options={},
    help=f"Who approves the letter reads this. At most {LONGEST:,} characters.",
)


def _context(visitor: Visitor, reference: CaseReference, number: str, typed: Typed) -> dict[str, Any]:
    """Give what the page shows. Raises NotFound, also to those who do not work on what the letter belongs to."""
    with look(visitor, reference, f"letter {number}") as case:
        view, found = case.view, confirmations.read_forbidden_words(case, case.letter_named(number))
    options = {each.key: each.says for each in found.open}
    which = Ask(name=HIT, type="choice", ask="Which words stay?", optional=False, options=options)
    return {
        **shared(visitor, view),
        "letter": found.letter,
        "found": found,
        "which": fields.field_of(which, typed, {}),
        "why_stay": fields.field_of(WHY_STAY, typed, {}),
        "typed": typed,
        "seen": view.seen,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }


@router.get(PLACE)
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show the words of a draft that a rule forbids, with what was typed and not sent."""
    kept = visitor.kept(visitor.place)
    context = _context(visitor, reference, number, kept or Typed())
    return page(request, FORM, **{**context, "kept": kept is not None})


@router.post(PLACE)
def confirm(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Confirm words with a reason; then comes what is left, or the letter."""
    letter = f"/cases/{reference}/letters/{number}"

    def do() -> str:
        answers = fields.read((WHY_STAY,), visitor.typed, visitor.zone)
        faults = {**fields.missing((WHY_STAY,), answers.facts), **answers.faults}
        if not visitor.typed.get(HIT):
            faults[HIT] = "Choose which words stay"
        if faults:
            raise BadAnswers.of(faults)
        found, key, why = letter_named(visitor, reference, number), visitor.typed.get(HIT), answers.facts["why_stay"]
        try:
            confirmations.confirm(visitor.services, visitor.caller, reference, found, key, why)
        except BadAnswers as bad:
            raise BadAnswers.of({WHY_STAY.name: " ".join(bad.faults.values())}) from bad
        return letter

    def again() -> dict[str, Any]:
        return _context(visitor, reference, number, visitor.typed)

    return submit(request, visitor, FORM, again, do, after=letter, reference=reference)
