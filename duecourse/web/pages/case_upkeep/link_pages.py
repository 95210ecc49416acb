"""Cases that are linked with a case: seen, linked and the link taken off, by those who work on both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.two_cases.linked_cases import change_link
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.upkeep.told_links import LinkedCase, linked_with
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import shared, whole_case
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
LINKS, ADD, OFF = "/cases/{reference}/links", "/cases/{reference}/links/add", "/cases/{reference}/links/take-off"
BACK = "links"
NEW = (
    Ask(
        name="other",
        type="line",
        ask="Which case is about the same thing?",
        optional=False,
        options={},
        help="Its reference, for example LUM-2026-0042.",
    ),
    Ask(name="reason", type="text", ask="Why?", optional=False, options={}, help="It is kept in the record of both."),
)
SAYS = (
    "Each of the two cases then shows the other, to those alone who may see both. Nothing else of either changes: each "
    "keeps its steps, clocks and letters."
)


@router.get(LINKS)
@InOneLook
def links(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show the cases with which this one is linked, as far as the visitor sees them."""
    with whole_case(visitor, reference) as case:
        view, found = case.view, linked_with(case, visitor.person.id)
    return page(request, "case/upkeep/links.html", links=found, **shared(visitor, view))


@router.get(ADD)
@InOneLook
def ask_link(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask with which case this one is linked, and why."""
    with whole_case(visitor, reference) as case:
        view = case.view
    return show(request, visitor, _new(visitor, view))


@router.post(ADD)
def link(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Link the two cases."""
    with whole_case(visitor, reference) as case:
        view = case.view

    def do(said: Mapping[str, str]) -> None:
        other = CaseReference(said["other"].strip().upper())
        try:
            change_link(visitor.services, visitor.caller, reference, other, said["reason"], active=True)
        except NotFound as gone:
            raise BadAnswers.of({"other": str(gone)}) from gone

    return send(request, visitor, reference, NEW, _new(visitor, view), do, back=BACK)


def _new(visitor: Visitor, view: CaseView) -> Context:
    return small_form(visitor, view, "Link with another case", NEW, says=SAYS, back=BACK)


@router.get(OFF)
@InOneLook
def ask_off(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask which link is taken off, and why."""
    view, asks = _off(visitor, reference)
    return show(request, visitor, _off_form(visitor, view, asks))


@router.post(OFF)
def take_off(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Take a link off, on both sides."""
    _, asks = _off(visitor, reference)

    def do(said: Mapping[str, str]) -> None:
        other = CaseReference(said["other"])
        change_link(visitor.services, visitor.caller, reference, other, said["reason"], active=False)

    def context(typed: Typed) -> dict[str, Any]:
        return _off_form(visitor, *_off(visitor, reference))(typed)

    return send(request, visitor, reference, asks, context, do, back=BACK)


def _off(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with whole_case(visitor, reference) as case:
        view, found = case.view, linked_with(case, visitor.person.id)
    return view, (
        Ask(name="other", type="choice", ask="Which link?", optional=False, options=dict(map(_option, found))),
        NEW[1],
    )


def _option(each: LinkedCase) -> tuple[str, str]:
    return each.reference, f"{each.reference}: {each.title}"


def _off_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = "Neither case shows the other any more. The record of both keeps that they were linked, and why."
    return small_form(visitor, view, "Take a link off", asks, says=says, back=BACK)
