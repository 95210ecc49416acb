"""What each page is for, what words mean here, and a first case that somebody goes through on the demo."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response

from duecourse.casework.policies.role_words import trust_words
from duecourse.web.demo_mark import Demo
from duecourse.web.render import page
from duecourse.web.visitor import Visitor, known
from engine.errors import NotFound

router = APIRouter()


@router.get("/help")
def help_page(request: Request) -> Response:
    """Say of each kind of page what it is for, and what its reader does there."""
    known(request)
    return page(request, "help/help.html")


@router.get("/glossary")
def glossary(request: Request) -> Response:
    """Say what words mean here; to those who are signed in also what their own policy calls each role."""
    known(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return page(request, "help/glossary.html", own=trust_words(visitor.services) if visitor else None)


@router.get("/help/first-case")
def first_case(request: Request) -> Response:
    """Lead through a first case, where nothing true can be spoiled: on a demo, and nowhere else."""
    known(request)
    if not cast(Demo, request.app.state.demo).is_one:
        raise NotFound("There is no such page here: a first case is tried on a demo.")
    return page(request, "help/first_case.html")
