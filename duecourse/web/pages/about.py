"""What every site owes its readers: cookies, privacy, accessibility."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response

from duecourse.casework.context.services import Services
from duecourse.casework.privacy.assessment import may_have_papers
from duecourse.casework.privacy.notice import privacy_notice
from duecourse.casework.privacy.subject_access.access_pack import may_collect
from duecourse.web.render import page
from duecourse.web.visitor import Visitor, known

router = APIRouter()


@router.get("/cookies")
def cookies(request: Request) -> Response:
    """Say which cookie there is, and why."""
    known(request)
    return page(request, "about/cookies.html")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """Say whose data it is, who answers for it, what is kept about whom, how long, and what anybody may ask."""
    known(request)
    services, visitor = cast(Services, request.app.state.services), getattr(request.state, "visitor", None)
    person, now = visitor.person if isinstance(visitor, Visitor) else None, services.clock.now()
    ways = {
        "has_papers": person is not None and may_have_papers(person, now),
        "collects": person is not None and may_collect(person, now),
    }
    return page(request, "about/privacy.html", notice=privacy_notice(services), ways=ways)


@router.get("/accessibility")
def accessibility(request: Request) -> Response:
    """Say how far the site can be used by everybody, and what to do where it cannot."""
    known(request)
    return page(request, "about/accessibility.html")
