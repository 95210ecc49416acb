"""What every site owes its readers: cookies, privacy, accessibility."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.web.render import page
from duecourse.web.visitor import known

router = APIRouter()


@router.get("/cookies")
def cookies(request: Request) -> Response:
    """Say which cookie there is, and why."""
    known(request)
    return page(request, "about/cookies.html")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """Say what is kept about whom, and who sees it."""
    known(request)
    return page(request, "about/privacy.html")


@router.get("/accessibility")
def accessibility(request: Request) -> Response:
    """Say how far the site can be used by everybody, and what to do where it cannot."""
    known(request)
    return page(request, "about/accessibility.html")
