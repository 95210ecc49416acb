"""Sending a form in: done once, or shown again with every word that was typed and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from duecourse.casework.context.look.event_history import Since
from duecourse.casework.context.seen.seen_rows import StaleRow
from duecourse.casework.queries.case_view import since
from duecourse.web.refusals import note_refusal
from duecourse.web.render import page
from duecourse.web.visitor import Visitor
from engine.errors import AlreadyDone, BadAnswers, BadInput, Mistake, NotPermitted, Refused, StaleRevision
from engine.identity import NO_REFERENCE, CaseReference
from engine.ports.watch.security_log import SecurityEvent
from engine.reasons import Reason

SEE_OTHER = 303
UNPROCESSABLE = 422
CONFLICT = 409
TOP = "main-content"
"""Where a sentence of the error summary leads that belongs to no single field."""

CHANGED_MEANWHILE = (
    "Your answers were changed since you read them here, perhaps in another window, and nothing was sent. This is how "
    "they stand now: read them again, and confirm."
)


def go(address: str) -> RedirectResponse:
    """Send the browser on, so that going back or loading again repeats nothing."""
    return RedirectResponse(address, SEE_OTHER)


def submit(
    request: Request,
    visitor: Visitor,
    template: str,
    context: Callable[[], Mapping[str, Any]],
    do: Callable[[], str],
    *,
    after: str,
    reference: CaseReference = NO_REFERENCE,
) -> Response:
    """Do what a form asks and go on to the address that `do` gives; otherwise show the form again.

    What was typed is kept first and let go of when it is done, so that not even a fault of ours loses it.

    `after` is where a second click on the same button leads; "{}" in it stands for what the first came to.
    `reference` names the case whose changes are shown on a page that has become stale. `context` is asked only
    when the form is shown again.
    """
    place, typed = request.url.path, visitor.typed.kept()
    if typed:
        visitor.keep(place, typed)
    try:
        address = do()
    except AlreadyDone as done:
        visitor.forget(place)
        return go(after.format(done.outcome))
    except BadAnswers as bad:
        return _again(request, visitor, template, context, UNPROCESSABLE, errors=bad.faults)
    except Refused as refused:
        faults = at_fields(refused.reasons)
        reasons = tuple(reason for reason in refused.reasons if not reason.field)
        return _again(request, visitor, template, context, CONFLICT, errors=faults, reasons=reasons)
    except StaleRevision as stale:
        told = _changed(visitor, reference or CaseReference(stale.reference), stale.asked)
        return _again(request, visitor, template, context, CONFLICT, stale=told)
    except Mistake as mistake:
        return _in_the_way(request, visitor, template, context, mistake)
    if typed and not visitor.caller.once:  # with a token it is let go of in the transaction that does it
        visitor.forget(place)
    return go(address)


def _changed(visitor: Visitor, reference: CaseReference, asked: int) -> Since:
    """Tell what others did meanwhile; somebody whom a private link brought reads of one question alone."""
    if visitor.session.one_page:
        return Since(())
    return since(visitor.services, visitor.caller, reference, asked)


def demand_agreed(visitor: Visitor, digest: str) -> None:
    """See that what is confirmed is what was read: it is kept here, and another window may have changed it since.

    Raises BadInput.
    """
    if visitor.typed.get("agreed") != digest:
        raise BadInput(CHANGED_MEANWHILE)


def _in_the_way(
    request: Request, visitor: Visitor, template: str, context: Callable[[], Mapping[str, Any]], mistake: Mistake
) -> Response:
    """Show the form again with what stands in its way; a row that others changed is shown as it stands now."""
    fresh = isinstance(mistake, StaleRow)
    status = CONFLICT if fresh else UNPROCESSABLE
    return _again(request, visitor, template, context, status, errors={TOP: _told(request, mistake)}, fresh=fresh)


def _told(request: Request, mistake: Mistake) -> str:
    """Say what stands in the way; what was not permitted is written down as well."""
    if isinstance(mistake, NotPermitted):
        note_refusal(request, SecurityEvent.NOT_PERMITTED)
    return str(mistake)


def at_fields(reasons: Iterable[Reason]) -> dict[str, str]:
    """Say the reasons that belong to a question at its field."""
    return {each.field: f"{each.says} {each.unlocks}".strip() for each in reasons if each.field}


def _again(
    request: Request,
    visitor: Visitor,
    template: str,
    context: Callable[[], Mapping[str, Any]],
    status: int,
    *,
    errors: Mapping[str, str] | None = None,
    reasons: tuple[Reason, ...] = (),
    stale: object = None,
    fresh: bool = False,
) -> Response:
    shown: dict[str, Any] = {"typed": visitor.typed, "reasons": (), "stale": None, **context()}
    shown |= {"errors": errors or {}, "reasons": reasons or shown["reasons"], "stale": stale or shown["stale"]}
    if stale is None and not fresh and "seen" in visitor.typed:
        # what others did meanwhile is told when the form can be done, and only then seen
        shown["seen"] = visitor.typed.get("seen")
    shown["kept"] = False  # it stands where it was typed a moment ago
    return page(request, template, status=status, **shown)
