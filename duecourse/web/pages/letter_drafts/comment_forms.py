"""Comments between colleagues on the page of a letter: said, and settled."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_drafts import colleague_comments
from duecourse.casework.commands.letter_drafts.colleague_comments import SAYS
from duecourse.web.pages.letters import LETTER, letter_named, on_its_page
from duecourse.web.visitor import SignedIn
from engine.identity import CaseReference

router = APIRouter()
SETTLES = "comment_code"
"""The field that says which comment is settled."""


@router.post(f"{LETTER}/comment")
def say(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Say something about the draft to those who work on it."""

    def do() -> str:
        found = letter_named(visitor, reference, number)
        colleague_comments.comment(visitor.services, visitor.caller, reference, found, visitor.typed.get(SAYS))
        return f"/cases/{reference}/letters/{number}#comments"

    return on_its_page(request, visitor, reference, number, do)


@router.post(f"{LETTER}/settle")
def settle(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Settle a comment."""

    def do() -> str:
        found = letter_named(visitor, reference, number)
        code = visitor.typed.get(SETTLES)
        colleague_comments.settle(visitor.services, visitor.caller, reference, found, code)
        return f"/cases/{reference}/letters/{number}#comments"

    return on_its_page(request, visitor, reference, number, do)
