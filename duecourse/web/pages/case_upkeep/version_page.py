"""A case that follows an earlier version of its policy: what moving it to the one in use changes, then done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import undo
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import done_before
from duecourse.casework.queries.upkeep.newer_version import foreseen_move, newer_version, things_changed
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import seen, shared
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.identity import CASE, CaseReference
from engine.steps.options import Ask

router = APIRouter()
VERSION = "/cases/{reference}/policy-version"
WHY = Ask(
    name="reason",
    type="text",
    ask="Why does the case move?",
    optional=False,
    options={},
    help="For example who approved the new version, and when. It is kept in the history.",
)
OTHER_NOW = (
    "The version in use is another one than the page showed: this is what moving the case would change now. Read it "
    "again, and confirm."
)
NOTHING_NEWER = "The case follows the version in use already, and a page moves it to no other."


@router.get(VERSION)
@InOneLook
def ask(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show whether the case follows the version in use; where it does not, what moving it there would change."""
    view, _ = seen(visitor, reference, "the version of the policy")
    kept = visitor.kept(visitor.place)
    context = _context(visitor, view, kept or Typed())
    return page(request, "case/upkeep/version.html", **{**context, "kept": kept is not None})


@router.post(VERSION)
def move(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Move the case, once, to the very version that the page showed."""

    def do() -> str:
        answers = fields.demanded((WHY,), visitor.typed, visitor.zone)
        return f"/cases/{reference}?done={_move(visitor, reference, answers).code}"

    def again() -> dict[str, Any]:
        view, _ = seen(visitor, reference, "the version of the policy")
        return _context(visitor, view, visitor.typed)

    after = f"/cases/{reference}"
    return submit(request, visitor, "case/upkeep/version.html", again, do, after=after, reference=reference)


def _move(visitor: Visitor, reference: CaseReference, answers: Mapping[str, str]) -> Written:
    view, _ = seen(visitor, reference, "the version of the policy")
    shown, there = visitor.typed.get("to"), newer_version(visitor.services, view)
    if there and not shown:
        raise BadAnswers.of({"reason": "Say which version the case moves to"})
    if shown != there and CASE in view.works:
        done_before(visitor.services, visitor.caller)
        raise BadInput(OTHER_NOW if there else NOTHING_NEWER)
    return undo.move(visitor.services, visitor.caller, reference, shown, answers["reason"])


def _context(visitor: Visitor, view: CaseView, typed: Typed) -> dict[str, Any]:
    services, there = visitor.services, newer_version(visitor.services, view)
    shown: dict[str, Any] = {
        **shared(visitor, view),
        "newer": there,
        "in_use": services.library.policies.get(view.policy.key),
        "why": fields.field_of(WHY, typed, {}),
        "typed": typed,
        "seen": view.seen,
        "once": services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
        "changes": None,
    }
    if not there:
        return shown
    found = foreseen_move(services, visitor.caller, view, there).migration
    policies = (view.policy, services.library.policies[view.policy.key])
    changes = things_changed(found.differences, policies, services.letters.kinds(), view.calendar.zone)
    return {**shown, "reasons": found.refused, "changes": changes}
