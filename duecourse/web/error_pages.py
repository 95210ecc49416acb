"""What a person reads when something stands in the way: plain pages, each with a way on."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from duecourse.logs.log import Log
from duecourse.web.devices.asked_again import ConfirmFirst
from duecourse.web.links.one_page import LinkOver, OnlyOnePage
from duecourse.web.refusals import note_refusal
from duecourse.web.render import page
from duecourse.web.submission import CONFLICT, UNPROCESSABLE, go
from duecourse.web.visitor import CONFIRM, SETTING_UP, NotOurForm, SetUpFirst, SignInFirst, Unreadable
from engine.errors import AlreadyDone, Mistake, NotFound, NotPermitted, Refused, StaleRevision, Unwritten
from engine.ports.watch.security_log import SecurityEvent

log = Log("duecourse.web")
FORBIDDEN, MISSING, TOO_LARGE, OURS, LATER = 403, 404, 413, 500, 503
BROKEN, NOT_SO = 400, 405
EMPTY = 204
LINK_OVER = (
    "Your page is closed: once you have answered, or half an hour after you last did something. An answer that you "
    "confirmed is recorded, and what you only typed is kept. Ask the person who deals with your case for another link, "
    "or tell them your answer in person."
)
NAMED = {
    BROKEN: "errors/unreadable.html",
    FORBIDDEN: "errors/forbidden.html",
    TOO_LARGE: "errors/too_large.html",
}


def handle(app: FastAPI) -> None:
    """Tell the site how each kind of trouble is said."""
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(OnlyOnePage, _only_one_page)
    app.add_exception_handler(LinkOver, _link_over)
    app.add_exception_handler(SetUpFirst, _set_up_first)
    app.add_exception_handler(ConfirmFirst, _confirm_first)
    app.add_exception_handler(NotOurForm, _not_our_form)
    app.add_exception_handler(Unreadable, _unreadable)
    app.add_exception_handler(RequestValidationError, _missing)
    app.add_exception_handler(Mistake, _mistake)
    app.add_exception_handler(Unwritten, _unwritten)
    app.add_exception_handler(HTTPException, _status)
    app.add_exception_handler(Exception, _ours)


def too_large(request: Request) -> Response:
    """Say that more was sent than is taken."""
    is_file = request.headers.get("content-type", "").startswith("multipart/form-data")
    return page(request, NAMED[TOO_LARGE], status=TOO_LARGE, is_file=is_file)


def _sign_in_first(request: Request, error: Exception) -> Response:
    first = cast(SignInFirst, error)
    del request
    kept = "kept" if first.kept else "over"
    ended = f"&ended={kept}" if first.ended else ""
    return go(f"/sign-in?next={first.place.replace('&', '%26')}{ended}")


def _set_up_first(request: Request, error: Exception) -> Response:
    """One of their posts needs a second factor, and nothing is shown before they have one."""
    del request, error
    return go(SETTING_UP)


def _confirm_first(request: Request, error: Exception) -> Response:
    del request
    return go(f"{CONFIRM}?next={quote(cast(ConfirmFirst, error).back, safe='/')}")


def _only_one_page(request: Request, error: Exception) -> Response:
    return page(request, "private/elsewhere.html", status=FORBIDDEN, one_page=cast(OnlyOnePage, error).one_page)


def _link_over(request: Request, error: Exception) -> Response:
    del error
    return page(request, "private/gone.html", status=FORBIDDEN, says=LINK_OVER)


def _not_our_form(request: Request, error: Exception) -> Response:
    """The page is from another session, signed in again since: show it again, with what was typed."""
    del error
    return go(request.url.path)


def _unreadable(request: Request, error: Exception) -> Response:
    del error
    return page(request, NAMED[BROKEN], status=BROKEN)


def _mistake(request: Request, error: Exception) -> Response:
    match error:
        case NotFound():
            return _missing(request, error)
        case NotPermitted():
            note_refusal(request, SecurityEvent.NOT_PERMITTED)
            return page(request, "errors/forbidden.html", status=FORBIDDEN, says=str(error))
        case AlreadyDone():
            return go(f"/cases/{error.outcome}")
        case Refused():
            return page(request, "errors/refused.html", status=CONFLICT, reasons=error.reasons)
        case StaleRevision():
            return page(request, "errors/stale.html", status=CONFLICT, says=str(error))
        case _:
            return page(request, "errors/mistake.html", status=UNPROCESSABLE, says=str(error))


def _missing(request: Request, error: Exception) -> Response:
    says = str(error) if isinstance(error, NotFound) else ""
    return page(request, "errors/missing.html", status=MISSING, says=says)


def _status(request: Request, error: Exception) -> Response:
    status = cast(HTTPException, error).status_code
    if status == TOO_LARGE:
        return too_large(request)
    if status in NAMED:
        return page(request, NAMED[status], status=status, says="")
    if status != NOT_SO:
        return page(request, "errors/missing.html", status=status, says="")
    asks_only = request.method == "OPTIONS"
    answer = Response(status_code=EMPTY) if asks_only else page(request, "errors/missing.html", status=status, says="")
    answer.headers["Allow"] = ", ".join(sorted({*_allowed(request), "OPTIONS"}))
    return answer


def _allowed(request: Request) -> set[str]:
    """Name what an address takes: each of its ways in is a route of its own, and the first knows only itself."""
    routes = cast(tuple[Route, ...], request.app.state.routes)
    found = (route for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return {method for route in found for method in route.methods or ()}


def _unwritten(request: Request, error: Exception) -> Response:
    """Nobody sees what cannot be written down; the log has said why."""
    return page(request, "errors/unwritten.html", status=LATER, says=str(error))


def _ours(request: Request, error: Exception) -> Response:
    """Ours: logged with a reference, and said without any detail."""
    reference = log.fault("page-failed", "A page failed.", error)
    return page(request, "errors/ours.html", status=OURS, reference=reference)
