"""How I am told: of what is no danger, at once or once a day, and when not to be disturbed; for oneself alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.telling_choices import CHOICES, choose_telling, how_told
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed, typed_again
from duecourse.web.pages.own_account.own_choice_page import address_after, said_after
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.steps.options import Ask
from engine.time.quiet_hours import AT_ONCE, DAILY, USUAL_HOUR, USUAL_QUIET

router = APIRouter()
PLACE = "/how-i-am-told"
FORM = "told.html"
TRUST = "trust"
"""Stands for leaving it to the trust."""

ASKS = (
    Ask(
        name="notices_come",
        type="choice",
        ask="How do you want to be told of what is no danger?",
        optional=True,
        options={
            AT_ONCE: "At once; what comes together is one message",
            DAILY: "Once a day, in one message",
            TRUST: "As the trust has set it",
        },
    ),
    Ask(
        name="digest_hour",
        type="line",
        ask="At what time does a day’s message come?",
        optional=True,
        options={},
        help=f"A time such as {USUAL_HOUR}. Leave it empty to have it as the trust has set it.",
    ),
    Ask(
        name="quiet_hours",
        type="line",
        ask="When do you not want to be disturbed?",
        optional=True,
        options={},
        help=f"From when until when, such as {USUAL_QUIET}, or: never. Leave it empty to have it as the trust has it.",
    ),
    Ask(
        name="quiet_days",
        type="choice",
        ask="Are weekends and bank holidays quiet as well?",
        optional=True,
        options={"yes": "Yes", "no": "No", TRUST: "As the trust has set it"},
    ),
)


@router.get(PLACE)
@InOneLook
def ask(request: Request, visitor: SignedIn) -> Response:
    """Say how the visitor is told, and ask how they want to be."""
    kept = visitor.kept(visitor.place)
    own = how_told(visitor.services, visitor.caller).own
    typed = typed_again(
        {name: own.get(name, TRUST if name in ("notices_come", "quiet_days") else "") for name in CHOICES}
    )
    said: dict[str, Any] = {"kept": kept is not None, "said": said_after(request)}
    return page(request, FORM, **{**_context(visitor, kept or typed), **said})


@router.post(PLACE)
def choose(request: Request, visitor: SignedIn) -> Response:
    """Keep what they chose."""

    def do() -> str:
        facts = fields.read(ASKS, visitor.typed, visitor.zone).facts
        chosen = {name: "" if facts.get(name) == TRUST else facts.get(name, "").strip() for name in CHOICES}
        return address_after(PLACE, choose_telling(visitor.services, visitor.caller, chosen))

    return submit(request, visitor, FORM, lambda: _context(visitor, visitor.typed), do, after=PLACE)


def _context(visitor: Visitor, typed: Typed) -> dict[str, Any]:
    return {
        "told": how_told(visitor.services, visitor.caller),
        "once": visitor.services.ids.identifier(),
        "fields": [fields.field_of(each, typed, {}) for each in ASKS],
        "reasons": (),
        "stale": None,
        "kept": False,
        "said": None,
    }
