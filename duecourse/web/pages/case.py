"""A case: what to do next, the whole procedure, its addresses, people, letters and history."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import evidence
from duecourse.casework.queries import case_view, task_list
from duecourse.casework.queries.case_view import CaseView
from duecourse.casework.context.looking.contacts import together
from duecourse.casework.context.looking.danger import standing
from duecourse.web import case_texts
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.visitor import SignedIn, Visitor
from engine.identity import CaseReference

router = APIRouter()


def seen(visitor: Visitor, reference: CaseReference, what: str = "the case") -> tuple[CaseView, dict[str, Any]]:
    """Load a case for the visitor, with what every page of a case shows. Raises NotFound."""
    view = case_view.look(visitor.services, visitor.caller, reference, what)
    return view, {
        "view": view,
        "case": view.case,
        "showing": case_texts.Showing(view, visitor.services.letters.kinds()),
    }


@router.get("/cases/{reference}")
def overview(request: Request, visitor: SignedIn, reference: CaseReference, done: str = "") -> Response:
    """Show what to do next, and the whole procedure with what is locked and why."""
    alarms = standing(visitor.services, visitor.caller, reference)
    view, shared = seen(visitor, reference)
    found = task_list.guide(view, case_view.possible(visitor.services, visitor.caller, reference))
    said = case_texts.done_sentence(visitor, reference, done)
    return page(
        request,
        "case/overview.html",
        guide=found,
        tab="overview",
        said=said,
        alarms=together(alarms),
        asked={kind for alarm in alarms for kind in alarm.kinds},
        **shared,
    )


@router.get("/cases/{reference}/items")
def items(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show each reported address with its host, clock and checks, and the evidence that is kept."""
    view, shared = seen(visitor, reference, "the addresses")
    kept = evidence.listing(visitor.services, visitor.caller, reference) if view.whole else ()
    return page(request, "case/items.html", tab="items", items=case_texts.items(view), kept=kept, **shared)


@router.get("/cases/{reference}/people")
def people(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show who is part of the case, who holds which role, and every consent."""
    view, shared = seen(visitor, reference, "the people")
    options = case_view.possible(visitor.services, visitor.caller, reference)
    consents = case_texts.consents(view, options)
    return page(request, "case/people.html", tab="people", consents=consents, **shared)


@router.get("/cases/{reference}/letters")
def letters(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """List the letters of a case, those that wait for somebody first."""
    _, shared = seen(visitor, reference, "the letters")
    return page(request, "case/letters.html", tab="letters", **shared)


@router.get("/cases/{reference}/history")
def history(request: Request, visitor: SignedIn, reference: CaseReference, number: PageNumber = "1") -> Response:
    """Tell the case in plain sentences, newest first."""
    _, shared = seen(visitor, reference, "the history")
    told = list(reversed(case_view.history(visitor.services, visitor.caller, reference)))
    lines = sheet(told, number, f"/cases/{reference}/history?all=no")
    return page(request, "case/history.html", tab="history", sheet=lines, **shared)
