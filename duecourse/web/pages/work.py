"""The work list and the list of cases: numbers first, each a link to its list."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts import sessions
from duecourse.casework.queries.work_lines import When
from duecourse.casework.queries.work_list import COUNTED, Overview, case_lines, clocks_when, overview
from duecourse.web.pagination import asked_page, turning
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import SignedIn, Visitor
from engine.identity import CaseReference
from engine.ports.sights import CasesWanted, Page

router = APIRouter()
TITLES = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Due today",
    When.WEEK: "Due this week",
    When.WAITING: "Waiting for others",
    When.LATER: "Due later",
}
SHOWN_CASES = 10
NAMED = 12
"""So many references are named in one line."""
CATCHING_UP = (
    "Your posts have changed. These lists are being brought up to date: what you see by them may be missing for some "
    "minutes."
)


@router.get("/")
def home() -> Response:
    """Begin with the work list."""
    return go("/work")


@router.get("/work")
def work(request: Request, visitor: SignedIn, show: str = "", after: str = "", before: str = "") -> Response:
    """Show what needs somebody now; with `show`, one of its lists."""
    if show in tuple(When):
        return _listed(request, visitor, When(show), asked_page(after, before))
    found = overview(visitor.services, visitor.caller, SHOWN_CASES)
    return page(
        request,
        "work.html",
        counts=_counts(found),
        dangers=found.dangers,
        urgent=found.urgent,
        cases=found.cases,
        running=_said(found.running),
        more=found.running > len(found.cases),
        report=sessions.kept_form(visitor.services, visitor.person.id, "/report"),
        requests=found.requests,
        catching_up=CATCHING_UP if found.catching_up else "",
        given=given_line(found.given),
    )


def _listed(request: Request, visitor: Visitor, when: When, asked: Page) -> Response:
    lines, beside = clocks_when(visitor.services, visitor.caller, when, asked)
    return page(
        request,
        "work_list.html",
        title=TITLES[when],
        lines=lines.lines,
        total=_said(lines.total),
        links=turning(lines.earlier, lines.later, f"/work?show={when}"),
        counts=_counts(beside),
        show=when,
        dangers=beside.dangers,
        catching_up=CATCHING_UP if beside.catching_up else "",
    )


def given_line(references: Sequence[CaseReference]) -> str:
    """Say which cases came to somebody with a post and wait to be opened; "" where none does."""
    if not references:
        return ""
    count = _said(len(references))
    cases = "1 case that you have" if len(references) == 1 else f"{count} cases that you have"
    return f"With your post you now have {cases} not opened yet: {', '.join(references[:NAMED])}{_more(references)}."


def _more(references: Sequence[CaseReference]) -> str:
    return " and others" if len(references) > NAMED else ""


def _counts(found: Overview) -> list[tuple[When, str, str]]:
    return [(when, title, _said(found.counts[when])) for when, title in TITLES.items() if when is not When.LATER]


def _said(count: int) -> str:
    """Write a count; where counting stopped, that there are more."""
    return f"{COUNTED - 1}+" if count == COUNTED else str(count)


@router.get("/cases")
def cases(
    request: Request, visitor: SignedIn, show: str = "open", school: str = "", after: str = "", before: str = ""
) -> Response:
    """List every case that the visitor may see, by its next deadline; of one school where that is asked."""
    wanted = CasesWanted(ended=None if show == "all" else show == "closed")
    found = case_lines(visitor.services, visitor.caller, wanted, asked_page(after, before), school)
    lines, asked = found.page, urlencode({"show": show} | ({"school": school} if school else {}))
    return page(
        request,
        "cases.html",
        lines=lines.lines,
        total=_said(lines.total),
        links=turning(lines.earlier, lines.later, f"/cases?{asked}"),
        show=show,
        school=school,
        schools=found.schools if len(found.schools) > 1 or school else (),
        catching_up=CATCHING_UP if found.catching_up else "",
    )
