"""The days of the schools: which terms are loaded, and the days of one school, school year by school year."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from duecourse.casework.calendars.calendar_sheets import calendar_sheet, calendar_sheets, school_year
from duecourse.web.forms.typed import whole
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
PLACE = "/administration/calendars"
ONE = f"{PLACE}/{{school}}"


@router.get(PLACE)
@InOneLook
def calendar_list(request: Request, visitor: SignedIn, number: PageNumber = "1") -> Response:
    """List the schools with what is loaded for each."""
    cut = sheet(calendar_sheets(visitor.services, visitor.caller), number, PLACE)
    return page(request, "administration/calendars.html", cut=cut, address=of_calendar)


@router.get(ONE)
@InOneLook
def one_calendar(request: Request, visitor: SignedIn, school: str, year: str = "") -> Response:
    """Show the days of one school in one school year."""
    found = calendar_sheet(visitor.services, visitor.caller, school)
    now = school_year(visitor.services.clock.now().astimezone(visitor.zone).date())
    years = sorted({now, now + 1, *(each.year for each in (*found.spans, *found.holidays))})
    wanted = whole(year)
    return page(
        request,
        "administration/calendar.html",
        found=found,
        place=of_calendar(found.school.key),
        years=years,
        year=wanted if wanted in years else now,
    )


def of_calendar(key: str) -> str:
    """Give the address of a school's calendar."""
    return f"{PLACE}/{quote(key, safe='')}"
