"""Large print: kept with the reader of a letter on its page, and taken back there."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_checks.large_print import keep_large_print
from duecourse.web.pages.letters import LETTER, letter_named, on_its_page
from duecourse.web.visitor import SignedIn
from engine.identity import CaseReference

router = APIRouter()
LARGE, YES = "large", "yes"


@router.post(f"{LETTER}/large-print")
def keep(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Keep with the reader whether letters to them are in large print."""

    def do() -> str:
        found, large = letter_named(visitor, reference, number), visitor.typed.get(LARGE) == YES
        keep_large_print(visitor.services, visitor.caller, reference, found, large=large)
        return f"/cases/{reference}/letters/{number}"

    return on_its_page(request, visitor, reference, number, do)
