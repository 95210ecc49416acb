"""Who would hold which role of the trust's policy at a school today: gaps, and where a report about the top leads."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.queries.role_table import role_table, schools_to_show
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import NotPermitted

router = APIRouter()
ROLES = "/roles"
NOT_FOR_YOU = "This table is for those who administer the trust or a school, or manage its cases."


@router.get(ROLES)
@InOneLook
def roles(request: Request, visitor: SignedIn, school: str = "") -> Response:
    """Show the table of one school, the first that is the visitor's where none is named. Raises NotPermitted."""
    schools = schools_to_show(visitor.services, visitor.caller)
    if not schools:
        raise NotPermitted(NOT_FOR_YOU)
    lines = role_table(visitor.services, visitor.caller, school or schools[0].key)
    missing = [line for line in lines if line.lacks]
    place = lines[0].school
    return page(request, "roles.html", schools=schools, place=place, lines=lines, missing=missing)
