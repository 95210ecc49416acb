"""Who would hold each role of the policy at each school today: gaps, and who takes a role in a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.comings_and_goings.role_sheet import role_sheet
from duecourse.casework.queries.role_table import RoleAtSchool, role_table, schools_to_show
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import NotPermitted

router = APIRouter()
ROLES, FILE = "/roles", "roles.csv"
NOT_FOR_YOU = "This table is for those who administer the trust or a school, or manage its cases."
GAPS = "yes"


@router.get(ROLES)
@InOneLook
def roles(request: Request, visitor: SignedIn, school: str = "", role: str = "", gaps: str = "") -> Response:
    """Show the table of every school that is the visitor's, or of one. Raises NotPermitted."""
    schools = schools_to_show(visitor.services, visitor.caller)
    if not schools:
        raise NotPermitted(NOT_FOR_YOU)
    lines = role_table(visitor.services, visitor.caller, school)
    titles = dict(sorted({line.role: line.title for line in lines}.items(), key=lambda each: each[1].casefold()))
    asked = {name: text for name, text in (("school", school), ("role", role), ("gaps", gaps)) if text}
    return page(
        request,
        "roles.html",
        schools=schools,
        school=school,
        titles=titles,
        role=role,
        gaps=gaps == GAPS,
        keeps=visitor.keeps,
        places=[
            (place, list(some)) for place, some in groupby(_chosen(lines, role, gaps), key=lambda line: line.school)
        ],
        missing=[line for line in lines if line.lacks],
        coming=[line for line in lines if line.coming and line.coming.lacks],
        untaken=[(line, route) for line in lines for route in line.routes if line.holders and not route.holders],
        away=[line for line in lines if line.only_cover],
        sheet=f"/{FILE}?{urlencode(asked)}" if asked else f"/{FILE}",
    )


@router.get(f"/{FILE}")
@InOneLook
def take(visitor: SignedIn, school: str = "", role: str = "", gaps: str = "") -> Response:
    """Give what the table shows for a spreadsheet. Raises NotPermitted."""
    lines = _chosen(role_table(visitor.services, visitor.caller, school), role, gaps)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(role_sheet(lines, visitor.zone), media_type="text/csv; charset=utf-8", headers=headers)


def _chosen(lines: Sequence[RoleAtSchool], role: str, gaps: str) -> Sequence[RoleAtSchool]:
    """Give the lines of one role where one is named, and those alone where there is something to see to if asked."""
    mine = [line for line in lines if role in ("", line.role)]
    return [line for line in mine if line.needs_a_look] if gaps == GAPS else mine
