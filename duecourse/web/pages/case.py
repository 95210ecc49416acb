"""A case: what to do next, the whole procedure, its addresses, people, letters and history."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework import evidence, guidance, looking
from duecourse.casework.contacts import together
from duecourse.casework.danger import standing
from duecourse.casework.looking import Look
from duecourse.web import showing
from duecourse.web.listing import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.visiting import SignedIn, Visitor

router = APIRouter()


def seen(visitor: Visitor, reference: str, what: str = "the case") -> tuple[Look, dict[str, Any]]:
    """Load a case for the visitor, with what every page of a case shows. Raises NotFound."""
    look = looking.look(visitor.office, visitor.sender, reference, what)
    return look, {"look": look, "case": look.case, "showing": showing.Showing(look, visitor.office.letters.kinds())}


@router.get("/cases/{reference}")
def overview(request: Request, visitor: SignedIn, reference: str, done: str = "") -> Response:
    """Show what to do next, and the whole procedure with what is locked and why."""
    alarms = standing(visitor.office, visitor.sender, reference)
    look, shared = seen(visitor, reference)
    found = guidance.guide(look, looking.possible(visitor.office, visitor.sender, reference))
    said = showing.done_sentence(visitor, reference, done)
    return page(
        request,
        "case/overview.html",
        guide=found,
        tab="overview",
        said=said,
        alarms=together(alarms),
        asked={name for alarm in alarms for name in alarm.questions},
        **shared,
    )


@router.get("/cases/{reference}/items")
def items(request: Request, visitor: SignedIn, reference: str) -> Response:
    """Show each reported address with its host, clock and checks, and the evidence that is kept."""
    look, shared = seen(visitor, reference, "the addresses")
    kept = evidence.listing(visitor.office, visitor.sender, reference) if look.whole else ()
    return page(request, "case/items.html", tab="items", items=showing.items(look), kept=kept, **shared)


@router.get("/cases/{reference}/people")
def people(request: Request, visitor: SignedIn, reference: str) -> Response:
    """Show who is part of the case, who holds which role, and every consent."""
    look, shared = seen(visitor, reference, "the people")
    options = looking.possible(visitor.office, visitor.sender, reference)
    consents = showing.consents(look, options)
    return page(request, "case/people.html", tab="people", consents=consents, **shared)


@router.get("/cases/{reference}/letters")
def letters(request: Request, visitor: SignedIn, reference: str) -> Response:
    """List the letters of a case, those that wait for somebody first."""
    _, shared = seen(visitor, reference, "the letters")
    return page(request, "case/letters.html", tab="letters", **shared)


@router.get("/cases/{reference}/history")
def history(request: Request, visitor: SignedIn, reference: str, number: PageNumber = "1") -> Response:
    """Tell the case in plain sentences, newest first."""
    _, shared = seen(visitor, reference, "the history")
    told = list(reversed(looking.history(visitor.office, visitor.sender, reference)))
    lines = sheet(told, number, f"/cases/{reference}/history?all=no")
    return page(request, "case/history.html", tab="history", sheet=lines, **shared)
