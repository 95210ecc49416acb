"""How the installation is, for administrators: what is looked at, what is wrong, and what was lately."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.upkeep.health import checks
from duecourse.casework.upkeep.trouble_texts import says_of
from duecourse.casework.upkeep.troubles import standing_troubles
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
PLACE = "/installation"


@router.get(PLACE)
@InOneLook
def installation(request: Request, visitor: SignedIn) -> Response:
    """Say how it is."""
    troubles = standing_troubles(visitor.services, visitor.caller)
    return page(
        request,
        "installation.html",
        checks=checks(visitor.services),
        standing=[(each, says_of(each)) for each in troubles if each.ended_at is None],
        over=[(each, says_of(each)) for each in reversed(troubles) if each.ended_at is not None],
    )
