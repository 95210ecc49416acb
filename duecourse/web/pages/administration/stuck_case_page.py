"""Cases that no sweep takes any more: which they are and where the log says why; taken up again by one press."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.upkeep.aside_cases import stuck_cases, try_again
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor

router = APIRouter()
PLACE = "/administration/set-aside"
LIST = "administration/set_aside.html"


@router.get(PLACE)
@InOneLook
def stuck_list(request: Request, visitor: SignedIn, number: PageNumber = "1") -> Response:
    """List them."""
    return page(request, LIST, **_context(visitor, number))


@router.post(PLACE)
def take_up(request: Request, visitor: SignedIn) -> Response:
    """Have all of them tried again."""

    def do() -> str:
        try_again(visitor.services, visitor.caller)
        return PLACE

    return submit(request, visitor, LIST, lambda: _context(visitor, "1"), do, after=PLACE)


def _context(visitor: Visitor, number: str) -> dict[str, Any]:
    found = stuck_cases(visitor.services, visitor.caller)
    return {
        "cut": sheet(found, number, PLACE),
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }
