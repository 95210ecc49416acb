"""One letter for the addresses of one site: drafts put together on the page of one of them, and taken apart again."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_checks import letters_together
from duecourse.casework.queries import named
from duecourse.web.pages.letters import LETTER, letter_named, on_its_page
from duecourse.web.visitor import SignedIn
from engine.errors import BadAnswers
from engine.identity import CaseReference

router = APIRouter()
WITH, ADDRESS = "with", "address"


@router.post(f"{LETTER}/together")
def put_together(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Let the letter speak also of the chosen addresses."""

    def do() -> str:
        codes = visitor.typed.all(WITH)
        if not codes:
            raise BadAnswers.of({WITH: "Choose at least one address of which this letter should speak as well"})
        found = letter_named(visitor, reference, number)
        drafts = [named.letter(visitor.services, visitor.caller, reference, each) for each in codes]
        letters_together.put_together(visitor.services, visitor.caller, reference, found, drafts)
        return f"/cases/{reference}/letters/{number}"

    return on_its_page(request, visitor, reference, number, do)


@router.post(f"{LETTER}/apart")
def take_apart(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Give an address a letter of its own again."""

    def do() -> str:
        found, address = letter_named(visitor, reference, number), visitor.typed.get(ADDRESS)
        letters_together.take_apart(visitor.services, visitor.caller, reference, found, address)
        return f"/cases/{reference}/letters/{number}"

    return on_its_page(request, visitor, reference, number, do)
