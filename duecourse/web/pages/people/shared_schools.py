"""Sharing a case with another school of the trust, and ending that."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import case_roles
from duecourse.casework.context.look.view import CaseView
from duecourse.web.pages.case import whole_case
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
SHARE, END = "/cases/{reference}/share", "/cases/{reference}/end-share"


def _asks(schools: Mapping[str, str], which: str, why: str) -> tuple[Ask, ...]:
    return (
        Ask(name="school", type="choice", ask=which, optional=False, options=schools),
        Ask(name="reason", type="text", ask=why, optional=False, options={}, help="It is kept with the record."),
    )


def _sharing(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with whole_case(visitor, reference) as case:
        view, schools = case.view, case.may_share_with()
    return view, _asks(
        schools, "Which school is to deal with it as well?", "Why does that school have to deal with it?"
    )


@router.get(SHARE)
@InOneLook
def ask_share(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask with which school the case is shared, and say what that does."""
    view, asks = _sharing(visitor, reference)
    return show(request, visitor, _share_form(visitor, view, asks))


@router.post(SHARE)
def share(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Share the case; a second click after that finds it done."""
    view, asks = _sharing(visitor, reference)
    return send(
        request,
        visitor,
        reference,
        asks,
        _share_form(visitor, view, asks),
        lambda said: case_roles.share(visitor.services, visitor.caller, reference, said["school"], said["reason"]),
        back="people",
    )


def _share_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = (
        "Those who manage cases at the other school see all of this case at once, and may do all that its managers do; "
        f"they are told. Nobody else there sees any of it. The deadlines go on counting by the days of "
        f"{view.school.name}, and letters go out in its name. You can end the sharing at any time."
    )
    return small_form(visitor, view, "Share with another school", asks, says=says, back="people")


def _ending(visitor: Visitor, reference: CaseReference) -> tuple[CaseView, tuple[Ask, ...]]:
    with whole_case(visitor, reference) as case:
        view = case.view
    schools: dict[str, str] = {school.key: school.name for school, _ in view.beside}
    return view, _asks(schools, "Which school no longer deals with it?", "Why does it end?")


@router.get(END)
@InOneLook
def ask_end(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask for which school the sharing ends."""
    view, asks = _ending(visitor, reference)
    return show(request, visitor, _end_form(visitor, view, asks))


@router.post(END)
def end_share(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """End that the case is shared; those who saw it by that see nothing of it from then on."""
    view, asks = _ending(visitor, reference)
    return send(
        request,
        visitor,
        reference,
        asks,
        _end_form(visitor, view, asks),
        lambda said: case_roles.end_share(visitor.services, visitor.caller, reference, said["school"], said["reason"]),
        back="people",
    )


def _end_form(visitor: Visitor, view: CaseView, asks: tuple[Ask, ...]) -> Context:
    says = (
        "From then on those who manage cases at that school see nothing of this case, unless they also hold a post at "
        f"{view.school.name} or in the trust above it. What they did stays in the history."
    )
    return small_form(visitor, view, "End sharing with a school", asks, says=says, back="people")
