"""What is kept about somebody, collected for their request by those who handle cases, each what they see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.privacy.subject_access.access_pack import DataRequest, collect, demand_to_handle
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import BadAnswers, BadInput, NotFound
from engine.identity import CaseReference
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/subject-access"
FORM = "privacy/access.html"
PERSON = Ask(
    name="person",
    type="line",
    ask="Who asks?",
    optional=False,
    options={},
    help="Their name as it is entered, or their short name.",
)
CASE = Ask(
    name="case",
    type="line",
    ask="If they are from outside: in which case are they known?",
    optional=True,
    options={},
    help="The reference of the case, such as LUM-2026-0042. Leave it empty for colleagues.",
)
ASKED = Ask(
    name="asked",
    type="date",
    ask="On which day did they ask?",
    optional=True,
    options={},
    help="From this day one month runs. Leave it empty for today.",
)
ASKS = (PERSON, CASE, ASKED)


@router.get(PLACE)
@InOneLook
def access_page(request: Request, visitor: SignedIn) -> Response:
    """Ask whose request it is."""
    demand_to_handle(visitor.services, visitor.caller)
    return _shown(request, visitor.kept(visitor.place) or Typed(), {})


@router.post(PLACE)
def take(request: Request, visitor: SignedIn) -> Response:
    """Give what was collected; that it was is written down before."""
    demand_to_handle(visitor.services, visitor.caller)
    demand_confirmed(visitor)
    try:
        facts = fields.demanded(ASKS, visitor.typed, visitor.zone)
        day = date.fromisoformat(facts[ASKED.name]) if ASKED.name in facts else None
        case = CaseReference(facts.get(CASE.name, "").strip().upper())
        pack = collect(visitor.services, visitor.caller, DataRequest(facts[PERSON.name], case, day))
    except BadAnswers as bad:
        return _shown(request, visitor.typed, bad.faults)
    except NotFound as nobody:
        return _shown(request, visitor.typed, {PERSON.name: str(nobody)})
    except BadInput as wrong:
        return _shown(request, visitor.typed, {ASKED.name: str(wrong)})
    visitor.forget(visitor.place)
    headers = {"Content-Disposition": f'attachment; filename="{pack.name}"'}
    return Response(pack.content, media_type="application/zip", headers=headers)


def _shown(request: Request, typed: Typed, errors: Mapping[str, str]) -> Response:
    asked: dict[str, Any] = {"fields": [fields.field_of(each, typed, {}) for each in ASKS], "errors": errors}
    return page(request, FORM, status=UNPROCESSABLE if errors else 200, **asked)
