"""A consent on paper: a form to print, with the letter as its reader sees it, signed before a witness."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.consents.link_state import consent_page, link_standing
from duecourse.casework.commands.letter_drafts.asked_letter import letter_on_paper
from duecourse.web.pages.letters import inner
from duecourse.web.pages.step import STEP
from duecourse.web.pages.step_pages.standing_step import Here, stand
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import NotFound
from engine.identity import ActionName, CaseReference, TrackName

router = APIRouter()
NONE = "There is no form on paper for this step: it is nothing that somebody answers for themselves."


@router.get(f"{STEP}/paper")
@InOneLook
def form(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Show the form on which somebody answers on paper. Raises NotFound for a step that has none."""
    with stand(visitor, reference, track, number, action) as here:
        context = _context(here)
    return page(request, "case/paper_form.html", **context)


def _context(here: Here) -> dict[str, Any]:
    on, action = here.option.on, here.option.action
    standing = link_standing(here.case, on, action)
    if standing is None:
        raise NotFound(NONE)
    letter = letter_on_paper(here.case, on, action)
    return {
        "case": here.case.view.case,
        "place": here.place,
        "name": standing.name,
        "asks": consent_page(here.case, on, action),
        "withdraws": not any(ask.type == "consent" for ask in here.option.asks),
        "letter": inner(letter) if letter else "",
    }
