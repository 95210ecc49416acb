"""Colours of the pages: light, dark or as the device is set, and more contrast; for oneself alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts.colour_choices import CHOICES, DEVICE, choose_colours
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed, typed_again
from duecourse.web.pages.own_account.own_choice_page import address_after, said_after
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/account/colours"
FORM = "account/colours.html"
ASKS = (
    Ask(
        name="scheme",
        type="choice",
        ask="Which colours do you want?",
        optional=False,
        options={
            DEVICE: "As my device is set",
            "light": "Dark words on a light page",
            "dark": "Light words on a dark page",
        },
    ),
    Ask(
        name="contrast",
        type="choice",
        ask="How strong should lines and quiet words be?",
        optional=False,
        options={DEVICE: "As my device is set", "more": "As strong as they can be"},
    ),
)


@router.get(PLACE)
@InOneLook
def ask(request: Request, visitor: SignedIn) -> Response:
    """Ask in which colours the visitor wants to see the pages."""
    kept = visitor.kept(visitor.place)
    typed = typed_again({name: visitor.person.colours.get(name, DEVICE) for name in CHOICES})
    said: dict[str, Any] = {"kept": kept is not None, "said": said_after(request)}
    return page(request, FORM, **{**_context(visitor, kept or typed), **said})


@router.post(PLACE)
def choose(request: Request, visitor: SignedIn) -> Response:
    """Keep what they chose."""

    def do() -> str:
        facts = fields.demanded(ASKS, visitor.typed, visitor.zone)
        chosen = {name: "" if facts[name] == DEVICE else facts[name] for name in CHOICES}
        return address_after(PLACE, choose_colours(visitor.services, visitor.caller, chosen))

    return submit(request, visitor, FORM, lambda: _context(visitor, visitor.typed), do, after=PLACE)


def _context(visitor: Visitor, typed: Typed) -> dict[str, Any]:
    return {
        "once": visitor.services.ids.identifier(),
        "fields": [fields.field_of(each, typed, {}) for each in ASKS],
        "reasons": (),
        "stale": None,
        "kept": False,
        "said": None,
    }
