"""Erasures that somebody is asked to decide about without seeing the case: the list, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.erasures import erasure
from duecourse.casework.erasures.unseen_second import AskedUnseen, asked, asked_of
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.erasures import DECISION, WHY, decided
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
LIST, ONE = "/erasures", "/erasures/{reference}/{number}"
OPTIONS = {"erase": "Erase it now, for good", "keep": "Do not erase it"}


@router.get(LIST)
@InOneLook
def listed(request: Request, visitor: SignedIn) -> Response:
    """List what waits for this person, who sees nothing else of the cases."""
    return page(request, "unseen_erasures.html", waiting=asked_of(visitor.services, visitor.caller))


@router.get(ONE)
@InOneLook
def decide(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show what is to go and on what ground, and ask for the decision."""
    line = asked(visitor.services, visitor.caller, reference, number)
    kept = visitor.kept(visitor.place)
    context = _shown(visitor, line, kept or Typed())
    return page(request, "unseen_erasure.html", kept=kept is not None, **context)


def _asks(line: AskedUnseen) -> tuple[Ask, ...]:
    ask = f"{line.asked_by} asks for this. What do you decide?"
    help_text = "It is needed where this is not to be erased. It is kept in the record."
    return (
        Ask(name="decision", type="choice", ask=ask, optional=False, options=OPTIONS),
        replace(WHY, help=help_text),
    )


def _shown(visitor: Visitor, line: AskedUnseen, typed: Typed) -> dict[str, Any]:
    return {
        "line": line,
        "fields": [fields.field_of(each, typed, {}) for each in _asks(line)],
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
    }


@router.post(ONE)
def end(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Erase it, once they said again who they are, or give it up with a reason."""
    if visitor.typed.get(DECISION) == "erase":
        demand_confirmed(visitor)

    def do() -> str:
        line = asked(visitor.services, visitor.caller, reference, number)
        decision, why = decided(_asks(line), visitor)
        act = erasure.erase if decision == "erase" else erasure.drop
        act(visitor.services, replace(visitor.caller, seen=""), reference, line.number, why)
        return LIST

    def again() -> Mapping[str, Any]:
        return _shown(visitor, asked(visitor.services, visitor.caller, reference, number), visitor.typed)

    return submit(request, visitor, "unseen_erasure.html", again, do, after=LIST, reference=reference)
