"""People from outside who become part of a case, and roles that are taken away from somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.known_person import KNOWN
from duecourse.casework.commands import case_roles
from duecourse.casework.commands.outsiders import Outsider, add_outsider, change_outsider
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.written_case import Written
from duecourse.web.pages.case import managed_case, whole_case
from duecourse.web.pages.housekeeping import CATEGORY_HELP, PARTS
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers
from engine.identity import CaseReference, RoleName
from engine.language.vocabulary import CATEGORIES
from engine.people.staffing import BY_NAME
from engine.ports.records import Person
from engine.steps.options import Ask

router = APIRouter()
OUTSIDER, TAKE = "/cases/{reference}/add-outsider", "/cases/{reference}/take-role"
CHANGE = "/cases/{reference}/change-outsider"
BETWEEN = " : "
"""Stands between the role and the person in a choice of both."""

ABOUT_AN_OUTSIDER = (
    Ask(name="title", type="line", ask="Title", optional=True, options={}, help="For example Mr, Mrs, Ms or Dr."),
    Ask(name="given", type="line", ask="Given name", optional=True, options={}, help=""),
    Ask(name="family", type="line", ask="Family name", optional=True, options={}, help=""),
    Ask(name="part", type="choice", ask="What are they to this case?", optional=False, options=PARTS),
    Ask(
        name="relation",
        type="line",
        ask="Who are they?",
        optional=True,
        options={},
        help="For example parent, pupil, agency, or the name of a site.",
    ),
    Ask(
        name="category",
        type="choice",
        ask="What are they to the school?",
        optional=True,
        options=CATEGORIES,
        help=CATEGORY_HELP,
    ),
    Ask(
        name="address_form",
        type="line",
        ask="How does a letter speak to them?",
        optional=True,
        options={},
        help="What follows “Dear”; otherwise title and family name.",
    ),
    Ask(name="email", type="line", ask="E-mail address", optional=True, options={}, help=""),
    Ask(name="telephone", type="line", ask="Telephone number", optional=True, options={}, help=""),
    Ask(
        name="postal_address",
        type="text",
        ask="Postal address",
        optional=True,
        options={},
        help="As it stands on an envelope, a line each, at most 8. Letters to them by post need it.",
    ),
)


@router.get(OUTSIDER)
@InOneLook
def ask_outsider(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask who from outside is part of the case."""
    with whole_case(visitor, reference) as case:
        view = case.view
    return show(request, visitor, _outsider_form(visitor, view))


@router.post(OUTSIDER)
def add(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Make somebody from outside part of the case: they are known in this case alone."""
    with whole_case(visitor, reference) as case:
        view = case.view

    def do(said: Mapping[str, str]) -> Written:
        if not (said.get("given") or said.get("family")):
            raise BadAnswers.of({"family": "Write a name: the given name, the family name or both"})
        new = Outsider(said={name: said.get(name) for name in KNOWN}, relation=said.get("relation", ""))
        category = said.get("category", "")
        return add_outsider(visitor.services, visitor.caller, reference, said["part"], new, category)

    return send(request, visitor, reference, ABOUT_AN_OUTSIDER, _outsider_form(visitor, view), do, back="people")


def _outsider_form(visitor: Visitor, view: CaseView) -> Context:
    says = (
        "For somebody who does not belong to the trust, such as a parent, an agency or a contact at a site. They are "
        "known in this case alone: no other case, list or search shows them."
    )
    return small_form(visitor, view, "Add somebody from outside", ABOUT_AN_OUTSIDER, says=says, back="people")


@router.get(CHANGE)
@InOneLook
def ask_change(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask what is known otherwise of somebody from outside."""
    view, asks = _changing(visitor, reference)
    return show(request, visitor, _change_form(visitor, view, asks))


@router.post(CHANGE)
def change(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Change what is known of somebody from outside: where they live, how they are reached and spoken to."""
    view, asks = _changing(visitor, reference)

    def do(said: Mapping[str, str]) -> Person:
        typed = {name: said[name] for name in KNOWN if said.get(name)}
        if not typed and not said.get("relation"):
            raise BadAnswers.of({"postal_address": "Write what is known otherwise, in one answer or more"})
        new = Outsider(said=typed, relation=said.get("relation", ""))
        return change_outsider(visitor.services, visitor.caller, reference, said["outsider"], new)

    return send(request, visitor, reference, asks, _change_form(visitor, view, asks), do, back="people")


def _changing(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with managed_case(visitor, reference) as case:
        view = case.view
    people = (view.people[each] for each in view.case.people if each in view.people)
    known = {str(each.key): view.name(each.id) for each in people if each.case}
    who = Ask(name="outsider", type="choice", ask="Who?", optional=False, options=known)
    said = (ask for ask in ABOUT_AN_OUTSIDER if ask.name not in ("part", "category"))
    return view, (who, *(replace(ask, optional=True) for ask in said))


def _change_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = "What you leave empty stays as it is. Letters that are drafts take it over; what was issued stays."
    title = "Change what is known of somebody from outside"
    return small_form(visitor, view, title, asks, says=says, back="people")


@router.get(TAKE)
@InOneLook
def ask_take(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask which role is taken from whom."""
    view, asks = _taking(visitor, reference)
    return show(request, visitor, _take_form(visitor, view, asks))


@router.post(TAKE)
def take(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Take a role of the case from somebody; what they saw by it ends with it."""
    view, asks = _taking(visitor, reference)

    def do(said: Mapping[str, str]) -> Written:
        role, _, person = said["held"].partition(BETWEEN)
        return case_roles.take_away(visitor.services, visitor.caller, reference, RoleName(role), person, said["reason"])

    return send(request, visitor, reference, asks, _take_form(visitor, view, asks), do, back="people")


def _taking(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with managed_case(visitor, reference) as case:
        view = case.view
    held = {
        f"{role}{BETWEEN}{view.people[person].key}": f"{view.name(person)}: {view.policy.title(role)}"
        for role, people in view.case.team.items()
        if role not in BY_NAME
        for person in people
    }
    return view, (
        Ask(name="held", type="choice", ask="Who gives up which role?", optional=False, options=held),
        Ask(name="reason", type="text", ask="Why?", optional=False, options={}, help="It is kept with the record."),
    )


def _take_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = (
        "What they saw and could do by this role ends at once, and the role does not come back to them by itself. "
        "The last person who manages the case keeps that role until somebody else has it."
    )
    return small_form(visitor, view, "Take a role from somebody", asks, says=says, back="people")
