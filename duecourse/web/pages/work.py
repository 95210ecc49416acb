"""The work list and the list of cases: numbers first, each a link to its list."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts import sessions
from duecourse.casework.queries.work_list import When, work_list
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import SignedIn

router = APIRouter()
TITLES = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Due today",
    When.WEEK: "Due this week",
    When.WAITING: "Waiting for others",
    When.LATER: "Due later",
}
SHOWN_CASES = 10


@router.get("/")
def home() -> Response:
    """Begin with the work list."""
    return go("/work")


@router.get("/work")
def work(request: Request, visitor: SignedIn, show: str = "", number: PageNumber = "1") -> Response:
    """Show what needs somebody now; with `show`, one of its lists."""
    found = work_list(visitor.services, visitor.caller)
    counts = [(when, title, len(found.of(when))) for when, title in TITLES.items() if when is not When.LATER]
    if show in tuple(When):
        rows = found.of(When(show))
        lines = sheet(rows, number, f"/work?show={show}")
        return page(
            request,
            "work_list.html",
            title=TITLES[When(show)],
            sheet=lines,
            counts=counts,
            show=show,
            dangers=found.dangers,
        )
    report = sessions.kept_form(visitor.services, visitor.person.id, "/report")
    running = [line for line in found.cases if not line.ended]
    urgent = [*found.of(When.OVERDUE), *found.of(When.TODAY)]
    return page(
        request,
        "work.html",
        counts=counts,
        dangers=found.dangers,
        urgent=urgent[:SHOWN_CASES],
        cases=running[:SHOWN_CASES],
        running=len(running),
        report=report,
        requests=found.requests[:SHOWN_CASES],
    )


@router.get("/cases")
def cases(request: Request, visitor: SignedIn, show: str = "open", number: PageNumber = "1") -> Response:
    """List every case that the visitor may see, by its next deadline."""
    found = work_list(visitor.services, visitor.caller).cases
    chosen = [line for line in found if show == "all" or line.ended == (show == "closed")]
    return page(request, "cases.html", sheet=sheet(chosen, number, f"/cases?show={show}"), show=show)
