"""My deadlines: everything that the visitor has to meet, by day, at one school or at all."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.queries.case_filters import AskedClocks
from duecourse.casework.queries.deadlines.deadline_days import MOST, deadline_days
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
PLACE = "/deadlines"


@router.get(PLACE)
@InOneLook
def deadlines(request: Request, visitor: SignedIn, school: str = "", procedure: str = "") -> Response:
    """List the visitor's deadlines by day. Raises BadAnswers for a school or procedure that there is not."""
    asked = AskedClocks(school, procedure)
    found = deadline_days(visitor.services, visitor.caller, asked)
    return page(request, "account/deadlines.html", found=found, asked=asked, most=MOST)
