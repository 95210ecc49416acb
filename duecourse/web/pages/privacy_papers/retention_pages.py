"""How long cases are kept, which of them are over their time, and one case kept on or proposed for disposal."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.disposals import disposal
from duecourse.casework.disposals.certificate import certificate
from duecourse.casework.disposals.due_cases import due_case_of, due_cases
from duecourse.casework.retention.retention_schedule import KINDS
from duecourse.casework.retention.schedule_changes import PeriodChange, change_row, schedule
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/retention"
CHANGE, OF_CASE = f"{PLACE}/change", "/cases/{reference}/retention"
BACK = "retention"
FORM = "privacy/schedule_form.html"
LOOKED = "whose time for keeping is over"
WHY = Ask(name="reason", type="text", ask="Why?", optional=False, options={}, help="It is kept.")
ROW = (
    Ask(name="policy", type="line", ask="Under which policy?", optional=True, options={}, help="Empty for all."),
    Ask(
        name="period",
        type="line",
        ask="For how long are they kept?",
        optional=False,
        options={},
        help="Counted from the day on which a case ended, such as 6 years or 18 months. Write ours to have ours again.",
    ),
    Ask(
        name="source",
        type="line",
        ask="Where does that come from?",
        optional=True,
        options={},
        help="The trust’s schedule, or the clause of the policy.",
    ),
    WHY,
)
UNTIL = Ask(
    name="until",
    type="date",
    ask="Until when?",
    optional=False,
    options={},
    help="The last day on which it has to be kept. Today ends what was said before.",
)
NEEDED = Ask(
    name="reason",
    type="text",
    ask="Who needs it, and why?",
    optional=False,
    options={},
    help="For example: the police, a court, an inquiry, with their reference.",
)
PROPOSED = Ask(
    name="reason",
    type="text",
    ask="Why may it go?",
    optional=False,
    options={},
    help="It stays on the certificate: do not repeat what the case is about.",
)
KEEP_SAYS = "The case is kept on after its time, and nobody can dispose of it until that day is over."
PROPOSE_SAYS = (
    "You propose that everything the case holds goes for good. Nothing goes now: a second person looks at it and does "
    "it, after seven days at the earliest."
)


@router.get(PLACE)
@InOneLook
def review_list(request: Request, visitor: SignedIn, number: PageNumber = "1") -> Response:
    """List the cases whose time is over and that the visitor sees the whole of, with the schedule beside them."""
    found = sheet(due_cases(visitor.services, visitor.caller), number, PLACE)
    rows, changed = schedule(visitor.services, visitor.caller), "changed" in request.query_params
    return page(request, "privacy/retention.html", sheet=found, schedule=rows, changed=changed)


@router.get(CHANGE)
@InOneLook
def ask_row(request: Request, visitor: SignedIn) -> Response:
    """Ask which period is changed."""
    kept = visitor.kept(visitor.place)
    return page(request, FORM, **{**_row_form(visitor, kept or Typed()), "kept": kept is not None})


@router.post(CHANGE)
def change(request: Request, visitor: SignedIn) -> Response:
    """Change a period, for every case of its kind."""
    demand_confirmed(visitor)

    def do() -> str:
        facts = fields.demanded(_row(), visitor.typed, visitor.zone)
        wanted = {name: facts.get(name, "") for name in ("kind", "policy", "period", "source", "reason")}
        change_row(visitor.services, visitor.caller, PeriodChange(**wanted))
        return f"{PLACE}?changed=yes"

    return submit(request, visitor, FORM, lambda: _row_form(visitor, visitor.typed), do, after=PLACE)


def _row_form(visitor: Visitor, typed: Typed) -> dict[str, Any]:
    return {
        "fields": [fields.field_of(each, typed, {}) for each in _row()],
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }


@router.get(OF_CASE)
@InOneLook
def of_case(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Say how a case stands under the schedule, what would go, and what stands in the way."""
    with look(visitor, reference, LOOKED) as case:
        due, view = due_case_of(case), case.view
    return page(request, "privacy/of_case.html", tab="history", due=due, **shared(visitor, view))


@router.get(f"{OF_CASE}/keep")
@InOneLook
def ask_keep(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask until when a case is kept on, and who needs it."""
    _demand_whole(visitor, reference)
    return show(request, visitor, _keeping(visitor, reference))


@router.post(f"{OF_CASE}/keep")
def keep(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Keep a case on, or no longer."""
    _demand_whole(visitor, reference)
    demand_confirmed(visitor)
    return send(
        request,
        visitor,
        reference,
        (UNTIL, NEEDED),
        _keeping(visitor, reference),
        lambda facts: disposal.keep(
            visitor.services, visitor.caller, reference, date.fromisoformat(facts["until"]), facts["reason"]
        ),
        back=BACK,
    )


@router.get(f"{OF_CASE}/propose")
@InOneLook
def ask_propose(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask why a case may go."""
    _demand_whole(visitor, reference)
    return show(request, visitor, _proposing(visitor, reference))


@router.post(f"{OF_CASE}/propose")
def propose(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Propose that a case is disposed of."""
    _demand_whole(visitor, reference)
    demand_confirmed(visitor)
    return send(
        request,
        visitor,
        reference,
        (PROPOSED,),
        _proposing(visitor, reference),
        lambda facts: disposal.propose(visitor.services, visitor.caller, reference, facts["reason"]),
        back=BACK,
    )


@router.get(f"{OF_CASE}/certificate")
@InOneLook
def take_certificate(visitor: SignedIn, reference: CaseReference) -> Response:
    """Give the certificate of a disposal."""
    content = certificate(visitor.services, visitor.caller, reference)
    headers = {"Content-Disposition": f'attachment; filename="{reference}-certificate-of-disposal.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _demand_whole(visitor: Visitor, reference: CaseReference) -> None:
    with look(visitor, reference, what="") as case:
        due_case_of(case)


def _keeping(visitor: Visitor, reference: CaseReference) -> Context:
    return small_form(visitor, reference, "Keep the case on", (UNTIL, NEEDED), says=KEEP_SAYS, back=BACK)


def _proposing(visitor: Visitor, reference: CaseReference) -> Context:
    return small_form(visitor, reference, "Propose disposal", (PROPOSED,), says=PROPOSE_SAYS, back=BACK)


def _row() -> tuple[Ask, ...]:
    """Give the questions about one row of the schedule."""
    kinds = {key: kind.says for key, kind in KINDS.items()}
    return (Ask(name="kind", type="choice", ask="Which cases?", optional=False, options=kinds), *ROW)
