"""Views that somebody saved: kept from the list of cases, renamed and deleted on a page of their own."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from duecourse.casework.search.saved_views import LONGEST_NAME, delete_view, rename_view, save_view, views_of
from duecourse.web.pages.search.case_list_page import CASES
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers

router = APIRouter()
VIEWS = "/views"
NAME, DELETE = f"{VIEWS}/{{key}}/name", f"{VIEWS}/{{key}}/delete"


@router.get(VIEWS)
@InOneLook
def saved(request: Request, visitor: SignedIn) -> Response:
    """List the views of the visitor, each with a way to rename and to delete it."""
    return _shown(request, visitor)


@router.post(VIEWS)
def save(request: Request, visitor: SignedIn) -> Response:
    """Keep a list of cases under a name, and go back to it."""
    name, asked = visitor.typed.get("name"), visitor.typed.get("list")
    try:
        view = save_view(visitor.services, visitor.caller, name, asked)
    except BadAnswers as bad:
        return _shown(request, visitor, name=name, asked=asked, errors=bad.faults)
    return go(f"{CASES}?{view.asked}")


@router.get(NAME)
@router.get(DELETE)
def sent_before() -> Response:
    """Lead somebody back who had to sign in before they could rename or delete a view."""
    return go(VIEWS)


@router.post(NAME)
def rename(request: Request, visitor: SignedIn, key: str) -> Response:
    """Give a view another name."""
    name = visitor.typed.get("name")
    return _done(request, visitor, key, name, lambda: rename_view(visitor.services, visitor.caller, key, name))


@router.post(DELETE)
def delete(request: Request, visitor: SignedIn, key: str) -> Response:
    """Let go of a view; the cases that it lists are untouched."""
    return _done(request, visitor, key, "", lambda: delete_view(visitor.services, visitor.caller, key))


def _done(request: Request, visitor: Visitor, key: str, name: str, do: Callable[[], None]) -> Response:
    try:
        do()
    except BadAnswers as bad:
        errors = {f"name-{key}": fault for fault in bad.faults.values()}
        return _shown(request, visitor, names={key: name}, errors=errors)
    return go(VIEWS)


def _shown(request: Request, visitor: Visitor, **beside: object) -> Response:
    given: dict[str, object] = {"errors": {}, "name": "", "asked": "", "names": {}, **beside}
    status = UNPROCESSABLE if given["errors"] else 200
    views = views_of(visitor.services, visitor.person.id)
    return page(request, "views.html", status=status, views=views, longest=LONGEST_NAME, **given)
