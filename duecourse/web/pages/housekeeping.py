"""Keeping house in a case: addresses, people, roles, and alerts that somebody takes up."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import addresses, steps
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.queries import named
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.pages.case import managed_case, seen, whole_case
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.identity import CaseReference, RoleName
from engine.language.vocabulary import CATEGORIES
from engine.steps.options import Ask

router = APIRouter()
PARTS = {
    "affected person": "Affected: it is about them",
    "subject": "Subject: they may have done it",
    "child": "A child it is about",
    "witness": "Witness: they saw it",
    "contact": "Contact: somebody to write to, such as a parent, an agency or a site",
}
CATEGORY_HELP = "For a subject or a child: it decides which procedures are theirs. It can be said later, too."
ADDRESS = (
    Ask(
        name="address",
        type="address",
        ask="What is the web address?",
        optional=False,
        options={},
        help="Copy it from the top of the browser. Do not open it again if it may show an indecent image of a child.",
    ),
)


@router.get("/cases/{reference}/add-address")
@InOneLook
def ask_address(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask for another web address."""
    return show(request, visitor, _address_form(visitor, reference, ADDRESS))


@router.post("/cases/{reference}/add-address")
def add_address(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Add a web address; its own clock begins. One that is read otherwise than it was typed is confirmed first."""
    asks = (*ADDRESS, *fields.confirming(visitor.typed, "address"))

    def add(facts: Mapping[str, str]) -> Written:
        chosen = facts.get(fields.AS_READ, "")
        if len(asks) > 1 and chosen not in asks[1].options:
            # it was chosen for another address, which has been changed since
            raise BadAnswers.of({fields.AS_READ: fields.asked_for(asks[1])})
        as_typed = chosen == fields.AS_TYPED
        return addresses.add_address(visitor.services, visitor.caller, reference, facts["address"], as_given=as_typed)

    return send(request, visitor, reference, asks, _address_form(visitor, reference, asks), add, back="items")


def _address_form(visitor: Visitor, reference: CaseReference, asks: tuple[Ask, ...]) -> Context:
    says = "It gets a procedure and a clock of its own, from now on."
    return small_form(visitor, reference, "Add a web address", asks, says=says, back="items")


@router.get("/cases/{reference}/add-person")
@InOneLook
def ask_person(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask who is part of the case."""
    view, asks = _person_asks(visitor, reference)
    return show(request, visitor, _person_form(visitor, view, asks))


@router.post("/cases/{reference}/add-person")
def add_person(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Make somebody part of the case; a person who is in conflict loses their roles in it."""
    view, asks = _person_asks(visitor, reference)
    return send(
        request,
        visitor,
        reference,
        asks,
        _person_form(visitor, view, asks),
        lambda facts: steps.add_person(
            visitor.services, visitor.caller, reference, facts["person"], facts["part"], facts.get("category", "")
        ),
        back="people",
    )


def _person_asks(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with whole_case(visitor, reference) as case:
        view, known = case.view, case.nameable()
    return view, (
        Ask(name="person", type="choice", ask="Who?", optional=False, options=known),
        Ask(name="part", type="choice", ask="What are they to this case?", optional=False, options=PARTS),
        Ask(
            name="category",
            type="choice",
            ask="What are they to the school?",
            optional=True,
            options=CATEGORIES,
            help=CATEGORY_HELP,
        ),
    )


def _person_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = (
        "Somebody the case is about, or who may have done it, can hold no role in it and sees nothing of others' "
        "parts. Where a subject leads the school or the trust, the roles of the case pass to those above them at once."
    )
    return small_form(visitor, view, "Add somebody to the case", asks, says=says, back="people")


@router.get("/cases/{reference}/give-role")
@InOneLook
def ask_role(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask who takes which role."""
    view, asks = _role_asks(visitor, reference)
    return show(request, visitor, _role_form(visitor, view, asks))


@router.post("/cases/{reference}/give-role")
def give_role(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Give a role of the case to somebody, after the conflict check; they are asked again who they are."""
    view, asks = _role_asks(visitor, reference)
    demand_confirmed(visitor)
    return send(
        request,
        visitor,
        reference,
        asks,
        _role_form(visitor, view, asks),
        lambda facts: steps.assign(
            visitor.services, visitor.caller, reference, RoleName(facts["role"]), facts["person"]
        ),
        back="people",
    )


def _role_asks(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with managed_case(visitor, reference) as case:
        view, people = case.view, case.colleagues()
    roles: dict[str, str] = {role: view.policy.title(role) for role in view.policy.definition.roles}
    return view, (
        Ask(name="role", type="choice", ask="Which role?", optional=False, options=roles),
        Ask(name="person", type="choice", ask="Who takes it?", optional=False, options=people),
    )


def _role_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = "Nobody can hold a role in a case that is about them."
    return small_form(visitor, view, "Give somebody a role", asks, says=says, back="people")


NOTE = (Ask(name="reason", type="text", ask="What is being done about it?", optional=False, options={}),)


@router.get("/cases/{reference}/alerts/{number}")
@InOneLook
def ask_alert(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Ask what is being done about an alert."""
    return show(request, visitor, _alert_form(visitor, reference, number))


@router.post("/cases/{reference}/alerts/{number}")
def take_alert(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Note that somebody has taken an alert up."""
    return send(
        request,
        visitor,
        reference,
        NOTE,
        _alert_form(visitor, reference, number),
        lambda facts: steps.acknowledge_alert(
            visitor.services,
            visitor.caller,
            reference,
            named.alert(visitor.services, visitor.caller, reference, number),
            facts["reason"],
        ),
        back="",
    )


def _alert_form(visitor: Visitor, reference: CaseReference, number: str) -> Context:
    view, _ = seen(visitor, reference, "an alert")
    alert = view.case.alert(number)
    if alert is None:
        raise NotFound(f"Case {reference} has no such alert, or none that you may see.")
    title = view.policy.clock_title(alert.on.track, alert.deadline)
    says = f"“{title}” was due and has not been done. Your note is kept in the history."
    return small_form(visitor, view, "Take up an alert", NOTE, says=says, back="")
