"""The work list and the list of cases: numbers first, each a link to its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from duecourse.casework.accounts import sessions
from duecourse.casework.case_handovers.handover_choices import hands_over
from duecourse.casework.queries.agenda.agenda import Agenda, WorkTab, agenda
from duecourse.casework.queries.case_filters import SHOWN, AskedCases, AskedClocks
from duecourse.casework.queries.case_pages import case_lines
from duecourse.casework.queries.desk import COUNTED
from duecourse.casework.queries.work_lines import When
from duecourse.casework.queries.work_list import Overview, clocks_when
from duecourse.casework.upkeep.troubles import count_standing
from duecourse.web.pagination import asked_page, asked_part, turning
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput
from engine.identity import CaseReference
from engine.ports.sights import CaseOrder, Page
from engine.time.moments import say_date

router = APIRouter()
TITLES = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Due today",
    When.WEEK: "Due this week",
    When.WAITING: "Waiting for others",
    When.LATER: "Due later",
}
TABS = {
    WorkTab.MINE: "Mine",
    WorkTab.LETTERS: "Letters to send",
    WorkTab.OTHERS: "Waiting for others",
    WorkTab.LATE: "Late in my school",
    WorkTab.NEW: "New to you",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LISTS = {"open": "Open", "closed": "Closed", "all": "All"}
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
@InOneLook
def work(request: Request, visitor: SignedIn, show: str = "", tab: str = "") -> Response:
    """Show what somebody has to do, or a `tab` beside it; with `show`, clocks by when they run out.

    Of one school and procedure where that is asked.
    """
    asked = AskedClocks(request.query_params.get("school", ""), request.query_params.get("procedure", ""))
    if show:
        return _listed(request, visitor, _when(show), asked)
    wanted, part = _tab(tab), _part(request.query_params, tab)
    found = agenda(visitor.services, visitor.caller, wanted, part, asked)
    beside = found.beside
    return page(
        request,
        "work.html",
        agenda=found,
        tabs=[(each, _tab_title(found, each, visitor), *line) for each, *line in _tabs(found, asked)],
        is_first=not part.after,
        links=turning(found.earlier, found.later, _address("/work", tab=found.tab, **asdict(asked))),
        others=_address("/work", tab=WorkTab.OTHERS, **asdict(asked)),
        asked=asked,
        choices=beside.choices,
        dangers=beside.dangers,
        catching_up=CATCHING_UP if beside.catching_up else "",
        report=sessions.kept_form(visitor.services, visitor.person.id, "/report"),
        requests=[line for line in beside.requests if not line.has_turn],
        given=given_line(beside.given),
        erasing=beside.erasing,
        agreeing=beside.agreeing,
        by_hand=beside.by_hand,
        troubles=count_standing(visitor.services) if visitor.administers else 0,
        unsent=beside.unsent,
        approving=beside.approving,
    )


def _tab(tab: str) -> WorkTab | None:
    if tab and tab not in tuple(WorkTab):
        raise BadInput(f"There is no list of work called “{tab}”. Lists: {', '.join(WorkTab)}.")
    return WorkTab(tab) if tab else None


def _part(query: QueryParams, tab: str) -> Page:
    read = asked_part if tab == WorkTab.LETTERS else asked_page
    return read(query.get("after", ""), query.get("before", ""))


def _tabs(found: Agenda, asked: AskedClocks) -> list[tuple[WorkTab, str, str]]:
    return [(each, _said(count), _address("/work", tab=each, **asdict(asked))) for each, count in found.counts.items()]


def _tab_title(found: Agenda, tab: WorkTab, visitor: Visitor) -> str:
    """Call a list; what is new says since which day, and what is late where there are several schools."""
    if tab is WorkTab.LATE and len(found.beside.choices.schools) > 1:
        return "Late in my schools"
    if tab is not WorkTab.NEW or found.last_here is None:
        return TABS[tab]
    zone = ZoneInfo(visitor.organisation.zone)
    day, today = (at.astimezone(zone).date() for at in (found.last_here, visitor.services.clock.now()))
    said = DAYS[day.weekday()] if (today - day).days < len(DAYS) else say_date(day)
    return f"New since {'yesterday' if (today - day).days == 1 else said}"


def _when(show: str) -> When:
    if show not in tuple(When):
        raise BadInput(f"There is no list of work called “{show}”. Lists: {', '.join(When)}.")
    return When(show)


def _listed(request: Request, visitor: Visitor, when: When, asked: AskedClocks) -> Response:
    part = asked_page(request.query_params.get("after", ""), request.query_params.get("before", ""))
    lines, beside = clocks_when(visitor.services, visitor.caller, when, part, asked)
    return page(
        request,
        "work_list.html",
        **_beside(beside, when, asked),
        title=TITLES[when],
        lines=lines.lines,
        total=_said(lines.total),
        links=turning(lines.earlier, lines.later, _address("/work", show=when, **asdict(asked))),
    )


def _beside(found: Overview, show: str, asked: AskedClocks) -> dict[str, Any]:
    """Give what stands on every page of the work list: the counts as links, dangers, and what to choose from."""
    return {
        "counts": [(each, *line, _address("/work", show=each, **asdict(asked))) for each, *line in _counts(found)],
        "show": show,
        "asked": asked,
        "choices": found.choices,
        "dangers": found.dangers,
        "catching_up": CATCHING_UP if found.catching_up else "",
    }


def _address(path: str, **asked: str) -> str:
    """Write the address of a list, with what it is narrowed to."""
    narrowed = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{narrowed}" if narrowed else path


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


ORDERS = {
    CaseOrder.SOONEST: "Next deadline first",
    CaseOrder.LATEST: "Newest reference first",
    CaseOrder.REFERENCE: "Oldest reference first",
}
"""How the list of cases may be ordered, in the words of the page."""


@router.get("/cases")
@InOneLook
def cases(request: Request, visitor: SignedIn, after: str = "", before: str = "") -> Response:
    """List the cases that the visitor may see, narrowed as they ask, by their next deadline."""
    asked = asked_cases(request.query_params)
    found = case_lines(visitor.services, visitor.caller, asked, asked_page(after, before))
    lines = found.page
    return page(
        request,
        "cases.html",
        status=UNPROCESSABLE if found.faults else 200,
        lines=lines.lines,
        total=_said(lines.total),
        links=turning(lines.earlier, lines.later, _narrowed(asked)),
        shown=[(key, LISTS[key], _narrowed(replace(asked, show=key))) for key in SHOWN],
        asked=asked,
        choices=found.choices,
        orders=ORDERS,
        heads=_heads(asked),
        table=_narrowed(asked, "/cases.csv"),
        hands_over=hands_over(visitor.services, visitor.caller),
        faults=found.faults,
        catching_up=CATCHING_UP if found.catching_up else "",
    )


def asked_cases(query: QueryParams) -> AskedCases:
    """Read what is asked of the list of cases; what is not known is told where it is looked for."""
    return AskedCases(
        show=query.get("show") or "open",
        school=query.get("school", ""),
        stage=query.get("stage", ""),
        procedure=query.get("procedure", ""),
        mine="mine" in query,
        late="late" in query,
        order=query.get("order") or CaseOrder.SOONEST.value,
    )


def _heads(asked: AskedCases) -> list[str | dict[str, str]]:
    """Give the heads of the list; those that it can be sorted by lead to that, and say how it is sorted now."""
    sorts = {CaseOrder.REFERENCE: "ascending", CaseOrder.LATEST: "descending"}
    back = CaseOrder.LATEST if asked.order == CaseOrder.REFERENCE else CaseOrder.REFERENCE
    soonest = "ascending" if asked.order == CaseOrder.SOONEST else "none"
    by_case = next((sort for order, sort in sorts.items() if order == asked.order), "none")
    case = {"text": "Case", "href": _narrowed(replace(asked, order=back.value)), "sort": by_case}
    due = {"text": "Due", "href": _narrowed(replace(asked, order=CaseOrder.SOONEST.value)), "sort": soonest}
    return [case, "Status", "Next deadline", due, "School"]


def _narrowed(asked: AskedCases, path: str = "/cases") -> str:
    flags = {name: "yes" for name, is_asked in (("mine", asked.mine), ("late", asked.late)) if is_asked}
    order = asked.order if asked.order != CaseOrder.SOONEST else ""
    limits = {"school": asked.school, "stage": asked.stage, "procedure": asked.procedure}
    return _address(path, show=asked.show, **limits, order=order, **flags)
