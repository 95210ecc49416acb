"""The list of cases: narrowed by what stands in its address, each limit with a way to take it off, and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from duecourse.casework.case_handovers.handover_choices import hands_over
from duecourse.casework.queries.case_filters import EVERY_CASE, MYSELF, SHOWN, AskedCases, Choices
from duecourse.casework.queries.case_pages import CaseList, case_lines
from duecourse.casework.search.saved_views import views_of
from duecourse.web.pages.work import CATCHING_UP, said_count
from duecourse.web.pagination import address_of, asked_page, turning
from duecourse.web.render import page, plain
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn
from engine.identity import PersonId
from engine.ports.agenda.case_orders import CaseOrder
from engine.time.moments import say_date

router = APIRouter()
CASES = "/cases"
LISTS = {"open": "Open", "closed": "Closed", "all": "All"}
ORDERS = {
    CaseOrder.SOONEST: "Next deadline first",
    CaseOrder.LATEST: "Newest reference first",
    CaseOrder.REFERENCE: "Oldest reference first",
}
"""How the list of cases may be ordered, in the words of the page."""
FLAGS = {
    "mine": "Only cases that I work on myself",
    "late": "Only cases with something overdue",
    "danger": "Only cases with a danger",
}
"""What a list is narrowed to by a tick, in the words of the page."""
WORDS = {
    "school": "school",
    "policy": "policy",
    "kind": "kind",
    "stage": "stage",
    "procedure": "procedure",
    "holder": "holder",
    "from": "reported_from",
    "until": "reported_until",
}
"""What a list is narrowed to by a word in its address, and by which name it is asked."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a list is narrowed to, in words, and where it is listed without that."""

    says: str
    without: str


@router.get(CASES)
@InOneLook
def cases(request: Request, visitor: SignedIn, after: str = "", before: str = "") -> Response:
    """List the cases that the visitor may see, narrowed as they ask, by their next deadline."""
    asked = asked_cases(request.query_params)
    found = case_lines(visitor.services, visitor.caller, asked, asked_page(after, before))
    lines, here = found.page, narrowed(asked)
    return page(
        request,
        "cases.html",
        status=UNPROCESSABLE if found.faults else 200,
        lines=lines.lines,
        total=said_count(lines.total),
        links=turning(lines.earlier, lines.later, here),
        shown=[(key, LISTS[key], narrowed(replace(asked, show=key))) for key in SHOWN],
        asked=asked,
        limits=[] if found.faults else list(_limits(asked, found)),
        without=narrowed(replace(EVERY_CASE, show="open" if "show" in found.faults else asked.show)),
        choices=found.choices,
        holders={MYSELF: "Me", **found.choices.holders},
        orders=ORDERS,
        flags=[(name, text, getattr(asked, name)) for name, text in FLAGS.items()],
        heads=_heads(asked),
        table=narrowed(asked, "/cases.csv"),
        hands_over=hands_over(visitor.services, visitor.caller),
        faults=found.faults,
        catching_up=CATCHING_UP if found.catching_up else "",
        views=views_of(visitor.services, visitor.person.id),
        here=here,
        saved_as=here.partition("?")[2],
    )


def asked_cases(query: QueryParams) -> AskedCases:
    """Read what is asked of the list of cases; what is not known is told where it is looked for."""
    return AskedCases(
        show=query.get("show") or "open",
        mine="mine" in query,
        late="late" in query,
        danger="danger" in query,
        order=query.get("order") or CaseOrder.SOONEST.value,
        **{name: query.get(word, "").strip() for word, name in WORDS.items()},
    )


def narrowed(asked: AskedCases, path: str = CASES) -> str:
    """Write the address at which a list of cases is shown as it is asked for; it names nobody."""
    words = {word: getattr(asked, name) for word, name in WORDS.items()}
    flags = {name: "yes" for name in FLAGS if getattr(asked, name)}
    order = asked.order if asked.order != CaseOrder.SOONEST else ""
    return address_of(path, show=asked.show, **words, order=order, **flags)


def _heads(asked: AskedCases) -> list[str | dict[str, str]]:
    """Give the heads of the list; those that it can be sorted by lead to that, and say how it is sorted now."""
    sorts = {CaseOrder.REFERENCE: "ascending", CaseOrder.LATEST: "descending"}
    back = CaseOrder.LATEST if asked.order == CaseOrder.REFERENCE else CaseOrder.REFERENCE
    soonest = "ascending" if asked.order == CaseOrder.SOONEST else "none"
    by_case = next((sort for order, sort in sorts.items() if order == asked.order), "none")
    case = {"text": "Case", "href": narrowed(replace(asked, order=back.value)), "sort": by_case}
    due = {"text": "Due", "href": narrowed(replace(asked, order=CaseOrder.SOONEST.value)), "sort": soonest}
    return [case, "Status", "Next deadline", due, "School"]


def _limits(asked: AskedCases, found: CaseList) -> Iterator[Limit]:
    """Say what a list is narrowed to, each with the address of the list without it."""
    for name, says in _said(asked, found.choices).items():
        if getattr(asked, name):
            yield Limit(says, _with(asked, name, ""))
    for name, says in FLAGS.items():
        if getattr(asked, name):
            yield Limit(says, _with(asked, name, False))


def _with(asked: AskedCases, name: str, value: str | bool) -> str:
    changed: dict[str, Any] = {name: value}
    return narrowed(replace(asked, **changed))


def _said(asked: AskedCases, choices: Choices) -> dict[str, str]:
    schools = {place.key: place.name for place in choices.schools}
    holder = "me" if asked.holder == MYSELF else choices.holders.get(PersonId(asked.holder), "somebody")
    return {
        "school": schools.get(asked.school, asked.school),
        "policy": choices.policies.get(asked.policy, asked.policy),
        "kind": choices.kinds.get(asked.kind, plain(asked.kind)),
        "stage": f"Stage: {choices.stages.get(asked.stage, plain(asked.stage))}",
        "procedure": f"Under way: {choices.procedures.get(asked.procedure, plain(asked.procedure))}",
        "holder": f"Next step is for {holder}",
        "reported_from": f"Reported from {_day(asked.reported_from)}",
        "reported_until": f"Reported until {_day(asked.reported_until)}",
    }


def _day(text: str) -> str:
    return say_date(date.fromisoformat(text)) if text else ""
