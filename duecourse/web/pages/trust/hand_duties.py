"""What the policy asks people to do outside Duecourse: the list, and ticking one off."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.duties.by_hand import HandDuty, hand_duties
from duecourse.casework.duties.ticks import NewTick, tick_off
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/by-hand"
DONE = f"{PLACE}/{{school}}/{{number:path}}"
OF_TRUST = "-"
"""Stands in the address for the trust itself."""
FORM = "duties/done.html"
ASKS = (
    Ask(
        name="done_on",
        type="date",
        ask="On which day was it done?",
        optional=True,
        options={},
        help="Leave this empty if it was today.",
    ),
    Ask(
        name="what_was_done",
        type="text",
        ask="What was done?",
        optional=False,
        options={},
        help="A few words for the person who looks next. Name nobody who need not be named.",
    ),
)


@router.get(PLACE)
@InOneLook
def listing(request: Request, visitor: SignedIn) -> Response:
    """List what the visitor does by hand, and what others do at the schools that they look after."""
    found = hand_duties(visitor.services, visitor.caller)
    mine, others = ([each for each in found if each.mine is whose] for whose in (True, False))
    return page(request, "duties/list.html", mine=mine, others=others)


@router.get(DONE)
@InOneLook
def ask(request: Request, visitor: SignedIn, school: str, number: str) -> Response:
    """Ask when it was done, and what."""
    kept = visitor.kept(visitor.place)
    shown = _context(visitor, number, school, kept or Typed())
    return page(request, FORM, **{**shown, "kept": kept is not None})


@router.post(DONE)
def tick(request: Request, visitor: SignedIn, school: str, number: str) -> Response:
    """Tick it off, once."""

    def do() -> str:
        answers = fields.read(ASKS, visitor.typed, visitor.zone)
        faults = {**fields.missing(ASKS, answers.facts), **answers.faults}
        if faults:
            raise BadAnswers.of(faults)
        day = answers.facts.get("done_on", "")
        done_on = date.fromisoformat(day) if day else None
        tick_off(
            visitor.services,
            visitor.caller,
            NewTick(number=number, school=_key(school), done_on=done_on, note=answers.facts["what_was_done"]),
        )
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, number, school, visitor.typed), do, after=PLACE)


def _context(visitor: Visitor, number: str, school: str, typed: Typed) -> dict[str, Any]:
    return {
        "duty": _theirs(visitor, number, school),
        "once": visitor.services.ids.identifier(),
        "fields": [fields.field_of(ask, typed, {}) for ask in ASKS],
        "reasons": (),
        "stale": None,
        "kept": False,
    }


def _theirs(visitor: Visitor, number: str, school: str) -> HandDuty:
    for duty in hand_duties(visitor.services, visitor.caller):
        if duty.mine and (duty.number, duty.school) == (number, _key(school)):
            return duty
    raise NotFound("Nothing of this kind is asked of you there. What is stands under “Done by hand”.")


def _key(school: str) -> str:
    return "" if school == OF_TRUST else school
