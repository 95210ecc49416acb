"""The work list: what somebody has to do, and clocks by when they run out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from duecourse.casework.accounts import sessions
from duecourse.casework.queries.agenda.agenda import Agenda, WorkTab, agenda
from duecourse.casework.queries.agenda.danger_groups import gathered
from duecourse.casework.queries.case_filters import AskedClocks
from duecourse.casework.queries.desk import COUNTED
from duecourse.casework.queries.work_lines import When
from duecourse.casework.queries.work_list import Overview, clocks_when
from duecourse.casework.search.saved_views import views_of
from duecourse.casework.upkeep.going_live import count_missing, what_is_missing
from duecourse.casework.upkeep.troubles import count_standing
from duecourse.web.pagination import address_of, asked_page, asked_part, turning
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadInput
from engine.identity import CaseReference
from engine.ports.sights import Page
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
LINES = 15
"""So many cases are listed at a time: fewer than elsewhere, for this page is read on a phone, between two lessons."""
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
        links=turning(found.earlier, found.later, address_of("/work", tab=found.tab, **asdict(asked))),
        others=address_of("/work", tab=WorkTab.OTHERS, **asdict(asked)),
        asked=asked,
        choices=beside.choices,
        dangers=gathered(beside.dangers),
        unopened=gathered(beside.unopened),
        catching_up=CATCHING_UP if beside.catching_up else "",
        report=sessions.kept_form(visitor.services, visitor.person.id, "/report"),
        requests=[line for line in beside.requests if not line.has_turn],
        given=given_line(beside.given),
        erasing=beside.erasing,
        agreeing=beside.agreeing,
        by_hand=beside.by_hand,
        troubles=count_standing(visitor.services) if visitor.administers else 0,
        missing=count_missing(what_is_missing(visitor.services, visitor.caller)) if visitor.administers else 0,
        unsent=beside.unsent,
        approving=beside.approving,
        views=views_of(visitor.services, visitor.person.id),
    )


def _tab(tab: str) -> WorkTab | None:
    if tab and tab not in tuple(WorkTab):
        raise BadInput(f"There is no list of work called “{tab}”. Lists: {', '.join(WorkTab)}.")
    return WorkTab(tab) if tab else None


def _part(query: QueryParams, tab: str) -> Page:
    read = asked_part if tab == WorkTab.LETTERS else asked_page
    return replace(read(query.get("after", ""), query.get("before", "")), limit=LINES)


def _tabs(found: Agenda, asked: AskedClocks) -> list[tuple[WorkTab, str, str]]:
    return [
        (each, said_count(count), address_of("/work", tab=each, **asdict(asked)))
        for each, count in found.counts.items()
    ]


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
        total=said_count(lines.total),
        links=turning(lines.earlier, lines.later, address_of("/work", show=when, **asdict(asked))),
    )


def _beside(found: Overview, show: str, asked: AskedClocks) -> dict[str, Any]:
    """Give what stands on every page of the work list: the counts as links, dangers, and what to choose from."""
    return {
        "counts": [(each, *line, address_of("/work", show=each, **asdict(asked))) for each, *line in _counts(found)],
        "show": show,
        "asked": asked,
        "choices": found.choices,
        "dangers": found.dangers,
        "catching_up": CATCHING_UP if found.catching_up else "",
    }


def given_line(references: Sequence[CaseReference]) -> str:
    """Say which cases came to somebody with a post and wait to be opened; "" where none does."""
    if not references:
        return ""
    count = said_count(len(references))
    cases = "1 case that you have" if len(references) == 1 else f"{count} cases that you have"
    return f"With your post you now have {cases} not opened yet: {', '.join(references[:NAMED])}{_more(references)}."


def _more(references: Sequence[CaseReference]) -> str:
    return " and others" if len(references) > NAMED else ""


def _counts(found: Overview) -> list[tuple[When, str, str]]:
    return [(when, title, said_count(found.counts[when])) for when, title in TITLES.items() if when is not When.LATER]


def said_count(count: int) -> str:
    """Write a count; where counting stopped, that there are more."""
    return f"{COUNTED - 1}+" if count == COUNTED else str(count)
