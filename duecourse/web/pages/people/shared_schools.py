"""Sharing a case with another school of the trust, and ending that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import case_roles
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Caller, Services
from duecourse.web.pages.case import managed_case
from duecourse.web.pages.small_forms import Context, send, show, small_form
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
SHARE, END = "/cases/{reference}/share", "/cases/{reference}/end-share"


@dataclass(frozen=True, kw_only=True)
class SharingForm:
    """Sharing a case, or ending it: what the form is called, what it asks, what it says, and what it does."""

    title: str
    which: str
    why: str
    says: str
    schools: Callable[[CaseReader], Mapping[str, str]]
    do: Callable[[Services, Caller, CaseReference, str, str], Written]


SHARING = SharingForm(
    title="Share with another school",
    which="Which school is to deal with it as well?",
    why="Why does that school have to deal with it?",
    says="Those who manage cases at the other school see all of this case at once, and may do all that its managers "
    "do; they are told. Nobody else there sees any of it. The deadlines go on counting by the days of {school}, and "
    "letters go out in its name. You can end the sharing at any time.",
    schools=lambda case: case.may_share_with(),
    do=case_roles.share,
)
ENDING = SharingForm(
    title="End sharing with a school",
    which="Which school no longer deals with it?",
    why="Why does it end?",
    says="From then on those who manage cases at that school see nothing of this case, unless they also hold a post at "
    "{school} or in the trust above it. What they did stays in the history.",
    schools=lambda case: {school.key: school.name for school, _ in case.view.beside},
    do=case_roles.end_share,
)


@router.get(SHARE)
@InOneLook
def ask_share(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask with which school the case is shared, and say what that does."""
    return _shown(request, visitor, reference, SHARING)


@router.post(SHARE)
def share(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Share the case; a second click after that finds it done."""
    return _sent(request, visitor, reference, SHARING)


@router.get(END)
@InOneLook
def ask_end(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask for which school the sharing ends."""
    return _shown(request, visitor, reference, ENDING)


@router.post(END)
def end_share(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """End that the case is shared; those who saw it by that see nothing of it from then on."""
    return _sent(request, visitor, reference, ENDING)


def _shown(request: Request, visitor: Visitor, reference: CaseReference, way: SharingForm) -> Response:
    _, form = _form(visitor, reference, way)
    return show(request, visitor, form)


def _sent(request: Request, visitor: Visitor, reference: CaseReference, way: SharingForm) -> Response:
    asks, form = _form(visitor, reference, way)

    def do(said: Mapping[str, str]) -> Written:
        return way.do(visitor.services, visitor.caller, reference, said["school"], said["reason"])

    return send(request, visitor, reference, asks, form, do, back="people")


def _form(visitor: Visitor, reference: CaseReference, way: SharingForm) -> tuple[tuple[Ask, ...], Context]:
    with managed_case(visitor, reference) as case:
        view, schools = case.view, way.schools(case)
    asks = (
        Ask(name="school", type="choice", ask=way.which, optional=False, options=schools),
        Ask(name="reason", type="text", ask=way.why, optional=False, options={}, help="It is kept with the record."),
    )
    says = way.says.format(school=view.school.name)
    return asks, small_form(visitor, view, way.title, asks, says=says, back="people")
