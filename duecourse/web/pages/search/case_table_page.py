"""The list of cases taken away as a table for a spreadsheet."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.search.case_table import case_table
from duecourse.web.pages.search.case_list_page import asked_cases
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
NAME = "cases.csv"


@router.get(f"/{NAME}")
@InOneLook
def take(request: Request, visitor: SignedIn) -> Response:
    """Give the cases that the list shows, narrowed and ordered as it is."""
    content = case_table(visitor.services, visitor.caller, asked_cases(request.query_params))
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
