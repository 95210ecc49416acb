"""The schools that somebody keeps: the list, and one of them with what is known of it and what it lacks."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.kept.school_sheets import school_sheets, school_standing
from duecourse.web.pagination import PageNumber, address_of, sheet
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
PLACE = "/administration/schools"
ONE = f"{PLACE}/{{school}}"
LEFT = "yes"


@router.get(PLACE)
@InOneLook
def school_list(
    request: Request, visitor: SignedIn, words: str = "", left: str = "", number: PageNumber = "1"
) -> Response:
    """List the schools, narrowed as is asked."""
    found = school_sheets(visitor.services, visitor.caller, words, left=left == LEFT)
    cut = sheet(found, number, address_of(PLACE, words=words, left=left))
    return page(request, "administration/schools.html", sheets=cut, words=words, left=left == LEFT, address=of_school)


@router.get(ONE)
@InOneLook
def one_school(request: Request, visitor: SignedIn, school: str) -> Response:
    """Show one school."""
    standing = school_standing(visitor.services, visitor.caller, school)
    return page(request, "administration/school.html", standing=standing, place=of_school(standing.sheet.school.key))


def of_school(key: str) -> str:
    """Give the address of a school's page."""
    return f"{PLACE}/{quote(key, safe='')}"
